"""Paths that are not endpoints: what people write, and which endpoint they mean."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from architrave.cloud.api_facts import SDK_VERSION
from architrave.cloud.api_paths import api_paths, api_tree
from architrave.cloud.near_paths import nearest_paths
from architrave.cloud.path_tree import PathTree
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


Served = Mapping[str, Collection[str]]
"""The methods that a server has at each of its path templates."""

_SHOWN = 100
_LIST = "docs/coverage.md lists the supported endpoints."


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
    """The methods that the Platform API has at a path; empty if it has no such path."""
    found = None if means_launch(path) else api_tree().find(path)
    return () if found is None else api_paths()[found[0]]


def _meant(path: str) -> Meant:
    known = next((real for pattern, real in _FORUM_PATHS if pattern.match(path.lower())), ())
    if not known and path.startswith(_FLOWS):
        misspelt = path.removeprefix(_FLOWS).strip("/ ")[:40]
        near = "/" not in misspelt and did_you_mean(misspelt, [LAUNCH_PATH.removeprefix(_FLOWS)], cutoff=0.75)
        return _LAUNCHES if near else ()
    return known


def about_unknown_path(
    path: str, method: str = "", tree: PathTree | None = None, served: Served | None = None
) -> Advice:
    """The advice for a path that the Platform API does not have.

    A server passes the `tree` of all paths that it or the cloud has, and what it serves itself: the advice says which
    of the endpoints that it names are not served.
    """
    bare = path.partition("?")[0]
    shown = shorten(bare, _SHOWN)
    is_api = served is None or bare.lower().startswith("/api/")
    message = f"The Platform API has no path {shown}." if is_api else f"Nothing is served at {shown}."
    real = _meant(bare)
    if real:
        return Advice(message, _recommended(real, served))
    near = _nearest(bare, method, tree or api_tree(), served)
    if near is not None:
        is_served = served is None or near in served
        return Advice(message, f"Did you mean {near}?" if is_served else f"Did you mean {near}? {_NOT_SERVED}")
    if is_api:
        message = f"{message[:-1]}, as of version {SDK_VERSION} of the official SDK."
    return Advice(message, None if served is None else _LIST)


_NOT_SERVED = "Genesys Cloud has it, but Architrave does not serve it."


def _recommended(real: Meant, served: Served | None) -> str:
    """What to use instead: of a server, what it serves; else what the cloud has."""
    offered = [item for item in real if served is None or item[0].partition(" ")[2] in served]
    if offered == [*_LAUNCHES]:
        return f"Use {_LAUNCH}."
    if offered:
        return "; ".join(f"{endpoint} {does}" for endpoint, does in offered) + "."
    names = " and ".join(endpoint for endpoint, _ in real)
    return f"Genesys Cloud has {names} for this; Architrave does not serve them."


def _nearest(path: str, method: str, tree: PathTree, served: Served | None) -> str | None:
    """Of the paths that are equally near, one that has the method; then one that is served, or else with most below."""
    itself = tree.find(path)
    near = [each for each in nearest_paths(tree, path) if itself is None or each != itself[0]]
    if len(near) < 2:
        return near[0] if near else None
    served = served or {}

    def rank(template: str) -> tuple[bool, bool, int]:
        has = (*served.get(template, ()), *api_paths().get(template, ()))
        below = sum(known.startswith(f"{template}/") for known in api_paths())
        return bool(method) and method not in has, template not in served, -below

    return min(near, key=rank)
