"""What a test's run did: its trace, and what was true after its actions."""

from collections.abc import Callable, Mapping
from typing import Any

from architrave.expressions.expression import Expression
from architrave.expressions.faults import ExpressionError
from architrave.flows.program import AnyAction, Program, Variables
from architrave.flowtests.noted import Noted
from architrave.interpreter.frames import ModuleFrame
from architrave.interpreter.machine import Machine
from architrave.interpreter.observer import Step
from architrave.interpreter.trace import Trace

Evaluate = Callable[[Expression, Mapping[str, Any]], Any]
"""The value of an expression with these variables. Raises ExpressionError."""


class Witness(Trace):
    """A trace that also looks at variables after each action.

    `always` are conditions that are to hold after each action of `program`; `broken` has those that did not, each with
    the number of actions before and the problem, if evaluating it failed. `kept` has the variables after the last run
    of each action in `watched`. `machine` and `evaluate` are set before the run begins.
    """

    __slots__ = ("_always", "_program", "_watched", "broken", "evaluate", "kept", "machine")

    machine: Machine
    evaluate: Evaluate

    def __init__(
        self,
        program: Program,
        began: int,
        always: tuple[tuple[Noted[str], Expression], ...] = (),
        watched: frozenset[AnyAction] = frozenset(),
    ) -> None:
        super().__init__(None, began)
        self._program = program
        self._always = always
        self._watched = watched
        self.broken: dict[Noted[str], tuple[int, str | None]] = {}
        self.kept: dict[AnyAction, dict[str, Any]] = {}

    def listener(self) -> Callable[[Step], None]:
        """Without anything to look at, the list's `append`, which is fastest."""
        return self._look if self._always or self._watched else self.steps.append

    def _look(self, step: Step) -> None:
        self.steps.append(step)
        variables = self._variables(step)
        if step.action in self._watched:
            self.kept[step.action] = dict(variables)
        if step.program is not self._program:
            return
        for noted, expression in self._always:
            if noted in self.broken:
                continue
            try:
                if self.evaluate(expression, variables) is not True:
                    self.broken[noted] = len(self.steps), None
            except ExpressionError as problem:
                self.broken[noted] = len(self.steps), f"{problem.type}: {problem.message}"

    def _variables(self, step: Step) -> Variables:
        """The variables of the program that has the action; the call of a common module has begun another program."""
        machine = self.machine
        if machine.program is step.program:
            return machine.variables
        calls = (frame for frame in reversed(machine.frames) if isinstance(frame, ModuleFrame))
        return next((frame.variables for frame in calls if frame.program is step.program), machine.variables)
