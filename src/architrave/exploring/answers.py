"""What the world may answer: what look-ups find, and how data actions fail."""

from collections.abc import Iterator, Mapping
from typing import Any

from architrave.exploring.cases import FAILURE, FOUND, ITEMS, NOT_FOUND, SEARCHED, Answer
from architrave.exploring.nearby import ordinary
from architrave.exploring.seen import LookedUp
from architrave.exploring.sources import never
from architrave.flows.actions.conversations import GetData
from architrave.flows.actions.data_tables import DataTableLookup
from architrave.flows.program import AnyAction, Target
from architrave.interpreter.effects import Json

DEFAULT_FAILURE: Mapping[str, Json] = {"errorCode": "server.error", "status": 500, "errorMessage": "It failed."}
"""A failure of a data action."""

FAILURES: tuple[Mapping[str, Json], ...] = (
    {"errorCode": "not.found", "status": 404, "errorMessage": "Not found."},
    {"errorCode": "too.many.requests.retry.after", "status": 429, "errorMessage": "Too many requests."},
)
"""Other failures: a flow may look at their parts."""

_ID = "00000000-0000-4000-8000-000000000001"
_OTHER_ID = "00000000-0000-4000-8000-000000000002"
_OPEN_ALWAYS: Mapping[str, Json] = {"start": "2000-01-01T00:00:00", "end": "2099-12-31T23:59:59"}
_DETAILS: dict[str, tuple[Mapping[str, Json], ...]] = {
    "emergencyGroup": ({"enabled": True}, {"enabled": False}),
    "schedule": (_OPEN_ALWAYS, {"start": "2000-01-01T00:00:00", "end": "2000-01-01T01:00:00"}),
    "scheduleGroup": tuple(
        {key: [{"name": "text", **_OPEN_ALWAYS}]} for key in ("openSchedules", "closedSchedules", "holidaySchedules")
    ),
}
"""What entities have that actions look at, by noun: each is tried."""


def failed_look_up() -> Answer:
    """A look-up that fails."""
    return Answer(FAILURE, {"errorType": "DataTablesInternalServerException", "errorMessage": "It failed."})


def other_answers(looked_up: LookedUp, action: AnyAction, participant: str | None = None) -> Iterator[Answer]:
    """The answers to a look-up that it did not get. `participant` is whose attributes of a conversation are meant."""
    if looked_up.asked.noun == "commonModule":
        return
    if looked_up.answer.kind != FOUND or looked_up.asked.noun in _DETAILS or looked_up.asked.by == SEARCHED:
        yield from found_for(looked_up, action, participant)
    if looked_up.answer.kind != NOT_FOUND:
        yield Answer(NOT_FOUND)
    if isinstance(action.fields, DataTableLookup) and looked_up.answer.kind != FAILURE:
        yield failed_look_up()


def found_for(looked_up: LookedUp, action: AnyAction, participant: str | None = None) -> Iterator[Answer]:
    """Entities or rows that a look-up may find."""
    asked = looked_up.asked
    fields = action.fields
    if isinstance(fields, DataTableLookup):
        columns = {name: ordinary(target.type) for name, target in fields.table.item.found_outputs.items()}
        yield Answer(FOUND, columns)
        return
    if asked.noun == "conversation":
        attributes: dict[str, Json] = {}
        if isinstance(fields, GetData):
            names = (each.name.evaluate({}, never) for each in fields.attributes if each.name.is_constant)
            attributes = {name: "text" for name in names if name}
        own: dict[str, Json] = {"attributes": attributes}
        yield Answer(FOUND, {"id": asked.value, **own, "participants": [{"id": participant or _ID, **own}]})
        return
    result: object = fields.values().get("result") or fields.values().get("results")
    known: Any = ordinary(result.type.item) if isinstance(result, Target) else {}
    entity: dict[str, Json] = {**known, "id": _ID, "name": "text"}
    if asked.by in ("id", "name", "email"):
        entity[asked.by] = asked.value
    if asked.by == SEARCHED:
        one = {**entity, "firstName": asked.value}
        for items in ([one], [one, {**one, "id": _OTHER_ID}]):
            yield Answer(FOUND, {ITEMS: items})
        return
    for more in _DETAILS.get(asked.noun, ({},)):
        yield Answer(FOUND, {**entity, **more})
