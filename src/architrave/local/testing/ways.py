"""Compares the way of a run through its flow with what a test expects: actions, their order, and their outputs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from architrave.diagnostics.summary import counted
from architrave.flowtests.expect import Expect, Names
from architrave.flowtests.noted import Noted, entries_of, items_of
from architrave.interpreter.trace import Trace
from architrave.local.testing.coverage import GOES_ON
from architrave.local.testing.failing import KEEP, failed
from architrave.local.testing.results import Failure
from architrave.local.testing.updating import edit_for


def way_failures(expect: Expect, trace: Trace) -> Iterator[Failure]:
    """What is not as expected in `reaches`, `path`, `avoids`, `takes` and `visits`."""
    names = [step.action.name for step in trace.steps]
    if expect.reaches is not None:
        yield from _reaches(expect.reaches.value, names)
    if expect.path is not None:
        yield from (_rewritten(failure, expect.path, names) for failure in _path(expect.path, names))
    for noted in items_of(expect.avoids):
        if (times := _times(names, noted.value)) > 0:
            yield failed(noted, f"“{noted.value}” ran {_often(times)}, and should not run.", _often(times), "never")
    for name, taken in entries_of(expect.takes):
        yield from _takes(name, taken, trace)
    for name, noted in entries_of(expect.visits):
        times = _times(names, name)
        if times != noted.value:
            got, wanted = _often(times), _often(noted.value)
            yield failed(noted, f"“{name}” ran {got}, expected {wanted}.", str(times), str(noted.value), instead=times)


def taken_outputs(trace: Trace) -> list[str]:
    """The output that each action took, as tests name it."""
    return [step.path or GOES_ON for step in trace.steps]


def _reaches(wanted: Names, names: Sequence[str]) -> Iterator[Failure]:
    """The first action that is not reached after those before it."""
    at, before = 0, None
    for noted in wanted:
        found = next((index for index in range(at, len(names)) if _same(names[index], noted.value)), None)
        if found is None:
            after = f" after “{before}”" if before is not None else ""
            again = "; it ran before that" if _times(names, noted.value) else ""
            yield failed(noted, f"“{noted.value}” was not reached{after}{again}.", "not reached", "reached")
            return
        at, before = found + 1, noted.value


def _path(wanted: Noted[Names], names: Sequence[str]) -> Iterator[Failure]:
    """The first action that is another one."""
    for number, (noted, name) in enumerate(zip(wanted.value, names, strict=False), 1):
        if not _same(name, noted.value):
            message = f"Action {number:,} of the run is “{name}”, expected “{noted.value}”."
            yield failed(noted, message, name, noted.value, after=number)
            return
    if len(wanted.value) < len(names):
        extra = names[len(wanted.value)]
        message = f"The run went on with “{extra}” after the {counted(len(wanted.value), 'action')} of the path."
        yield failed(wanted, message, extra, "the end", after=len(wanted.value) + 1)
    elif len(wanted.value) > len(names):
        noted = wanted.value[len(names)]
        message = f"The run ended after {counted(len(names), 'action')}, expected “{noted.value}” next."
        yield failed(noted, message, "the end", noted.value)


def _rewritten(failure: Failure, wanted: Noted[Names], names: Sequence[str]) -> Failure:
    """The failure of a path, with which --update writes the whole path."""
    return replace(failure, edit=edit_for(wanted.source.name, wanted.source.text, wanted.node, list(names)))


def _takes(name: str, wanted: Noted[Names], trace: Trace) -> Iterator[Failure]:
    """An output that is not taken; a list has the outputs of all runs of the action."""
    taken = [step.path or GOES_ON for step in trace.steps if _same(step.action.name, name)]
    outputs = [noted.value for noted in wanted.value]
    got = ", ".join(taken) if taken else "not run"
    is_list = len(wanted.value) != 1 or wanted.value[0].node is not wanted.node
    if is_list and not (len(taken) == len(outputs) and all(map(_same, taken, outputs))):
        yield failed(
            wanted, f"“{name}” took {got}, expected {', '.join(outputs)}.", got, ", ".join(outputs), instead=taken
        )
    elif not is_list and not any(_same(each, outputs[0]) for each in taken):
        said = f"took {got}" if taken else "did not run"
        instead = taken[0] if taken else KEEP
        yield failed(wanted, f"“{name}” {said}, expected {outputs[0]}.", got, outputs[0], instead=instead)


def _times(names: Sequence[str], name: str) -> int:
    return sum(_same(each, name) for each in names)


def _same(one: str, other: str) -> bool:
    return one == other or one.casefold() == other.casefold()


def _often(times: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times:,} times")
