"""A sticky cache: the most recently used machines, so that the next step of an execution needs no replay."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Held = TypeVar("Held")


class StickyCache(Generic[Held]):
    """Holds one object for each of at most `most` executions. An object is removed when taken. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, execution_id: str) -> Held | None:
        """Remove and return the object of an execution; None if there is none."""
        with self._lock:
            return self._held.pop(execution_id, None)

    def hold(self, execution_id: str, held: Held) -> None:
        """Hold an object until it is taken or displaced."""
        with self._lock:
            self._held[execution_id] = held
            while len(self._held) > self._most:
                self._held.popitem(last=False)
