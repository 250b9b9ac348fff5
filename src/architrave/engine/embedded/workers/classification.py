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

    `is_at_hand` is true for a program that the server has in memory; a worker reads the others. A program is suspected
    while a worker finds out, with one of its executions, whether they compute for long.
    """

    def __init__(self, is_at_hand: Callable[[str], object]) -> None:
        self._is_at_hand = is_at_hand
        self._long: set[str] = set()
        self._moved: set[str] = set()
        self.suspected: dict[str, str] = {}
        """The programs of which a worker finds out if they compute for long, and by which execution."""
        self._not_worth_it: set[str] = set()
        self.unavailable: set[str] = set()
        """The programs that workers cannot get, as far as known."""

    def is_worth_it(self, program: str) -> bool:
        """Whether, as far as known, a worker computes fresh executions of a program to their end."""
        return program not in self._not_worth_it and program not in self.unavailable

    def is_long(self, execution: DurableExecution) -> bool:
        """Whether the server must not compute an execution."""
        program = execution.launch.program
        return program in self._long or execution.launch.id in self._moved or not self._is_at_hand(program)

    def suspect(self, execution: DurableExecution) -> None:
        """The next result of an execution classifies its program."""
        self.suspected[execution.launch.program] = execution.launch.id

    def move(self, execution: DurableExecution) -> None:
        """Compute an execution in a worker from now on, even if its program does not count as long."""
        self._moved.add(execution.launch.id)

    def exclude(self, program: str) -> None:
        """No worker can get a program."""
        self.unavailable.add(program)

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
        if self.suspected and self.suspected.get(execution.launch.program) == execution.launch.id:
            del self.suspected[execution.launch.program]

    def forget(self, execution_id: str) -> None:
        """An execution has ended, or is parked."""
        self._moved.discard(execution_id)
        for program in [program for program, one in self.suspected.items() if one == execution_id]:
            del self.suspected[program]
