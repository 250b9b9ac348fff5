"""Which requests are begun now, and which wait: so that a turn of the event loop stays short under any load."""

import asyncio
from collections import deque
from collections.abc import Callable

BEGUN_IN_TURN = 8
"""How many requests are begun in one turn of the loop. Connections are accepted and read between turns."""

REFUSED_IN_TURN = 256
"""How many requests that have waited too long are refused in one turn."""

Begin = Callable[[bool], None]
"""Begins a request, or refuses it if the argument is true: it has waited too long."""


class Admission:
    """Begins requests in the order in which they arrive; those that wait longer than `seconds` are refused."""

    __slots__ = ("_begun", "_is_scheduled", "_loop", "_seconds", "_waiting")

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self._loop = loop
        self._seconds = seconds
        self._waiting: deque[tuple[float, Begin]] = deque()
        self._begun = 0
        self._is_scheduled = False

    def has_room(self) -> bool:
        """Whether a request may begin in this turn of the loop. Counts it if so."""
        if self._waiting or self._begun >= BEGUN_IN_TURN:
            return False
        self._begun += 1
        if not self._is_scheduled:
            self._schedule()
        return True

    def wait(self, begin: Begin) -> None:
        """Begin a request in a later turn."""
        self._waiting.append((self._loop.time(), begin))
        if not self._is_scheduled:
            self._schedule()

    def _schedule(self) -> None:
        self._is_scheduled = True
        self._loop.call_soon(self._next_turn)

    def _next_turn(self) -> None:
        self._is_scheduled = False
        self._begun = 0
        waiting = self._waiting
        if not waiting:
            return
        late = self._loop.time() - self._seconds
        refused = 0
        while waiting and waiting[0][0] < late and refused < REFUSED_IN_TURN:
            refused += 1
            waiting.popleft()[1](True)
        while waiting and waiting[0][0] >= late and self._begun < BEGUN_IN_TURN:
            self._begun += 1
            waiting.popleft()[1](False)
        self._schedule()
