"""Flows and their versions, as they are read."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from architrave.flows.outline import Outline
from architrave.organization.flows import Flow, version_name
from architrave.organization.schemas import input_schema, output_schema
from architrave.server import refusals
from architrave.server.call import ApiCall
from architrave.server.entities.shape import division_shape
from architrave.server.query import PAGING, SORTING, like, order_of
from architrave.server.refusals import Refusal, missing_parameter
from architrave.store.flows import VersionRow
from architrave.wire import flows as wire
from architrave.wire import iso_instant
from architrave.wire.dates import parse_instant
from architrave.wire.entities import DomainEntityRef
from architrave.wire.paging import EntityListing

Test = Callable[[Flow], bool]

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
    "publishedDate": lambda flow: _published_at(flow) or 0,
}

QUERY = (
    *PAGING,
    *SORTING,
    *("id", "name", "description", "nameOrDescription", "type", "divisionId", "publishVersionId"),
    *("publishedAfter", "publishedBefore", "includeSchemas", "secure", "deleted", "virtualAgentEnabled"),
    *("lockedBy", "lockedByClientId", "editableBy"),
)
"""The query parameters of the list."""

DIVISION_VIEWS_QUERY = (
    *PAGING,
    *SORTING,
    *("id", "name", "type", "divisionId", "publishVersionId", "publishedAfter", "publishedBefore", "includeSchemas"),
)
"""The query parameters of the list for those who may only search flows."""


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


async def division_views(call: ApiCall) -> EntityListing[wire.FlowDivisionView] | Refusal:
    """One page of the flows that match the query, for those who may only search flows."""
    page, include_schemas = call.page(), call.flag("includeSchemas")
    if isinstance(page, Refusal):
        return page
    if isinstance(include_schemas, Refusal):
        return include_schemas
    found = _search(call)
    if isinstance(found, Refusal):
        return found
    return call.listing(found, page, lambda flow: _division_view(call, flow, with_schemas=bool(include_schemas)))


async def look_up(call: ApiCall) -> EntityListing[wire.Flow] | Refusal:
    """One page of the flows with the ids in the query."""
    return await index(call) if call.texts("id") else missing_parameter("id")


def found_flow(call: ApiCall, flow_id: str, *, with_deleted: bool = False) -> Flow | Refusal:
    """The flow with an id, if the caller's divisions have it."""
    flows = call.services.organization.flows
    flow = flows.get(flow_id)
    found = flows.get_deleted(flow_id) if flow is None else flow
    if found is None:
        return refusals.FLOW_NOT_FOUND
    if (refusal := call.refusal_in(found.row.division)) is not None:
        return refusal
    return found if flow is not None or with_deleted else refusals.FLOW_DELETED


def _of_path(call: ApiCall) -> Flow | Refusal:
    """The flow that the path names; with `deleted=true`, also if it was deleted."""
    with_deleted = call.flag("deleted")
    if isinstance(with_deleted, Refusal):
        return with_deleted
    return found_flow(call, call.params["flowId"], with_deleted=bool(with_deleted))


async def show(call: ApiCall) -> wire.Flow | Refusal:
    """One flow, with the schemas of its inputs and outputs."""
    flow = _of_path(call)
    return flow if isinstance(flow, Refusal) else flow_shape(call, flow, with_schemas=True)


async def versions(call: ApiCall) -> EntityListing[wire.FlowVersion] | Refusal:
    """The versions of a flow, newest first."""
    page = call.page()
    if isinstance(page, Refusal):
        return page
    flow = _of_path(call)
    if isinstance(flow, Refusal):
        return flow
    newest_first = flow.versions[::-1]
    # In a thread, because the texts of older versions must be read.
    return await asyncio.to_thread(call.listing, newest_first, page, lambda version: version_shape(call, flow, version))


async def version(call: ApiCall) -> wire.FlowVersion | Refusal:
    """One version of a flow."""
    found = _version_of_path(call)
    return found if isinstance(found, Refusal) else await asyncio.to_thread(version_shape, call, *found)


async def configuration(call: ApiCall) -> wire.Configuration | Refusal:
    """The content of one version of a flow."""
    found = _version_of_path(call)
    return found if isinstance(found, Refusal) else await _configuration(call, found[1])


async def latest_configuration(call: ApiCall) -> wire.Configuration | Refusal:
    """The content of the newest version of a flow."""
    flow = _of_path(call)
    return flow if isinstance(flow, Refusal) else await _configuration(call, flow.latest)


async def _configuration(call: ApiCall, version: VersionRow | None) -> wire.Configuration | Refusal:
    flows = call.services.organization.flows
    text = None if version is None else await asyncio.to_thread(flows.text_of, version)
    return refusals.NO_CONFIGURATION if text is None else wire.Configuration(yaml=text)


def _version_of_path(call: ApiCall) -> tuple[Flow, VersionRow] | Refusal:
    flow = _of_path(call)
    if isinstance(flow, Refusal):
        return flow
    found = flow.version(call.params["versionId"])
    return refusals.VERSION_NOT_FOUND if found is None else (flow, found)


def flow_shape(call: ApiCall, flow: Flow, *, with_schemas: bool) -> wire.Flow:
    """A flow in its API form."""
    row, outline = flow.row, _outline(call, flow)
    shown = {
        name: None if each is None else version_shape(call, flow, each, with_schemas=False)
        for name, each in (("published", flow.published), ("saved", flow.latest), ("checked_in", flow.checked_in))
    }
    return wire.Flow(
        id=row.id,
        name=row.name,
        division=division_shape(call.services.organization.divisions.of(row.division)),
        description=row.description,
        type=wire_type(row.type).upper(),
        active=flow.published is not None,
        system=False,
        deleted=not row.active,
        virtual_agent_enabled=False,
        locked_client=client_ref(call, row.locked_by),
        published_version=shown["published"],
        saved_version=shown["saved"],
        checked_in_version=shown["checked_in"],
        input_schema=input_schema(outline) if outline and with_schemas else None,
        output_schema=output_schema(outline) if outline and with_schemas else None,
        supported_languages=_languages(outline),
        self_uri=f"/api/v2/flows/{row.id}",
    )


def _division_view(call: ApiCall, flow: Flow, *, with_schemas: bool) -> wire.FlowDivisionView:
    row, outline = flow.row, _outline(call, flow)
    return wire.FlowDivisionView(
        id=row.id,
        name=row.name,
        division=division_shape(call.services.organization.divisions.of(row.division)),
        type=wire_type(row.type).upper(),
        description=row.description,
        input_schema=input_schema(outline) if outline and with_schemas else None,
        output_schema=output_schema(outline) if outline and with_schemas else None,
        supported_languages=_languages(outline),
        published_version=version_shape(call, flow, flow.published, with_schemas=False) if flow.published else None,
        self_uri=f"/api/v2/flows/{row.id}",
    )


def client_ref(call: ApiCall, client_id: str | None) -> DomainEntityRef | None:
    """A client in its API form; None if there is none."""
    if client_id is None:
        return None
    client = call.services.organization.clients.find(client_id)
    return DomainEntityRef(id=client_id, name=None if client is None else client.name)


def _outline(call: ApiCall, flow: Flow) -> Outline | None:
    """What is known of the version of a flow that is shown: the published one, or else the newest."""
    shown = flow.published or flow.latest
    return None if shown is None else call.services.organization.flows.outline(shown)


def version_shape(call: ApiCall, flow: Flow, version: VersionRow, *, with_schemas: bool = True) -> wire.FlowVersion:
    """A version in its API form."""
    outline = call.services.organization.flows.outline(version)
    name = version_name(version)
    self_uri = f"/api/v2/flows/{flow.row.id}/versions/{name}"
    is_checked_in = version.checked_in_at is not None
    return wire.FlowVersion(
        id=name,
        name=name,
        type="PUBLISH" if version.published_at is not None else "CHECKIN" if is_checked_in else "SAVE",
        secure=False,
        debug=False,
        date_created=version.created_at,
        date_checked_in=version.checked_in_at,
        date_saved=version.created_at,
        configuration_version=name,
        configuration_uri=f"{self_uri}/configuration",
        input_schema=input_schema(outline) if outline and with_schemas else None,
        output_schema=output_schema(outline) if outline and with_schemas else None,
        date_published=None if version.published_at is None else iso_instant(version.published_at),
        date_published_end=None if version.published_end is None else iso_instant(version.published_end),
        supported_languages=_languages(outline),
        self_uri=self_uri,
    )


def wire_type(flow_type: str) -> str:
    """The API's name of a flow type, in lower case: `workflow`, `commonmodule`, `bot`."""
    return next((name for name, key in _TYPES.items() if key == flow_type), flow_type.lower())


def _languages(outline: Outline | None) -> list[wire.SupportedLanguage] | None:
    if outline is None:
        return None
    default = outline.default_language
    return [wire.SupportedLanguage(language=tag, is_default=tag == default) for tag in outline.supported_languages]


def _search(call: ApiCall) -> Sequence[Flow] | Refusal:
    """The flows that match the query, in the requested order."""
    is_agent, with_deleted = call.flag("virtualAgentEnabled"), call.flag("deleted")
    if isinstance(is_agent, Refusal):
        return is_agent
    if isinstance(with_deleted, Refusal):
        return with_deleted
    if is_agent or call.text("secure") or call.text("lockedBy"):
        return []  # no local flow is a virtual agent, secure, or locked by a user: clients lock flows
    period = _period(call)
    if isinstance(period, Refusal):
        return period
    way = order_of(call, _SORTS)
    if isinstance(way, Refusal):
        return way
    tests = [*_tests(call), *_tests_of_period(*period)]
    flows = call.services.organization.flows
    found = sorted((*flows, *flows.deleted), key=_SORTS["id"]) if with_deleted else flows.sorted
    for fits in tests:
        found = list(filter(fits, found))
    sort_by, descends = way
    if sort_by == "id":
        return found[::-1] if descends else found
    return sorted(found, key=_SORTS[sort_by], reverse=descends)


def _tests(call: ApiCall) -> Iterator[Test]:
    """What the query asks of a flow. Without a query, thousands of flows are listed without a look at any."""
    if call.divisions is not None:
        yield lambda flow: call.reaches(flow.row.division)
    if ids := set(call.texts("id")):
        yield lambda flow: flow.row.id in ids
    if types := {name.lower() for name in call.texts("type")}:
        yield lambda flow: wire_type(flow.row.type) in types
    if name := call.text("name"):
        yield lambda flow: like([flow.row.name], name)
    if description := call.text("description"):
        yield lambda flow: like([flow.row.description], description)
    if either := call.text("nameOrDescription"):
        yield lambda flow: like([flow.row.name, flow.row.description], either)
    if version := call.text("publishVersionId"):
        yield lambda flow: flow.published is not None and version_name(flow.published) == version
    if client := call.text("lockedByClientId"):
        yield lambda flow: flow.row.locked_by == client
    if divisions := set(call.texts("divisionId")):
        known = call.services.organization.divisions
        yield lambda flow: known.of(flow.row.division).id in divisions


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


def _tests_of_period(after: int | None, before: int | None) -> Iterator[Test]:
    """What a period, in ms since the epoch, asks of the time when a flow was published."""
    if after is not None:
        yield lambda flow: (at := _published_at(flow)) is not None and at >= after
    if before is not None:
        yield lambda flow: (at := _published_at(flow)) is not None and at <= before


def _published_at(flow: Flow) -> int | None:
    return flow.published.published_at if flow.published else None
