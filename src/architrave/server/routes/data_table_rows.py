"""The rows of data tables."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from architrave.definitions.data_table_schema import KEY
from architrave.organization.data_table import Row, Table
from architrave.organization.data_table_values import SentRow, read_row
from architrave.organization.entities import Conflict
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.answers import Shape
from architrave.server.entities.bodies import RejectedBody, body_of
from architrave.server.query import PAGING, order_of
from architrave.server.refusals import Refusal
from architrave.server.routes.data_tables import API, FIELDS_CODE, TABLE_NOT_FOUND, found_table, refusal_of
from architrave.store import apart
from architrave.wire.paging import EntityListing, listing

_BRIEF = "showbrief"


async def index(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the rows of a data table, in the order of their keys."""
    table, page, brief = table_of(call), call.page(), call.flag(_BRIEF)
    order = order_of(call, {KEY: None})
    if isinstance(table, Refusal):
        return table
    if isinstance(page, Refusal):
        return page
    if isinstance(brief, Refusal):
        return brief
    if isinstance(order, Refusal):
        return order
    number, size = page
    tables = call.services.organization.data_tables
    total, found = await asyncio.to_thread(tables.page, table, (number - 1) * size, size, descends=order[1])
    return listing(
        [_shape(table, row, is_brief=brief is not False) for row in found],
        total=total,
        page_number=number,
        page_size=size,
        path=call.request.path,
        query=call.query,
    )


async def show(call: ApiCall) -> Shape | Refusal:
    """One row of a data table: only its key, unless `showbrief` is false."""
    table, brief = table_of(call), call.flag(_BRIEF)
    if isinstance(table, Refusal):
        return table
    if isinstance(brief, Refusal):
        return brief
    organization, key = call.services.organization, call.params["rowId"]
    row = await apart(organization.store, lambda: organization.data_tables.row(table, key))
    if row is None:
        return refusal_of(Conflict("no-row", f'The data table "{table.name}" has no row with the key "{key}".'))
    return _shape(table, row, is_brief=brief is not False)


async def create(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Add a row to a data table."""
    return await _write(call, None, call.services.organization.data_tables.create_row)


async def change(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set all values of a row."""
    return await _write(call, call.params["rowId"], call.services.organization.data_tables.change_row)


async def delete(call: ApiCall) -> Answer | Refusal:
    """Delete a row."""
    table = table_of(call)
    if isinstance(table, Refusal):
        return table
    tables = call.services.organization.data_tables
    done = await asyncio.to_thread(tables.delete_row, table, call.params["rowId"])
    return refusal_of(done) if isinstance(done, Conflict) else Answer(None, 204)


def table_of(call: ApiCall) -> Table | Refusal:
    """The data table that the path names, if the caller's divisions have it."""
    found = found_table(call)
    if isinstance(found, Refusal):
        return found
    return call.services.organization.data_tables.with_id(found.id) or TABLE_NOT_FOUND


async def _write(
    call: ApiCall, key: str | None, write: Callable[[Table, str, Row], Row | Conflict]
) -> Shape | Refusal | RejectedBody:
    table = table_of(call)
    if isinstance(table, Refusal):
        return table
    body = await body_of(call)
    row = SentRow() if body.rejected is not None else read_row(table, body.value, key)
    for problem in row.problems:
        body.report(problem)
    if body.rejected is not None:
        return replace(body.rejected, fields_code=FIELDS_CODE)
    done = await asyncio.to_thread(write, table, row.key, row.values)
    return refusal_of(done) if isinstance(done, Conflict) else _shape(table, done, is_brief=False)


def _shape(table: Table, row: Row, *, is_brief: bool) -> dict[str, Any]:
    shown = table.row_for_api(row)
    return {KEY: shown[KEY]} if is_brief else shown


_PATH = f"{API.path}/{{{API.id}}}/rows"
_ONE = f"{_PATH}/{{rowId}}"
_FIELDS = (
    "Errors name the wrong field in more detail than the cloud's. That a field of another type is refused is assumed."
)

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint(
        "GET",
        _PATH,
        index,
        note="That rows are in the order of their keys is assumed.",
        query=(*PAGING, _BRIEF, "sortOrder"),
    ),
    endpoint("POST", _PATH, create, note=_FIELDS),
    endpoint("GET", _ONE, show, query=(_BRIEF,)),
    endpoint("PUT", _ONE, change, note=_FIELDS),
    endpoint("DELETE", _ONE, delete),
)
