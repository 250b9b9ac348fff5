"""A sticky cache: what was used last of executions, so that the next step need not replay them."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Held = TypeVar("Held")


class StickyCache(Generic[Held]):
    """Holds something for each of at most `most` executions. Whoever takes it has it alone; any thread may."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, execution_id: str) -> Held | None:
        """What is held of an execution, which is held here no longer; None where nothing is."""
        with self._lock:
            return self._held.pop(execution_id, None)

    def hold(self, execution_id: str, held: Held) -> None:
        """Hold something until it is taken, or until there is too much."""
        with self._lock:
            self._held[execution_id] = held
            while len(self._held) > self._most:
                self._held.popitem(last=False)
