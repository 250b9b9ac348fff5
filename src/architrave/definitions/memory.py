"""What an organization was read from, with the results: what has not changed since is not read again."""

from collections.abc import Callable
from typing import TypeVar, cast

from architrave.definitions.flow_records import FlowRecords

Result = TypeVar("Result")


class Memory:
    """The results of reading, each with what it was made of.

    A result is used again as long as it is made of equal things, so a reading with a memory gives the same as one
    without. Only one reading may use a memory at a time.
    """

    def __init__(self, records: FlowRecords | None = None) -> None:
        """`records` are those of flows that were read in another process."""
        self.records = records or FlowRecords()
        self._before: dict[tuple[str, str], tuple[object, object]] = {}
        self._now: dict[tuple[str, str], tuple[object, object]] = {}

    def begin(self) -> None:
        """Begin a reading: what the one before did not use is forgotten."""
        self._before, self._now = self._now, {}

    def once(self, what: str, name: str, made_of: object, read: Callable[[], Result]) -> Result:
        """What `read` returns, or returned for something equal to `made_of`. `what` and `name` identify the result."""
        key = what, name
        known = self._now.get(key) or self._before.get(key)
        if known is not None and known[0] == made_of:
            self._now[key] = known
            return cast("Result", known[1])
        found = read()
        self._now[key] = made_of, found
        return found
