"""Analytics of launched flows: how many executions were launched, by flow, version, division and time."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, cast

from architrave.contract.model_check import Path, Problem
from architrave.contract.rules import INVALID_VALUE
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.zones import zone
from architrave.organization.intervals import MOST_PARTS, Parts, read_granularity, read_interval, split
from architrave.server.call import ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.history_search import reaches_flow
from architrave.server.refusals import Refusal
from architrave.store.launch_counts import LaunchCount
from architrave.wire import iso_instant
from architrave.wire.analytics import AggregateResponse, GroupData, IntervalData, Metric, Statistics

Shape = dict[str, Any]
Group = dict[str, str]

METRIC = "nFlowExecutions"
_DIMENSIONS = ("flowId", "flowVersion", "divisionId")
_UNKNOWN_TO_US = "flowObjectId"


async def flow_executions(call: ApiCall) -> AggregateResponse | RejectedBody | Refusal:
    """How many executions were launched in each part of an interval, by the dimensions of `groupBy`."""
    body = await body_of(call)
    query = body.fields
    parts = _parts(body, query) if body.rejected is None else None
    if parts is None or body.rejected is not None:
        return cast("RejectedBody", body.rejected)
    if (missing := _not_served(query)) is not None:
        return Refusal(501, "not.implemented", f"Not Implemented: {missing}.")
    counts = await call.services.engine.launch_counts(parts.borders[0], parts.borders[-1], parts.size)
    return AggregateResponse(results=list(_results(call, query, parts, counts)))


def _results(call: ApiCall, query: Shape, parts: Parts, counts: list[LaunchCount]) -> Iterator[GroupData]:
    division_of = _divisions(call)
    group_by: list[str] = query.get("groupBy") or []
    found: dict[tuple[str, ...], Counter[tuple[int, int]]] = {}
    flows = call.services.organization.flows
    for one in counts:
        if not reaches_flow(call, flows.get(one.flow_id)):
            continue
        group = {
            "flowId": one.flow_id,
            "flowVersion": one.flow_version,
            "divisionId": division_of(one.flow_id),
        }
        if _passes(query.get("filter"), group):
            key = tuple(group[name] for name in group_by)
            found.setdefault(key, Counter())[parts.at(one.since)] += one.launched
    for key in sorted(found):
        data = [
            IntervalData(
                interval=f"{iso_instant(start)}/{iso_instant(end)}",
                metrics=[Metric(metric=METRIC, stats=Statistics(count=count))],
            )
            for (start, end), count in sorted(found[key].items())
        ]
        yield GroupData(group=dict(zip(group_by, key, strict=True)), data=data)


def _divisions(call: ApiCall) -> Callable[[str], str]:
    """The id of the division of a flow, looked up once for each."""
    organization = call.services.organization
    known: dict[str, str] = {}

    def division_of(flow_id: str) -> str:
        if flow_id not in known:
            flow = organization.flows.get(flow_id)
            known[flow_id] = organization.divisions.of(None if flow is None else flow.row.division).id
        return known[flow_id]

    return division_of


def _passes(condition: Shape | None, group: Group) -> bool:
    """Whether a group meets a filter, or one of its clauses."""
    if condition is None:
        return True
    of = all if condition["type"] == "and" else any
    parts = [_passes(clause, group) for clause in condition.get("clauses") or ()]
    return of([*parts, *(_is_true(predicate, group) for predicate in condition.get("predicates") or ())])


def _is_true(predicate: Shape, group: Group) -> bool:
    operator = predicate.get("operator") or "matches"
    if operator == "matches":
        return group[predicate["dimension"]] == predicate.get("value")
    return operator == "exists"  # every execution has each of the dimensions


def _parts(body: Body, query: Shape) -> Parts | None:
    """The parts of the query's interval; None if something in the body is wrong, which is reported."""

    def wrong(name: str, message: str, advice: str) -> None:
        path: Path = (name,)
        body.report(Problem(INVALID_VALUE, message, path, advice))

    interval = read_interval(query["interval"])
    if interval is None:
        wrong(
            "interval",
            f'"{query["interval"]}" is not an interval.',
            "Write its start and its later end: 2026-03-01T00:00:00Z/2026-03-02T00:00:00Z.",
        )
    granularity = None
    if (length := query.get("granularity")) is not None and (granularity := read_granularity(length)) is None:
        wrong("granularity", f'"{length}" is not a length of time.', "Write it as in PT30M, PT1H, P1D or P1M.")
    name = query.get("timeZone") or "UTC"
    try:
        time_zone = zone(name)
    except ActionFault:
        wrong("timeZone", f'"{name}" is not a time zone.', "Use a name such as Europe/Berlin.")
        return None
    _check_names(body, query)
    if interval is None or body.rejected is not None:
        return None
    parts = split(*interval, granularity, time_zone)
    if parts is None:
        wrong(
            "granularity",
            f"The interval has more than {MOST_PARTS:,} parts of this length.",
            "Ask for longer parts, or for a shorter interval.",
        )
    return parts


def _check_names(body: Body, query: Shape) -> None:
    """Report the metrics and dimensions that the cloud does not have."""
    for index, name in enumerate(query["metrics"]):
        if name != METRIC:
            advice = f'The only metric is "{METRIC}".'
            body.report(Problem(INVALID_VALUE, f'There is no metric "{name}".', ("metrics", index), advice))
    for index, name in enumerate(query.get("groupBy") or ()):
        if name not in (*_DIMENSIONS, _UNKNOWN_TO_US):
            advice = f"Use {', '.join(_DIMENSIONS)}."
            body.report(Problem(INVALID_VALUE, f'There is no dimension "{name}".', ("groupBy", index), advice))


def _not_served(query: Shape) -> str | None:
    """What the query asks for that is not served."""
    if query.get("views"):
        return "views"
    if query.get("alternateTimeDimension"):
        return "alternateTimeDimension"
    if _UNKNOWN_TO_US in (query.get("groupBy") or ()):
        return f"the dimension {_UNKNOWN_TO_US}"
    for predicate in _predicates(query.get("filter") or {}):
        if predicate.get("type") not in (None, "dimension"):
            return f"predicates of the type {predicate['type']}"
        if predicate.get("dimension") not in _DIMENSIONS:
            return f"predicates about the dimension {predicate.get('dimension', 'that is not named')}"
        if predicate.get("range"):
            return "predicates with a range"
    return None


def _predicates(condition: Shape) -> Iterator[Shape]:
    yield from condition.get("predicates") or ()
    for clause in condition.get("clauses") or ():
        yield from _predicates(clause)


ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint(
        "POST",
        "/api/v2/analytics/flowexecutions/aggregates/query",
        flow_executions,
        note=f"Supports the metric {METRIC}, without views, by flowId, flowVersion and divisionId; "
        "counts at once what was launched.",
    ),
)
