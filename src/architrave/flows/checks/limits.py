"""The cloud's limits, and literal values that make an action useless."""

from datetime import timedelta
from typing import Any, TypeVar

from architrave.flows import rules
from architrave.flows.actions.branching import MAX_CASES, Decision, Switch
from architrave.flows.actions.control import Wait
from architrave.flows.actions.data_actions import CallData
from architrave.flows.actions.loops import Loop
from architrave.flows.program import Slot
from architrave.flows.reading import Reading
from architrave.flows.yaml import Scalar

MAX_WAIT = timedelta(hours=72)
"""The longest wait in a workflow (documented)."""

MIN_TIMEOUT, MAX_TIMEOUT = timedelta(seconds=1), timedelta(seconds=60)
"""The limits of a data action's timeout (documented)."""

MAX_ACTIONS = 10_000
"""The maximum number of actions in one execution (documented)."""


T = TypeVar("T")


def check_limits(reading: Reading) -> None:
    """Reports literals and counts that exceed a limit."""
    for action in reading.actions:
        key = reading.entries[action.number].key
        match action.fields:
            case Switch() as fields:
                _switch(reading, fields, key)
            case Wait() as fields:
                _wait(reading, fields, key)
            case Loop() as fields:
                _loop(reading, fields, key)
            case CallData() as fields:
                _timeout(reading, fields, key)
            case Decision() as fields:
                _decision(reading, fields, action.name, key)
            case _:
                pass


def written(slot: Slot[T] | None) -> T | None:
    """The value of a literal; None if there is no value, or if it is an expression."""
    if slot is None or slot.text is not None or not slot.is_set:
        return None
    return slot.evaluate({}, _no_answer)


def _no_answer(_: object) -> Any:
    return None


def _switch(reading: Reading, fields: Switch, key: Scalar) -> None:
    cases = [case.value for case in fields.evaluate.cases]
    if len(cases) > MAX_CASES:
        message = f"The switch has {len(cases)} cases; the cloud allows {MAX_CASES}."
        reading.report(rules.TOO_MANY_CASES, message, key, "Use a data table, or a second switch under `default`.")
    if not cases:
        reading.report(rules.NO_CASES, "The switch has no cases.", key, "Add `cases:` and a `- case:`.")
    seen: set[Any] = set()
    for number, case in enumerate(cases, 1):
        value = case.text if case.text is not None else repr(written(case))
        if value in seen:
            message = f"Case {number} repeats an earlier case and is never taken."
            reading.report(rules.DUPLICATE_CASE, message, key, "Remove it, or correct its value.")
        seen.add(value)


def _wait(reading: Reading, fields: Wait, key: Scalar) -> None:
    duration = written(fields.duration)
    if duration is None:
        return
    trims = written(fields.trim) is True
    if duration > MAX_WAIT and not trims:
        message = f"The wait is {duration.total_seconds() / 3600:g} hours; the cloud allows 72 hours."
        help_text = "Shorten it, or set `trimDurationNearMaxRunningTime` to true. All waits together have 72 hours."
        reading.report(rules.WAIT_TOO_LONG, message, key, help_text)
    if duration < timedelta(0):
        reading.report(rules.WAIT_TOO_LONG, "The wait is negative.", key, "Write a positive duration.")


def _timeout(reading: Reading, fields: CallData, key: Scalar) -> None:
    timeout = written(fields.timeout)
    if timeout is not None and not MIN_TIMEOUT <= timeout <= MAX_TIMEOUT:
        message = f"The timeout is {timeout.total_seconds():g} seconds; the cloud allows 1 to 60."
        reading.report(rules.TIMEOUT_OUT_OF_RANGE, message, key, "Here the nearest of them counts. Correct it.")


def _loop(reading: Reading, fields: Loop, key: Scalar) -> None:
    count = written(fields.count)
    if count is not None and count > MAX_ACTIONS:
        message = f"{count:,} passes exceed the {MAX_ACTIONS:,} actions that one execution may run."
        reading.report(rules.LOOP_TOO_LONG, message, key, "Leave the loop early with `loopExit`, or split the work.")


def _decision(reading: Reading, fields: Decision, name: str, key: Scalar) -> None:
    value = written(fields.condition)
    if value is not None:
        way = "yes" if value else "no"
        message = f"The decision `{name}` always takes `{way}`: its condition is a literal."
        reading.report(rules.CONSTANT_DECISION, message, key, "Write the condition as `exp: …`.")
