"""Searching the history of executions: the ended ones that meet all criteria of a query."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE, MISSING_FIELD
from architrave.engine import ExecutionRecord
from architrave.organization.flows import Flow
from architrave.organization.history_query import KEYS, OPERATORS, criteria_of, is_met, wanted_of
from architrave.server.call import ApiCall
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.refusals import Refusal
from architrave.store.execution_search import Search
from architrave.wire import iso_instant
from architrave.wire.instances import FlowExecutionDataQueryResult, FlowsQueryCriteria, QueryCriteria
from architrave.wire.paging import EntityListing

MOST_FOUND = 200
"""How many executions a query finds (documented); not always the newest in the cloud, but here."""

LOOKED_AT = 20_000
"""How many executions a query looks at, from the newest one."""


async def found_by_query(call: ApiCall) -> EntityListing[FlowExecutionDataQueryResult] | RejectedBody | Refusal:
    """The ended executions that meet all groups of criteria, newest first."""
    page = call.page()
    if isinstance(page, Refusal):
        return page
    body = await body_of(call)
    groups: list[Mapping[str, Any]] = body.fields.get("query") or []
    others = _check(body, groups) if body.rejected is None else []
    if body.rejected is not None:
        return body.rejected
    if others:
        return Refusal(501, "not.implemented", f"Not Implemented: queries for {', '.join(others)}.")
    flows, found = call.services.organization.flows, list[ExecutionRecord]()
    async for one in _ended(call):
        flow = flows.get(one.flow_id)
        if reaches_flow(call, flow) and is_met(groups, _values(one, flow)):
            found.append(one)
        if len(found) == MOST_FOUND:
            break
    return call.listing(found, page, lambda record: _found(call, record))


async def capabilities(call: ApiCall) -> FlowsQueryCriteria:
    """The keys that queries can use here."""
    criteria = [QueryCriteria(criteria_key=key, operators=[*OPERATORS], data_type=of) for key, of in KEYS.items()]
    types = {flow.row.type.lower() for flow in call.services.organization.flows}
    return FlowsQueryCriteria(criteria=criteria, flow_types=sorted(types))


def reaches_flow(call: ApiCall, flow: Flow | None) -> bool:
    """Whether the caller may see the executions of a flow; of one that is gone, only with all divisions."""
    return call.divisions is None or (flow is not None and call.reaches(flow.row.division))


async def _ended(call: ApiCall) -> AsyncIterator[ExecutionRecord]:
    """The newest executions that have ended, as far as a query looks."""
    before, looked_at = None, 0
    while looked_at < LOOKED_AT:
        page = await call.services.engine.search(Search(before=before, limit=MOST_FOUND))
        for record in page.records:
            if record.completed_at is not None:
                yield record
        looked_at, before = looked_at + MOST_FOUND, page.rest
        if before is None:
            return


def _values(record: ExecutionRecord, flow: Flow | None) -> dict[str, str | int | None]:
    return {
        "FlowStartDateTime": record.launched_at,
        "FlowEndDateTime": record.completed_at,
        "FlowId": record.flow_id,
        "FlowType": None if flow is None else flow.row.type.lower(),
        "FlowErrorReason": _error_reason(record),
    }


def _error_reason(record: ExecutionRecord) -> str | None:
    return None if record.error is None else str(record.error.get("type"))


def _found(call: ApiCall, record: ExecutionRecord) -> FlowExecutionDataQueryResult:
    flow = call.services.organization.flows.get(record.flow_id)
    return FlowExecutionDataQueryResult(
        id=record.id,
        name=record.name,
        start_date_time=iso_instant(record.launched_at),
        end_date_time=iso_instant(record.completed_at or record.launched_at),
        flow_id=record.flow_id,
        flow_version=record.flow_version,
        flow_type=None if flow is None else flow.row.type.lower(),
        flow_error_reason=_error_reason(record),
        flow_name=None if flow is None else flow.row.name,
        self_uri=f"/api/v2/flows/instances/{record.id}",
    )


def _check(body: Body, groups: Sequence[Mapping[str, Any]]) -> list[str]:
    """Report criteria without a key, and values that are none. Returns the keys that are not served."""
    for number, group in enumerate(groups):
        listed = [
            ((name, index), one) for name in ("and", "or", "not") for index, one in enumerate(group.get(name) or ())
        ]
        single = [(("criteria",), group["criteria"])] if group.get("criteria") else []
        for path, criterion in (*listed, *single):
            if criterion.get("key") is None:
                message = "The criterion has no key."
                body.report(Problem(MISSING_FIELD, message, ("query", number, *path), f"Use {', '.join(KEYS)}."))
            elif criterion["key"] in KEYS and criterion.get("operator") != "not_null" and wanted_of(criterion) is None:
                message = f'"{criterion.get("value", "")}" is not a date.'
                advice = "Write it as in 2026-03-26T20:33:25.890Z."
                body.report(Problem(INVALID_VALUE, message, ("query", number, *path, "value"), advice))
    return sorted({one["key"] for one in criteria_of(groups) if one.get("key") not in (*KEYS, None)})
