"""The trace: what an execution did, action by action. It is not stored, but computed by replaying the journal."""

from collections.abc import Callable, Container, Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import msgspec

from architrave.flows.actions.data import UpdateData
from architrave.flows.program import AnyAction, Program
from architrave.interpreter.effects import CallDataAction, Effect, FlowError, Json, Outcome, Reply, Start, Wait
from architrave.interpreter.journal import Entry, Replayed, replay
from architrave.interpreter.observer import Step
from architrave.interpreter.plain import plain_json
from architrave.interpreter.questions import moment

if TYPE_CHECKING:
    from architrave.interpreter.machine import Checkpoint, Modules


LONGEST_TEXT = 10_000
"""The maximum number of characters that a trace shows of a text."""


def step_json(step: Step) -> dict[str, Any]:
    """The stable JSON form of a trace entry."""
    return {
        "action": step.action.number,
        "name": step.action.name,
        "type": step.action.kind,
        "output": step.path,
        "flow": step.program.name,
        "at": iso(step.at),
        "depth": step.depth,
        "inputs": {name: _looked_at(value) for name, value in (step.seen or {}).items()},
        "expressions": {name: slot.text for name, slot in step.action.fields.slots().items() if slot.text},
        "changes": _changes_json(step),
        "error": None if step.error is None else error_json(step.error),
    }


def current_json(step: Step, effect: Effect) -> dict[str, Any]:
    """The stable JSON form of the action that is being performed, and what it waits for.

    `until` is when a wait ends, `calling` is a data action that has not replied yet.
    """
    known = step_json(step)
    shown = {name: known[name] for name in ("action", "name", "type", "flow", "at", "depth", "inputs", "expressions")}
    return shown | {
        "until": iso(effect.until) if isinstance(effect, Wait) else None,
        "calling": f"{effect.category}/{effect.name}" if isinstance(effect, CallDataAction) else None,
    }


def _looked_at(value: Any) -> Json:
    """A value as JSON for display, with very long texts shortened."""
    shown = plain_json(value)
    if isinstance(shown, str) and len(shown) > LONGEST_TEXT:
        return f"{shown[:LONGEST_TEXT]}… ({len(shown):,} characters)"
    return shown


def _changes_json(step: Step) -> list[dict[str, Any]]:
    changes = [
        {"variable": change.target.name, "before": _looked_at(change.before), "after": _looked_at(change.after)}
        for change in step.changes
    ]
    if isinstance(step.action.fields, UpdateData):
        # Its changes are in the order of its statements.
        for change, statement in zip(changes, step.action.fields.statements, strict=False):
            change["expression"] = statement.value.text
    return changes


class Halted(Exception):  # noqa: N818 - not an error: the observer stops there on request
    """Raised at the action at which a run is to stop."""


class Trace(Sequence[Step]):
    """An observer that keeps every step, and the sequence of these steps; a slice of it is a trace, too.

    With `until`, the run stops after one of these actions. `began` is when the run began, in milliseconds since the
    epoch (default: with its first step). `current` is the step that is being performed, with the effect that it waits
    for; only `traced` sets it.
    """

    __slots__ = ("began", "current", "steps", "until")

    def __init__(self, until: Container[AnyAction] | None = None, began: int | None = None) -> None:
        self.steps: list[Step] = []
        self.current: tuple[Step, Effect] | None = None
        self.until = until
        self.began = began

    def listener(self) -> Callable[[Step], None]:
        """Without a place to stop, the list's `append`, which is fastest."""
        return self.steps.append if self.until is None else self._keep

    def _keep(self, step: Step) -> None:
        self.steps.append(step)
        if self.until is not None and step.action in self.until:
            raise Halted

    def returned(self, action: AnyAction, path: str, depth: int) -> None:
        """Sets the path that the called task ended on in the calling action's step."""
        for step in reversed(self.steps):
            if step.action is action and step.depth == depth and step.path is None:
                step.path = path
                return

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    @overload
    def __getitem__(self, index: int) -> Step: ...

    @overload
    def __getitem__(self, index: slice) -> "Trace": ...

    def __getitem__(self, index: int | slice) -> "Step | Trace":
        if not isinstance(index, slice):
            return self.steps[index]
        part = Trace(began=self._beginning)
        part.steps = self.steps[index]
        return part

    @property
    def _beginning(self) -> int:
        first = self.steps[0].at if self.steps else 0
        return first if self.began is None else self.began

    def __repr__(self) -> str:
        many = len(self.steps)
        current = "" if self.current is None else f", now at {self.current[0].name!r}"
        return f"<Trace: {many:,} action{'s' if many != 1 else ''}{current}>"

    def _repr_html_(self) -> str:
        """The steps for a notebook."""
        from architrave.interpreter.trace_html import trace_html

        return trace_html(self.steps, self._beginning, None if self.current is None else self.current[0])

    def to_json(self) -> list[dict[str, Any]]:
        """The stable JSON form of a trace."""
        return [step_json(step) for step in self.steps]


def traced(
    program: Program,
    start: Start,
    modules: "Modules",
    entries: Iterable[Entry],
    checkpoint: "Checkpoint | None" = None,
) -> tuple[Trace, Replayed, Generator[Effect, Reply, Outcome]]:
    """Replays a journal. Returns the trace, where the replay ended, and the machine, which can continue from there.

    `checkpoint` is that of the machine; an exception from it ends the replay.
    """
    from architrave.interpreter.machine import Machine

    trace = Trace(began=start.launched_at)
    machine = Machine(program, start, modules, trace, checkpoint)
    running = machine.run()
    replayed = replay(running, entries)
    if replayed.effect is not None and machine.performing is not None:
        trace.current = (msgspec.structs.replace(machine.performing, seen=machine.seen), replayed.effect)
    return trace, replayed, running


def result_json(outcome: Outcome | None, trace: Trace) -> dict[str, Any]:
    """The result of a run, as stable JSON; `outcome` is None if it is still running."""
    return {
        "status": "RUNNING" if outcome is None else outcome.status,
        "completionReason": None if outcome is None else outcome.completion_reason,
        "outputData": {} if outcome is None else outcome.output_data,
        "error": None if outcome is None or outcome.error is None else error_json(outcome.error),
        "trace": trace.to_json(),
    }


def error_json(error: FlowError) -> dict[str, Any]:
    """A flow error as JSON."""
    return {
        "type": error.type,
        "message": error.message,
        "action": error.action,
        "pointer": error.pointer,
        "expression": error.expression,
        "values": error.values,
    }


def iso(milliseconds: int) -> str:
    """A time in milliseconds since the epoch as ISO text in UTC."""
    return moment(milliseconds).isoformat(timespec="milliseconds").replace("+00:00", "Z")
