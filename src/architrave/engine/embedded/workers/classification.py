"""What the engine has learnt about programs: which compute for long, and which are worth sending to a worker."""

from collections.abc import Callable

from architrave.engine.durable.running import DurableExecution
from architrave.engine.embedded.workers.messages import TaskResult
from architrave.engine.execution import Launch

LONG_PROGRAM_SECONDS = 0.02
QUICK_PROGRAM_SECONDS = 0.01
"""The CPU time in a worker from which a program counts as long, and below which it no longer does."""


class Classification:
    """Classifies executions by their program and by what they have done.

    `is_at_hand` says whether the server has a program in memory; if not, a worker reads it. A program is suspected
    while a worker finds out, with one of its executions, whether they compute for long.
    """

    def __init__(self, is_at_hand: Callable[[str], bool]) -> None:
        self._is_at_hand = is_at_hand
        self._long: set[str] = set()
        self._moved: set[str] = set()
        self._suspected: dict[str, str] = {}
        self._not_worth_it: set[str] = set()
        self._unavailable: set[str] = set()

    def is_available(self, program: str) -> bool:
        """Whether workers can get a program, as far as known."""
        return program not in self._unavailable

    def is_worth_it(self, program: str) -> bool:
        """Whether, as far as known, a worker computes fresh executions of a program to their end."""
        return program not in self._not_worth_it and program not in self._unavailable

    def is_long(self, execution: DurableExecution) -> bool:
        """Whether the server must not compute an execution."""
        program = execution.launch.program
        return program in self._long or execution.launch.id in self._moved or not self._is_at_hand(program)

    def is_suspected(self, program: str) -> bool:
        """Whether a worker is finding out if executions of a program compute for long."""
        return program in self._suspected

    def suspect(self, execution: DurableExecution) -> None:
        """The next result of an execution classifies its program."""
        self._suspected[execution.launch.program] = execution.launch.id

    def move(self, execution: DurableExecution) -> None:
        """Compute an execution in a worker from now on, even if its program does not count as long."""
        self._moved.add(execution.launch.id)

    def exclude(self, program: str) -> None:
        """No worker can get a program."""
        self._unavailable.add(program)

    def learn(self, launch: Launch, told: TaskResult, *, was_fresh: bool) -> None:
        """Learn from a result how long a program computes, and whether a worker computes it to its end.

        `was_fresh`: the worker began the execution, so that its time is comparable.
        """
        if told.seconds >= LONG_PROGRAM_SECONDS:
            self._long.add(launch.program)
        elif 0 < told.seconds < QUICK_PROGRAM_SECONDS and was_fresh:
            self._long.discard(launch.program)
        if told.kind == "ended" or launch.program not in self._long:
            self._moved.discard(launch.id)
        if told.kind != "ended" and launch.program not in self._long:
            self._not_worth_it.add(launch.program)  # its executions would only be computed twice

    def clear(self, execution: DurableExecution) -> None:
        """An execution has a result: if it was the one that classifies its program, that is done."""
        if self._suspected and self._suspected.get(execution.launch.program) == execution.launch.id:
            del self._suspected[execution.launch.program]

    def forget(self, execution_id: str) -> None:
        """An execution has ended, or is parked."""
        self._moved.discard(execution_id)
        if self._suspected:
            self._suspected = {program: one for program, one in self._suspected.items() if one != execution_id}
