"""Data tables: their columns. `data_table_rows` has the rows, `data_table_jobs` imports and exports them."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE, MISSING_FIELD
from architrave.definitions.data_table_schema import columns_of
from architrave.definitions.nouns import Api
from architrave.definitions.nouns.data_table import DATA_TABLE
from architrave.organization.data_tables import MOST_FIELDS, MOST_TABLES
from architrave.organization.entities import Conflict
from architrave.organization.entity import Entity
from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.answers import EntityAnswers, Shape
from architrave.server.entities.bodies import Body, RejectedBody, body_of
from architrave.server.entities.endpoints import list_query
from architrave.server.refusals import Refusal, conflict
from architrave.wire.paging import EntityListing

API = Api(
    "/api/v2/flows/datatables", "datatableId", filters=("name", "divisionId"), sorts=("id", "name"), force="force"
)
SCHEMA = "schema"
LONGEST_NAME = 256

TABLE_NOT_FOUND = Refusal(404, "flows.datatables.table.not.found", "The datatable could not be found.")
FIELDS_CODE = "flows.datatables.schema.exception"
"""The code of what is wrong with a schema or a row (documented)."""

_CODES = {
    "gone": (404, TABLE_NOT_FOUND.code),
    "no-row": (404, "flows.datatables.row.not.found"),
    "duplicate": (409, "flows.datatables.not.unique"),
    "full": (400, "flows.datatables.too.many.rows"),
    "removed": (400, "flows.datatables.cannot.remove.fields"),
    "retyped": (400, FIELDS_CODE),
}


def refusal_of(found: Conflict) -> Refusal:
    """The refusal of a change that conflicts with what is there, with the codes of data tables (documented)."""
    known = _CODES.get(found.reason)
    return conflict(found) if known is None else Refusal(*known, found.message)


class _TableAnswers(EntityAnswers):
    """A table is shown with its schema if `expand` asks for that, and once it is made."""

    def shape(self, call: ApiCall, entity: Entity) -> Shape:
        shown = EntityAnswers.shape(self, call, entity)
        is_whole = call.request.method == "POST" or SCHEMA in call.texts("expand")
        return shown if is_whole else {name: value for name, value in shown.items() if name != SCHEMA}

    def sent(self, call: ApiCall, body: Body) -> Shape:
        """The properties that a body sets, checked."""
        return self._given(call, body)


_TABLES = _TableAnswers(DATA_TABLE, API)


async def index(call: ApiCall) -> EntityListing[Shape] | Refusal:
    """One page of the data tables."""
    return await _TABLES.index(call)


async def show(call: ApiCall) -> Shape | Refusal:
    """One data table."""
    found = found_table(call)
    return found if isinstance(found, Refusal) else _TABLES.shape(call, found)


async def create(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Make a data table."""
    body = await body_of(call)
    properties = _checked(call, body, is_new=True)
    if body.rejected is not None:
        return replace(body.rejected, fields_code=FIELDS_CODE)
    refused = call.refusal_in(properties.get("division")) or _too_many_fields(properties)
    if refused is not None:
        return refused
    if (refusal := call.refusal_in(properties.get("division"))) is not None:
        return refusal
    entities = call.services.organization.entities
    if len(entities.all(DATA_TABLE.name)) >= MOST_TABLES:
        message = f"An organization has at most {MOST_TABLES} data tables."
        return Refusal(400, "flows.datatables.too.many.schemas", message)
    done = await asyncio.to_thread(entities.create, DATA_TABLE.name, str(uuid4()), properties, call.author)
    return refusal_of(done) if isinstance(done, Conflict) else _TABLES.shape(call, done)


async def change(call: ApiCall) -> Shape | Refusal | RejectedBody:
    """Set the name, the description, the division and the columns of a data table."""
    found = found_table(call)
    if isinstance(found, Refusal):
        return found
    body = await body_of(call)
    given = _checked(call, body, is_new=False)
    if body.rejected is not None:
        return replace(body.rejected, fields_code=FIELDS_CODE)
    division = given.get("division", found.properties.get("division"))
    refused = call.refusal_in(division) or _too_many_fields(given)
    if refused is not None:
        return refused
    if "division" in given and (refusal := call.refusal_in(given["division"])) is not None:
        return refusal
    tables = call.services.organization.data_tables
    done = await asyncio.to_thread(tables.change_table, found.id, given, call.author)
    return refusal_of(done) if isinstance(done, Conflict) else _TABLES.shape(call, done)


async def delete(call: ApiCall) -> Answer | Refusal:
    """Delete a data table with its rows. One that a published flow uses needs `force`."""
    found = found_table(call)
    return found if isinstance(found, Refusal) else await _TABLES.delete(call)


def found_table(call: ApiCall) -> Entity | Refusal:
    """The data table that the path names, if the caller's divisions have it."""
    found = call.services.organization.entities.find(DATA_TABLE.name, call.params[API.id])
    return TABLE_NOT_FOUND if found is None else call.refusal_in(found.properties.get("division")) or found


def _checked(call: ApiCall, body: Body, *, is_new: bool) -> Shape:
    """What a body sets. Reports what is wrong with it."""
    given = _TABLES.sent(call, body)
    if body.rejected is not None:
        return given
    name = given.get("name")
    if name is None:
        body.report(Problem(MISSING_FIELD, 'The data table has no "name".', (), "Send its name."))
    elif not name.strip() or len(name) > LONGEST_NAME:
        message = f"The name of a data table has 1 to {LONGEST_NAME} characters."
        body.report(Problem(INVALID_VALUE, message, ("name",)))
    schema = given.get(SCHEMA)
    if schema is None and is_new:
        help_text = "Send a JSON Schema with `properties`, of which one is `key`."
        body.report(Problem(MISSING_FIELD, f'The data table has no "{SCHEMA}".', (), help_text))
    elif schema is not None:
        _check_schema(body, cast("dict[str, Any]", schema))
    return given


def _check_schema(body: Body, schema: Mapping[str, Any]) -> None:
    columns, faults = columns_of(schema)
    for one in faults:
        body.report(Problem(INVALID_VALUE, one.message, (SCHEMA, *one.path), one.advice))
    for number, name in enumerate(schema.get("required") or ()):
        if name not in columns and not faults:
            message = f'The schema has no property "{name}".'
            body.report(Problem(INVALID_VALUE, message, (SCHEMA, "required", number), "Remove it."))


def _too_many_fields(properties: Mapping[str, Any]) -> Refusal | None:
    fields = len(columns_of(properties.get(SCHEMA))[0]) - 1
    if fields <= MOST_FIELDS:
        return None
    message = f"A data table has at most {MOST_FIELDS} fields besides its key; this one has {fields}."
    return Refusal(400, "flows.datatables.too.many.properties", message)


_ONE = f"{API.path}/{{{API.id}}}"
_LIST = (*list_query(API), "expand")
_WHOLE = "Shows everything that the list shows."
_CHANGES = (
    "That a column keeps its type as long as there are rows, and that a body without a schema leaves the columns as "
    "they are, is assumed."
)

ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint("GET", API.path, index, query=_LIST),
    endpoint("POST", API.path, create, note="That it needs a name and a schema is assumed."),
    endpoint("GET", f"{API.path}/divisionviews", index, note=_WHOLE, query=_LIST),
    endpoint("GET", f"{API.path}/divisionviews/{{{API.id}}}", show, note=_WHOLE, query=("expand",)),
    endpoint("GET", _ONE, show, query=("expand",)),
    endpoint("PUT", _ONE, change, note=_CHANGES, query=("expand",)),
    endpoint(
        "DELETE",
        _ONE,
        delete,
        note="That a flow which looks up rows in it prevents its deletion without force is assumed.",
        query=("force",),
    ),
)
