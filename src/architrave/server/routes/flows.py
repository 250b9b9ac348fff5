"""Flows and their versions (read-only)."""

from collections.abc import Callable
from typing import Any

from architrave.organization.flows import Flow, version_name
from architrave.organization.schemas import input_schema, output_schema
from architrave.server import refusals
from architrave.server.call import ApiCall
from architrave.server.entities.shape import division_shape
from architrave.server.query import PAGING, SORTING, among, like, ordered
from architrave.server.refusals import Refusal
from architrave.store.flows import VersionRow
from architrave.wire import flows as wire
from architrave.wire import iso_instant
from architrave.wire.dates import parse_instant
from architrave.wire.paging import EntityListing

_TYPES = {
    "bot": "botFlow",
    "digitalbot": "digitalBot",
    "workitem": "workitem",
    "surveyinvite": "surveyInvite",
}
_SORTS: dict[str, Callable[[Flow], Any]] = {
    "id": lambda flow: flow.row.id,
    "name": lambda flow: flow.row.name.casefold(),
    "description": lambda flow: flow.row.description.casefold(),
    "type": lambda flow: flow.row.type.casefold(),
    "publishedDate": lambda flow: (flow.published.published_at if flow.published else 0) or 0,
}

QUERY = (
    *PAGING,
    *SORTING,
    *("id", "name", "description", "nameOrDescription", "type", "divisionId", "publishVersionId"),
    *("publishedAfter", "publishedBefore", "includeSchemas", "secure", "deleted", "virtualAgentEnabled"),
    *("lockedBy", "lockedByClientId", "editableBy"),
)
"""The query parameters of the list."""


async def index(call: ApiCall) -> EntityListing[wire.Flow] | Refusal:
    """One page of the flows that match the query."""
    page = call.page()
    if isinstance(page, Refusal):
        return page
    found = _search(call)
    if isinstance(found, Refusal):
        return found
    include_schemas = call.flag("includeSchemas")
    if isinstance(include_schemas, Refusal):
        return include_schemas
    return call.listing(found, page, lambda flow: flow_shape(call, flow, with_schemas=bool(include_schemas)))


async def show(call: ApiCall) -> wire.Flow | Refusal:
    """One flow, with the schemas of its inputs and outputs."""
    flow = call.services.organization.flows.get(call.params["flowId"])
    return refusals.FLOW_NOT_FOUND if flow is None else flow_shape(call, flow, with_schemas=True)


async def versions(call: ApiCall) -> EntityListing[wire.FlowVersion] | Refusal:
    """The versions of a flow, newest first."""
    page = call.page()
    if isinstance(page, Refusal):
        return page
    flow = call.services.organization.flows.get(call.params["flowId"])
    if flow is None:
        return refusals.FLOW_NOT_FOUND
    return call.listing(flow.versions[::-1], page, lambda version: version_shape(call, flow, version))


async def version(call: ApiCall) -> wire.FlowVersion | Refusal:
    """One version of a flow."""
    flow = call.services.organization.flows.get(call.params["flowId"])
    if flow is None:
        return refusals.FLOW_NOT_FOUND
    found = flow.version(call.params["versionId"])
    return refusals.VERSION_NOT_FOUND if found is None else version_shape(call, flow, found)


def flow_shape(call: ApiCall, flow: Flow, *, with_schemas: bool) -> wire.Flow:
    """A flow in its API form."""
    row = flow.row
    shown = flow.published or flow.latest
    program = call.services.organization.flows.program(shown.hash)
    return wire.Flow(
        id=row.id,
        name=row.name,
        division=division_shape(call.services.organization.divisions.of(row.division)),
        description=row.description,
        type=wire_type(row.type).upper(),
        active=True,
        system=False,
        deleted=False,
        virtual_agent_enabled=False,
        published_version=version_shape(call, flow, flow.published, with_schemas=False) if flow.published else None,
        saved_version=version_shape(call, flow, flow.latest, with_schemas=False),
        checked_in_version=version_shape(call, flow, flow.latest, with_schemas=False),
        input_schema=input_schema(program) if program and with_schemas else None,
        output_schema=output_schema(program) if program and with_schemas else None,
        supported_languages=_languages(program),
        self_uri=f"/api/v2/flows/{row.id}",
    )


def version_shape(call: ApiCall, flow: Flow, version: VersionRow, *, with_schemas: bool = True) -> wire.FlowVersion:
    """A version in its API form."""
    program = call.services.organization.flows.program(version.hash)
    name = version_name(version)
    return wire.FlowVersion(
        id=name,
        name=name,
        type="PUBLISH" if version.published_at is not None else "CHECKIN",
        secure=False,
        debug=False,
        date_created=version.created_at,
        date_checked_in=version.created_at,
        date_saved=version.created_at,
        configuration_version=name,
        input_schema=input_schema(program) if program and with_schemas else None,
        output_schema=output_schema(program) if program and with_schemas else None,
        date_published=None if version.published_at is None else iso_instant(version.published_at),
        date_published_end=None if version.published_end is None else iso_instant(version.published_end),
        supported_languages=_languages(program),
        self_uri=f"/api/v2/flows/{flow.row.id}/versions/{name}",
    )


def wire_type(flow_type: str) -> str:
    """The API's name of a flow type, in lower case: `workflow`, `commonmodule`, `bot`."""
    return next((name for name, key in _TYPES.items() if key == flow_type), flow_type.lower())


def _languages(program: Any) -> list[wire.SupportedLanguage] | None:
    if program is None:
        return None
    default = program.default_language
    return [wire.SupportedLanguage(language=tag, is_default=tag == default) for tag in program.supported_languages]


def _search(call: ApiCall) -> list[Flow] | Refusal:
    """The flows that match the query, in the requested order."""
    for name in ("secure", "deleted", "virtualAgentEnabled"):
        flag = call.flag(name)
        if isinstance(flag, Refusal):
            return flag
        if flag:
            return []  # no local flow is secure, deleted or a virtual agent
    if call.text("lockedBy") or call.text("lockedByClientId"):
        return []
    period = _period(call)
    if isinstance(period, Refusal):
        return period
    found = (flow for flow in call.services.organization.flows if _fits(call, flow) and _published_in(flow, *period))
    return ordered(call, found, _SORTS)


def _fits(call: ApiCall, flow: Flow) -> bool:
    row = flow.row
    published = version_name(flow.published) if flow.published else None
    division = call.services.organization.divisions.of(row.division).id
    return (
        among(row.id, call.texts("id"))
        and among(wire_type(row.type), [name.lower() for name in call.texts("type")])
        and like([row.name], call.text("name"))
        and like([row.description], call.text("description"))
        and like([row.name, row.description], call.text("nameOrDescription"))
        and call.text("publishVersionId") in (None, published)
        and among(division, call.texts("divisionId"))
    )


def _period(call: ApiCall) -> tuple[int | None, int | None] | Refusal:
    bounds: list[int | None] = []
    for name in ("publishedAfter", "publishedBefore"):
        text = call.text(name)
        instant = None if text is None else parse_instant(text)
        if text is not None and instant is None:
            return Refusal(
                400,
                "invalid.date",
                "Dates must be specified as ISO-8601 strings. For example: yyyy-MM-ddTHH:mm:ss.SSSZ"
                f" ({name} is {text})",
            )
        bounds.append(instant)
    return bounds[0], bounds[1]


def _published_in(flow: Flow, after: int | None, before: int | None) -> bool:
    if after is None and before is None:
        return True
    at = flow.published.published_at if flow.published else None
    return at is not None and (after is None or at >= after) and (before is None or at <= before)
