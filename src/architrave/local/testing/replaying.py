"""Compares a run with a kept one: the first step that differs, and the end."""

from collections.abc import Iterator

from architrave.diagnostics import Diagnostic
from architrave.flowtests.cases import Case
from architrave.flowtests.document import FlowTest
from architrave.flowtests.noted import Noted, entries_of, items_of
from architrave.flowtests.rules import FLOWTEST_NAME
from architrave.interpreter.shown import shown
from architrave.local.sources import CannotReadFileError, read_source
from architrave.local.testing.coverage import GOES_ON
from architrave.local.testing.expectations import Done
from architrave.local.testing.failing import failed
from architrave.local.testing.paths import relative_path
from architrave.local.testing.recordings import NotARunError, Recording, read_recording
from architrave.local.testing.results import Failure


def recording_for(case: Case) -> Recording | Diagnostic | None:
    """The kept run of a case, or why it cannot be read; None for a case without one."""
    noted = case.test.value.replay
    if noted is None:
        return None
    try:
        return read_recording(read_source(relative_path(case.file, noted.value), "a kept run"))
    except (CannotReadFileError, NotARunError) as problem:
        return noted.fault(FLOWTEST_NAME, str(problem))


def replay_failures(test: FlowTest, done: Done, kept: Recording) -> Iterator[Failure]:
    """How a run differs from the kept one. Actions that may differ are left out of both."""
    at = test.replay
    if at is None:
        return
    allowed = {noted.value.casefold() for noted in items_of(test.allow)}
    before = [(number, step) for number, step in enumerate(kept.way, 1) if step[0].casefold() not in allowed]
    now = [
        (number, (step.action.name, step.path or GOES_ON))
        for number, step in enumerate(done.witness.steps, 1)
        if step.action.name.casefold() not in allowed
    ]
    for (place, old), (number, new) in zip(before, now, strict=False):
        if old != new:
            message = f"Step {place:,} differs: the kept run did {_said(old)}, the flow now does {_said(new)}."
            yield failed(at, message, _said(new), _said(old), after=number)
            return
    if len(before) != len(now):
        place, longer = before[len(now)] if len(before) > len(now) else now[len(before)]
        who = "the kept run went on with" if len(before) > len(now) else "the flow now goes on with"
        message = f"Step {place:,} differs: {who} {_said(longer)}."
        yield failed(at, message)
        return
    yield from _end(at, done, kept)


def _end(at: Noted[str], done: Done, kept: Recording) -> Iterator[Failure]:
    expect, outcome = done.case.expect, done.outcome
    if expect.status is None and outcome.status != kept.status:
        yield failed(at, f"The flow ended as {outcome.status}, the kept run as {kept.status}.")
    if expect.reason is None and outcome.completion_reason != kept.reason:
        message = f"The exit reason is {shown(outcome.completion_reason)}, in the kept run {shown(kept.reason)}."
        yield failed(at, message, shown(outcome.completion_reason), shown(kept.reason))
    own = {name.casefold().removeprefix("flow.") for name, _ in entries_of(expect.outputs)}
    for name, value in kept.outputs.items():
        if name.casefold().removeprefix("flow.") in own or outcome.output_data.get(name) == value:
            continue
        now = shown(outcome.output_data[name]) if name in outcome.output_data else "gone"
        yield failed(at, f"{name} is {now}, in the kept run {shown(value)}.", now, shown(value))


def _said(step: tuple[str, str]) -> str:
    name, output = step
    return f"“{name}”" if output == GOES_ON else f"“{name}” → {output}"
