"""The semantics that an execution runs under: ours, and those of the data its values depend on.

An execution that started under other semantics continues if its flow uses nothing that has changed since: see
`changed_since`. A change belongs in `CHANGES` if a replay of an older journal could miss it: the same replies would
give other values or other paths. A change of what an action asks for need not be there, because such a journal
diverges at that effect (`interpreter/journal.py`), and is parked then.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version

from architrave.flows.actions.conversations import GetData, SetData
from architrave.flows.actions.data_actions import CallData
from architrave.flows.actions.data_tables import CallDecisionTable, DataTableLookup
from architrave.flows.actions.external_contacts import PromoteExternalContact
from architrave.flows.actions.find import FindById, FindByIds, FindByName
from architrave.flows.actions.loops import LoopUntil
from architrave.flows.actions.records import DecryptData, EncryptData, SendNotification
from architrave.flows.actions.schedules import BySchedule, EvaluateSchedule, EvaluateScheduleGroup
from architrave.flows.program import AnyAction, Fields, Program, Slot
from architrave.flows.slots import slots_in, slots_of

OURS = 2
"""Increased with every change after which an old journal would replay differently."""

DATA = ("tzdata", "phonenumbers", "babel")
"""The packages whose data affects values: time zones, phone numbers, locales."""

_NOW = {name: version(name) for name in DATA}

SEMANTICS_VERSION = "; ".join([f"architrave {OURS}", *(f"{name} {number}" for name, number in _NOW.items())])
"""What an execution records when it starts."""

_VARIABLE = re.compile(r"\s*(?:Flow|State|Task|Common)\.[\w$]+\s*", re.IGNORECASE)
_VERSION = re.compile(r"(\S+) (\S+)")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of our semantics: the version that brought it, what it changed, and which actions it concerns."""

    version: int
    what: str
    concerns: Callable[[AnyAction], bool]


def _can_be_not_set(slot: Slot[object] | None) -> bool:
    """Whether a slot may have the value NOT_SET."""
    return slot is not None and (not slot.is_constant or slot.evaluate({}, _no_answer) is None)


def _can_fail(fields: Fields) -> bool:
    """Whether an expression among the fields may fail: one that is more than a literal or a variable."""
    return any(slot.text is not None and _VARIABLE.fullmatch(slot.text) is None for slot in slots_in(fields))


def _no_answer(_question: object) -> None:
    """Constants ask nothing."""


def _table(action: AnyAction) -> bool:
    fields = action.fields
    return isinstance(fields, DataTableLookup) and (_can_be_not_set(fields.key) or bool(fields.failure_outputs))


def _schedule(action: AnyAction) -> bool:
    fields = action.fields
    if isinstance(fields, EvaluateScheduleGroup):
        return isinstance(fields.at, Slot) and _can_be_not_set(fields.at)
    by = fields.evaluation if isinstance(fields, EvaluateSchedule) else None
    if not isinstance(by, BySchedule):
        return False
    return _can_be_not_set(by.schedule_time_zone) or (isinstance(by.at, Slot) and _can_be_not_set(by.at))


def _maximum(action: AnyAction) -> bool:
    most = action.fields.max_count if isinstance(action.fields, LoopUntil) else None
    return most is not None and (not most.is_constant or (most.evaluate({}, _no_answer) or 1) < 1)


def _failing(action: AnyAction) -> bool:
    kinds = (CallData, CallDecisionTable, SetData, SendNotification, PromoteExternalContact)
    return isinstance(action.fields, kinds) and _can_fail(action.fields)


CHANGES: tuple[Change, ...] = (
    Change(2, "a look-up in a data table with a key of NOT_SET, or with a row that does not fit", _table),
    Change(2, "a fault in an input of an action that has a failure path", _failing),
    Change(2, "what Find does when it finds nothing", lambda act: isinstance(act.fields, FindByName | FindById)),
    Change(2, "Find Users by ID", lambda act: isinstance(act.fields, FindByIds)),
    Change(2, "the path of Get Conversation Data and Get Participant Data", lambda act: type(act.fields) is GetData),
    Change(2, "a schedule with a date or a time zone of NOT_SET", _schedule),
    Change(2, "Loop Until with a maximum below 1", _maximum),
    Change(2, "the errors of Encrypt Data and Decrypt Data", lambda a: isinstance(a.fields, EncryptData | DecryptData)),
)
"""The changes of our semantics that a journal does not show, oldest first."""


def _uses_zones(program: Program) -> bool:
    return any(isinstance(action.fields, EvaluateSchedule | EvaluateScheduleGroup) for action in program.actions)


def _mentions(pattern: str) -> Callable[[Program], bool]:
    """Whether a flow's expressions, its variables' types or its results mention something. Errs on the side of yes."""
    found = re.compile(pattern, re.IGNORECASE)

    def mentions(program: Program) -> bool:
        return any(found.search(text) for text in _texts(program))

    return mentions


def _texts(program: Program) -> Iterator[str]:
    for slot in slots_of(program):
        yield str(slot.type)
        yield slot.text or ""
    for action in program.actions:
        yield action.kind


_USES: dict[str, Callable[[Program], bool]] = {
    "tzdata": _uses_zones,
    "phonenumbers": _mentions("phone|contact|address"),
    "babel": _mentions("display|currency"),
}
"""Whether a flow's values depend on the data of a package."""


@lru_cache(maxsize=1024)
def changed_since(semantics: str, program: Program) -> tuple[str, ...]:
    """What has changed since an execution started under `semantics`, among what a flow or common module uses.

    Empty if it can continue. Semantics that cannot be read, and those of a later version, count as changed.
    """
    versions = dict(_VERSION.findall(semantics.replace(";", " ")))
    ours = versions.get("architrave", "")
    if not ours.isdecimal() or int(ours) > OURS:
        return (f"everything: it started under “{semantics}”",)
    actions = [
        f"{change.what} (“{action.name}”)"
        for change in CHANGES
        if change.version > int(ours)
        for action in program.actions
        if change.concerns(action)
    ]
    data = [
        f"the data of {name}, {versions.get(name, 'unknown')} then and {_NOW[name]} now"
        for name, uses in _USES.items()
        if versions.get(name) != _NOW[name] and uses(program)
    ]
    return (*actions, *data)
