"""The debugger for programs without an event loop: its movements run in the platform's thread."""

from architrave.interpreter.pausing import Level
from architrave.local.breaks import Break, Hit
from architrave.local.debugging import Debugger, Stop, Value
from architrave.local.places import Places
from architrave.local.portal import Portal
from architrave.local.runs import Run


class BlockingDebugger:
    """Debugger with blocking movements; see its methods for details."""

    def __init__(self, debugger: Debugger, portal: Portal) -> None:
        self._debugger = debugger
        self._portal = portal

    def __repr__(self) -> str:
        return repr(self._debugger)

    @property
    def places(self) -> Places:
        """The actions of the flow, found by their names, numbers and lines."""
        return self._debugger.places

    @property
    def breaks(self) -> dict[int, Break]:
        """The breaks by number."""
        return self._debugger.breaks

    @property
    def hit(self) -> Hit | None:
        """The break that the last movement stopped at, if any."""
        return self._debugger.hit

    @property
    def at(self) -> Stop | None:
        """Before which action the run is; None before its start and at its end."""
        return self._debugger.at

    @property
    def has_ended(self) -> bool:
        """Whether the run has ended: by its outcome, or after the action `until`."""
        return self._debugger.has_ended

    @property
    def run(self) -> Run:
        """The run so far, with its trace; its result, once it has ended."""
        return self._debugger.run

    def stack(self) -> list[Level]:
        """The next action, and everything that contains it, from the inside out."""
        return self._debugger.stack()

    def variables(self) -> list[Value]:
        """The variables in scope, in the order of their declarations."""
        return self._debugger.variables()

    def step(self) -> None:
        """To the next action, into whatever this one contains."""
        self._portal.call(self._debugger.step())

    def over(self) -> None:
        """To the next action after this one, which runs as one with whatever it contains."""
        self._portal.call(self._debugger.over())

    def out(self) -> None:
        """To the next action after the loop, branch, task or common module that contains this one."""
        self._portal.call(self._debugger.out())

    def go_on(self) -> None:
        """To the next break, or to the end."""
        self._portal.call(self._debugger.go_on())

    def back(self) -> None:
        """To the previous action; at the first one, nothing happens."""
        self._portal.call(self._debugger.back())

    def back_over(self) -> None:
        """To the previous action that is not inside an earlier one, or to the one that contains this one."""
        self._portal.call(self._debugger.back_over())

    def back_to_break(self) -> None:
        """To the previous stop at which a break holds, or to the first action."""
        self._portal.call(self._debugger.back_to_break())

    def recover(self) -> None:
        """Return to the last stop after a movement that failed; otherwise nothing happens."""
        self._portal.call(self._debugger.recover())

    def evaluate(self, text: str) -> Value:
        """The value of an expression here. Raises BadExpressionError, or ExpressionError if evaluating it fails."""
        return self._debugger.evaluate(text)

    def set(self, name: str, text: str) -> tuple[Value, int]:
        """Set a variable to the value of an expression. Everything after this stop is discarded."""
        return self._debugger.set(name, text)

    def add_break(self, text: str) -> Break:
        """Add a break: PLACE or PLACE if EXPRESSION. Raises NoSuchActionError and BadExpressionError."""
        return self._debugger.add_break(text)

    def delete_break(self, number: int) -> bool:
        """Delete a break; False if there is none with this number."""
        return self._debugger.delete_break(number)
