"""The query of a search of executions: `name=&status=&flow=&q=&context.KEY=&parked=&after=&pageSize=`."""

import re

from architrave.server.call import ApiCall
from architrave.server.query_check import MAX_PAGE_SIZE
from architrave.server.refusals import Refusal, bad_value
from architrave.store.execution_search import Search
from architrave.wire.paging import DEFAULT_PAGE_SIZE

STATUSES = ("RUNNING", "COMPLETED", "ERROR", "FAILED", "TERMINATED", "UNKNOWN")
"""What an execution's `status` can be, as in the cloud."""

_CONTEXT = "context."
_KNOWN = ("name", "status", "flow", "q", "parked", "after", "pageSize")
_CURSOR = re.compile(r"[1-9][0-9]{0,17}")


def search_of(call: ApiCall) -> Search | Refusal:
    """What a request searches for, or what is wrong with its query."""
    context: dict[str, str] = {}
    for name, value in call.query:
        if name.startswith(_CONTEXT) and name != _CONTEXT:
            context[name.removeprefix(_CONTEXT)] = value
        elif name == "pageNumber" and value == "1":
            continue  # what clients of counted listings begin with
        elif name == "pageNumber":
            return bad_value(name, value, "1: the pages are not counted, and the next one is at nextUri")
        elif name not in _KNOWN:
            return bad_value("query", name, f"context.KEY=VALUE, {', '.join(_KNOWN)}")
    size = call.whole("pageSize", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE)
    parked = call.flag("parked")
    statuses = _statuses(call)
    after = call.text("after")
    if isinstance(size, Refusal):
        return size
    if isinstance(parked, Refusal):
        return parked
    if isinstance(statuses, Refusal):
        return statuses
    if after is not None and _CURSOR.fullmatch(after) is None:
        return bad_value("after", after, "the one in the nextUri of the page before")
    return Search(
        name=call.text("name"),
        flow_id=_flow_id(call),
        statuses=statuses,
        text=call.text("q"),
        context=context,
        parked=parked is True,
        before=None if after is None else int(after),
        limit=size,
        flow_ids=_flows_reached(call),
    )


def _flows_reached(call: ApiCall) -> frozenset[str] | None:
    """The ids of the flows in the caller's divisions; None is all, also those that are gone."""
    if call.divisions is None:
        return None
    return frozenset(flow.row.id for flow in call.services.organization.flows if call.reaches(flow.row.division))


def _statuses(call: ApiCall) -> frozenset[str] | Refusal:
    found = [text.upper() for text in call.texts("status")]
    wrong = next((text for text in found if text not in STATUSES), None)
    return frozenset(found) if wrong is None else bad_value("status", wrong, ", ".join(STATUSES))


def _flow_id(call: ApiCall) -> str | None:
    """The id of the flow that is meant, by its id or its name; a flow that is gone only has its id."""
    wanted = call.text("flow")
    if wanted is None:
        return None
    flows = call.services.organization.flows
    flow = flows.get(wanted) or flows.named(wanted)
    return wanted if flow is None else flow.row.id
