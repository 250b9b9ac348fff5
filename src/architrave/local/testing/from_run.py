"""Makes a test of a kept run, and shortens it to what its way through the flow needs."""

import asyncio
import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from architrave.definitions.nearest import nearest_organization
from architrave.expressions.types import INTEGER
from architrave.flows.yaml.write import inline
from architrave.interpreter.trace import iso
from architrave.local.faults import CannotRunError, NoSuchFlowError
from architrave.local.inputs import named_inputs
from architrave.local.reading import FilesReader
from architrave.local.runs import Run, RunnableFlow, run, runnable
from architrave.local.settings import Settings
from architrave.local.sources import CannotReadFileError
from architrave.local.testing.faults import CannotTestError
from architrave.local.testing.recordings import Recording, mocks_of, way_of

_MOST_RUNS = 2_000


def flow_of(recording: Recording, beside: Path) -> RunnableFlow:
    """The flow of a kept run, in the organization at or above a folder. Raises CannotTestError."""
    folder = nearest_organization(beside)
    if folder is None:
        raise CannotTestError(
            f"There is no organization with the flow “{recording.name}”: no org.yaml here or above. Name its folder, "
            "as in `architrave test --from run.json my-org`."
        )
    settings = Settings(org=folder, needs_secrets=False)
    read = FilesReader(settings).read()
    if read.definition is None:
        raise CannotTestError(f"The organization in {folder} cannot be used. Run `architrave lint {folder}`.")
    try:
        return runnable(settings, read.definition, recording.name, {}, read.diagnostics)
    except (NoSuchFlowError, CannotRunError, CannotReadFileError) as problem:
        raise CannotTestError(problem.reason if isinstance(problem, CannotRunError) else str(problem)) from None


def goes_the_same_way(recording: Recording, flow: RunnableFlow) -> bool:
    """Whether the flow goes the way of the kept run, and ends in the same way, with its inputs and replies."""
    done = _run(recording, flow)
    return done is not None and _is_same(done, recording)


def _run(recording: Recording, flow: RunnableFlow) -> Run | None:
    inputs, problems = named_inputs(flow.program, recording.inputs)
    if problems:
        return None
    without = replace(flow, data_actions=None)
    return asyncio.run(run(without, inputs, mocks_of(recording.replies), recording.at, 0, None))


def _is_same(done: Run, recording: Recording) -> bool:
    reason = None if done.outcome is None else done.outcome.completion_reason
    ending = (done.status, reason, dict(done.output_data))
    return way_of(done) == recording.way and ending == (recording.status, recording.reason, recording.outputs)


def shortened(recording: Recording, flow: RunnableFlow) -> Recording:
    """The kept run without the inputs, replies, outputs of replies and delays without which it goes the same way."""
    runs = 0
    is_shorter = True
    while is_shorter and runs < _MOST_RUNS:
        is_shorter = False
        for candidate in _shorter(recording):
            runs += 1
            done = _run(candidate, flow)
            if done is not None and _is_same(done, recording):
                recording, is_shorter = candidate, True
                break
    return recording


def _shorter(recording: Recording) -> Iterator[Recording]:
    """The kept run with one part less, in a fixed order."""
    for name in recording.inputs:
        yield replace(recording, inputs={each: value for each, value in recording.inputs.items() if each != name})
    for action, replies in recording.replies.items():
        for place, reply in enumerate(replies):
            if len(replies) > 1:
                yield _changed(recording, action, lambda listed, place=place: listed.pop(place))
            if "delay" in reply:
                yield _changed(recording, action, lambda listed, place=place: listed[place].pop("delay"))
            for kind in ("success", "failure"):
                outputs: dict[str, Any] = reply.get(kind) or {}
                for name in outputs:
                    less = {each: value for each, value in outputs.items() if each != name}
                    yield _changed(recording, action, lambda listed, at=(place, kind), to=less: _put(listed, at, to))


def _put(listed: list[dict[str, Any]], at: tuple[int, str], outputs: dict[str, Any]) -> None:
    place, kind = at
    listed[place][kind] = outputs


def _changed(recording: Recording, action: str, change: Callable[[list[dict[str, Any]]], object]) -> Recording:
    replies = copy.deepcopy(recording.replies)
    change(replies[action])
    return replace(recording, replies=replies)


def test_text(recording: Recording, flow: RunnableFlow, name: str, *, is_shortened: bool) -> str:
    """A test file with one test: the kept run. A shortened one expects its end, another also its path."""
    lines = [f"flow: {inline(recording.name)}", "", "tests:", f"  - name: {inline(name)}"]
    lines.append(f"    at: {iso(recording.at)}")
    lines += [f"    inputs: {inline(_bare(recording.inputs))}"] if recording.inputs else []
    lines += ["    validate: present"] if recording.replies else []
    lines += ["    mocks:"] if recording.replies else []
    for action, replies in recording.replies.items():
        lines.append(f"      {inline(action)}:")
        lines += [f"        - {inline(reply)}" for reply in replies]
    lines += ["    expect:", f"      status: {inline(recording.status)}"]
    if recording.reason is not None:
        lines.append(f"      reason: {inline(recording.reason)}")
    outputs = _typed(recording.outputs, flow)
    if is_shortened:
        outputs = {each: value for each, value in outputs.items() if value not in (None, [])}
    lines += ["      outputs:"] if outputs else []
    lines += [f"        {inline(each)}: {inline(value)}" for each, value in outputs.items()]
    if not is_shortened:
        lines.append("      path:")
        lines += [f"        - {inline(action)}" for action, _ in recording.way]
    return "\n".join(lines) + "\n"


test_text.__test__ = False  # type: ignore[attr-defined] - its name begins like that of a test of pytest


def _typed(outputs: dict[str, Any], flow: RunnableFlow) -> dict[str, Any]:
    """Outputs as a person writes them: the platform shows Integers as texts."""
    integers = {variable.name for variable in flow.program.outputs if variable.type == INTEGER}
    typed = {
        name: int(value) if name in integers and isinstance(value, str) else value for name, value in outputs.items()
    }
    return _bare(typed)


def _bare(values: dict[str, Any]) -> dict[str, Any]:
    """Values by their names without `Flow.`."""
    return {name.removeprefix("Flow."): value for name, value in values.items()}
