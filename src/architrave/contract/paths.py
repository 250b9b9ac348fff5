"""Paths that are not endpoints: what people write, and which endpoint they mean."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from architrave.contract.request import LAUNCH_METHOD, LAUNCH_PATH
from architrave.contract.wording import shorten
from architrave.diagnostics import did_you_mean

_FLOWS = "/api/v2/flows/"
_LAUNCH = f"{LAUNCH_METHOD} {LAUNCH_PATH}"

_WHO = (
    ("GET /api/v2/tokens/me", "shows whose token it is"),
    ("GET /api/v2/authorization/subjects/me", "shows what it may do"),
    ("GET /api/v2/users/{userId}", "with expand=authorization shows what a user may do"),
)
_FIGURES = (
    ("POST /api/v2/analytics/flows/aggregates/query", "returns statistics of flows"),
    ("POST /api/v2/analytics/flowexecutions/aggregates/query", "returns statistics of launched executions"),
)
_LAUNCHES = ((_LAUNCH, "launches a flow"),)

Meant = tuple[tuple[str, str], ...]
"""Endpoints, each with what it does."""

_FORUM_PATHS: tuple[tuple[re.Pattern[str], Meant], ...] = (
    (re.compile(r"/api/v2/authorizations?(?:/me)?/?\Z"), _WHO),
    (re.compile(r"/api/v2/analytics/flows/(?:summary|details|report)/?\Z"), _FIGURES),
    (
        re.compile(r"/api/v2/(?:architect/)?flows?/[^/]+/(?:execute|executions?|launch|start|run|trigger)/?\Z"),
        _LAUNCHES,
    ),
    (re.compile(r"/api/v2/architect/flows?/?(?:execute|executions?|launch|start|run)?/?\Z"), _LAUNCHES),
    (
        re.compile(
            r"(?:/platform)?(?:/api)?(?:/v[12])?/(?:architect/)?(?:flows?/?executions?|flows?/(?:execute|launch|start|run))/?\Z"
        ),
        _LAUNCHES,
    ),
)
"""Endpoints that exist only in posts, with the real ones. The flow id is in the body of a launch, never in its path."""


_BESIDE = {
    "/api/v2/flows/{flowId}": ("GET", "PUT", "DELETE"),
    "/api/v2/flows/{flowId}/versions": ("GET", "POST"),
    "/api/v2/flows/executions/{flowExecutionId}": ("GET",),
}
"""Endpoints to which people send launches by mistake, with their methods. Source: the official SDKs."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence about a path that is not an endpoint, and what to use instead."""

    message: str
    help: str | None


def means_launch(path: str) -> bool:
    """Whether a path exists only in posts and means a launch, for example `/api/v2/flows/execute`.

    It is not an endpoint, even if a template such as `/api/v2/flows/{flowId}` matches it.
    """
    return path != LAUNCH_PATH and _meant(path) is _LAUNCHES


def methods_of(path: str) -> tuple[str, ...]:
    """The methods of a path that resembles the launch path and is an endpoint itself; empty for all other paths."""
    if path == LAUNCH_PATH or means_launch(path):
        return ()
    parts = path.split("/")
    return next((methods for template, methods in _BESIDE.items() if _fits(template.split("/"), parts)), ())


def _fits(template: list[str], parts: list[str]) -> bool:
    return len(template) == len(parts) and all(
        bool(part) if piece.startswith("{") else piece == part for piece, part in zip(template, parts, strict=True)
    )


def _meant(path: str) -> Meant:
    known = next((real for pattern, real in _FORUM_PATHS if pattern.match(path.lower())), ())
    if not known and path.startswith(_FLOWS):
        misspelt = path.removeprefix(_FLOWS).strip("/ ")[:40]
        near = "/" not in misspelt and did_you_mean(misspelt, [LAUNCH_PATH.removeprefix(_FLOWS)], cutoff=0.75)
        return _LAUNCHES if near else ()
    return known


def about_unknown_path(path: str, known: Iterable[str] = ()) -> Advice:
    """The advice for a path without an endpoint.

    `known` are the path templates that a server has: it recommends no others, and says only that it does not serve the
    path, because the cloud has many more.
    """
    bare = path.partition("?")[0]
    served = tuple(known)
    message = f"The Platform API has no endpoint {shorten(bare, 100)}."
    real = _meant(bare)
    if real:
        return Advice(message, _recommended(real, served))
    if served:
        message = f"Nothing is served at {shorten(bare, 100)}. docs/coverage.md lists the supported endpoints."
    near = nearest(bare, served)
    return Advice(message, f"Did you mean {near}?" if near is not None else None)


def _recommended(real: Meant, served: Sequence[str]) -> str:
    """What to use instead: of a server, what it serves; else what the cloud has."""
    offered = [item for item in real if not served or item[0].partition(" ")[2] in served]
    if offered == [*_LAUNCHES]:
        return f"Use {_LAUNCH}."
    if offered:
        return "; ".join(f"{endpoint} {does}" for endpoint, does in offered) + "."
    names = " and ".join(endpoint for endpoint, _ in real)
    return f"Genesys Cloud has {names} for this; Architrave does not serve them."


def nearest(path: str, known: Iterable[str]) -> str | None:
    """The known path template nearest to a path; a part in braces matches anything."""
    parts = path.strip("/").split("/")[:20]
    templates: dict[str, str] = {}
    for template in known:
        pieces = template.strip("/").split("/")
        if len(pieces) == len(parts):
            filled = [part if piece.startswith("{") else piece for piece, part in zip(pieces, parts, strict=True)]
            templates.setdefault("/".join(filled), template)
        else:
            templates.setdefault("/".join(pieces), template)
    found = did_you_mean("/".join(parts)[:300], templates, cutoff=0.8)
    return templates[found] if found is not None else None
