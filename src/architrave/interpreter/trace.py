"""The trace: what an execution did, action by action. It is not kept; it is computed by replaying the journal."""

from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from architrave.flows.program import Action, Program
from architrave.interpreter.effects import Effect, FlowError, Outcome, Reply, Start
from architrave.interpreter.journal import Entry, Replayed, replay
from architrave.interpreter.plain import plain_json
from architrave.interpreter.questions import moment

if TYPE_CHECKING:
    from architrave.interpreter.machine import Machine, Modules
    from architrave.interpreter.observer import Changed


class Step(NamedTuple):
    """One performed action.

    `program` is the flow or common module that it stands in, `path` the path that it took, `at` when it began in
    milliseconds since the epoch, `depth` how deep it stands (1 for a state's own actions), `seen` the values that
    decided (by field), `changes` the variables it assigned.
    """

    program: Program
    action: Action
    path: str | None
    at: int
    depth: int
    seen: dict[str, Any] | None
    changes: "list[Changed]"
    error: FlowError | None

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape of a trace's entry."""
        return {
            "action": self.action.number,
            "name": self.action.name,
            "type": self.action.kind,
            "output": self.path,
            "flow": self.program.name,
            "at": iso(self.at),
            "depth": self.depth,
            "inputs": {name: plain_json(value) for name, value in (self.seen or {}).items()},
            "changes": [
                {"variable": change.target.name, "before": plain_json(change.before), "after": plain_json(change.after)}
                for change in self.changes
            ],
            "error": None if self.error is None else error_json(self.error),
        }


class Halted(Exception):  # noqa: N818 - not an error: the observer was asked to stop there
    """Leaves a run at the action at which it was to stop."""


class Trace:
    """An observer that keeps every step. With `until`, an action's name or number, the run is left behind that one."""

    __slots__ = ("machine", "steps", "until")

    def __init__(self, until: str | None = None) -> None:
        self.steps: list[Step] = []
        self.until = until
        self.machine: Machine | None = None

    def acted(
        self,
        machine: "Machine",
        program: Program,
        action: Action,
        path: str | None,
        at: int,
        depth: int,
        error: FlowError | None,
    ) -> None:
        """Keeps a step."""
        self.steps.append(Step(program, action, path, at, depth, machine.seen, machine.changes, error))
        if self.until is not None and is_named(action, self.until):
            self.machine = machine
            raise Halted

    def returned(self, action: Action, path: str, depth: int) -> None:
        """Tells the calling action's step which path the called task ended on."""
        for index in range(len(self.steps) - 1, -1, -1):
            step = self.steps[index]
            if step.action is action and step.depth == depth and step.path is None:
                self.steps[index] = step._replace(path=path)
                return

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def to_json(self) -> list[dict[str, Any]]:
        """The stable JSON shape of a trace."""
        return [step.to_json() for step in self.steps]


def is_named(action: Action, wanted: str) -> bool:
    """Whether an action is meant by a name (in any case) or by its number."""
    return action.name.casefold() == wanted.casefold() or str(action.number) == wanted


def traced(
    program: Program, start: Start, modules: "Modules", entries: Iterable[Entry]
) -> tuple[Trace, Replayed, Generator[Effect, Reply, Outcome]]:
    """Replays a journal and gives the trace, where the replay ended, and the machine, which can go on from there."""
    from architrave.interpreter.machine import run

    trace = Trace()
    machine = run(program, start, modules, trace)
    return trace, replay(machine, entries), machine


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
