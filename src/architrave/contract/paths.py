"""Paths that are no endpoint: what people write, and which endpoint they mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from architrave.contract.request import LAUNCH_METHOD, LAUNCH_PATH
from architrave.contract.wording import shorten
from architrave.diagnostics import did_you_mean

_LAUNCH = f"{LAUNCH_METHOD} {LAUNCH_PATH}"

_FIGURES = (
    "POST /api/v2/analytics/flows/aggregates/query has the figures of flows, "
    "POST /api/v2/analytics/flowexecutions/aggregates/query those of launched executions"
)

_FORUM_PATHS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"/api/v2/authorizations?(?:/me)?/?\Z"),
        "GET /api/v2/tokens/me says whose token it is; GET /api/v2/authorization/subjects/me says what it may do",
    ),
    (
        re.compile(r"/api/v2/analytics/flows/(?:summary|details|report)/?\Z"),
        _FIGURES,
    ),
    (re.compile(r"/api/v2/(?:architect/)?flows?/[^/]+/(?:execute|executions?|launch|start|run|trigger)/?\Z"), _LAUNCH),
    (re.compile(r"/api/v2/architect/flows?/?(?:execute|executions?|launch|start|run)?/?\Z"), _LAUNCH),
    (
        re.compile(
            r"(?:/platform)?(?:/api)?(?:/v[12])?/(?:architect/)?(?:flows?/?executions?|flows?/(?:execute|launch|start|run))/?\Z"
        ),
        _LAUNCH,
    ),
)
"""Endpoints that exist only in posts, with the real ones. A flow's id is in the body of a launch, never in its path."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence about a path that is no endpoint, and what to use."""

    message: str
    help: str | None


def about_unknown_path(path: str, known: Iterable[str] = ()) -> Advice:
    """What to say of a path that nothing answers at.

    `known` are the path templates that the server does have, for a suggestion.
    """
    bare = path.partition("?")[0]
    message = f"There is no endpoint {shorten(bare, 100)} in the Platform API."
    for pattern, real in _FORUM_PATHS:
        if pattern.match(bare.lower()):
            return Advice(message, f"Use {real}." if real == _LAUNCH else f"{real}.")
    near = nearest(bare, known)
    return Advice(message, f"Did you mean {near}?" if near is not None else None)


def nearest(path: str, known: Iterable[str]) -> str | None:
    """The known path template nearest to a path: parts in braces stand for whatever the path has there."""
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
