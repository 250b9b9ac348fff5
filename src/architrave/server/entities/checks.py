"""What must be true of the entities of some nouns, besides the types of their properties."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE, MISSING_FIELD
from architrave.definitions.triggers import trigger_faults
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.schedules import fault_of
from architrave.interpreter.zones import zone
from architrave.server.entities.bodies import Body

Given = Mapping[str, Any]


def check(noun: str, given: Given, body: Body) -> None:
    """Report what is wrong with the properties that a body gives. Those with wrong types are reported already."""
    if noun in _CHECKS and body.rejected is None:
        _CHECKS[noun](given, body)


def _schedule(given: Given, body: Body) -> None:
    start, end = (datetime.fromisoformat(given[name]) for name in ("start", "end"))
    if end <= start:
        message = "The schedule does not end after it starts."
        body.report(Problem(INVALID_VALUE, message, ("end",), f"It starts at {given['start']}."))
    fault = fault_of(dict(given))
    if fault is not None:
        body.report(Problem(INVALID_VALUE, fault, ("rrule",), 'Send one such as "FREQ=WEEKLY;BYDAY=MO,TU".'))


def _schedule_group(given: Given, body: Body) -> None:
    name = given.get("timeZone")
    try:
        zone("UTC" if name is None else name)
    except ActionFault:
        message = f'There is no time zone "{name}".'
        body.report(Problem(INVALID_VALUE, message, ("timeZone",), 'Use an IANA name, for example "Europe/Vienna".'))


def _prompt(given: Given, body: Body) -> None:
    languages: list[str] = []
    for index, resource in enumerate(given.get("resources") or ()):
        language = resource.get("language")
        if language is None:
            body.report(
                Problem(MISSING_FIELD, "The resource has no language.", ("resources", index), 'Add "language".')
            )
        elif language.casefold() in languages:
            message = f'There are two resources for "{language}".'
            body.report(Problem(INVALID_VALUE, message, ("resources", index, "language"), "Send one of them."))
        else:
            languages.append(language.casefold())


def _trigger(given: Given, body: Body) -> None:
    for fault in trigger_faults(given):
        body.report(Problem(INVALID_VALUE, fault.message, fault.path, fault.help))


_CHECKS: dict[str, Callable[[Given, Body], None]] = {
    "schedule": _schedule,
    "scheduleGroup": _schedule_group,
    "userPrompt": _prompt,
    "trigger": _trigger,
}
