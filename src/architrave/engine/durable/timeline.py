"""The timeline of a database: how much time its engine has seen pass, whatever happened to the clock.

A wait for a duration lasts that long on the timeline. While an engine runs, the timeline follows the clock that cannot
be set. Between two engines it does so too, unless the machine was started again in between: then only the time of day
tells how long that was, and less than nothing counts as nothing.
"""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from architrave.engine.clock import Clock
from architrave.store import NotKept, Store, timeline
from architrave.store.timeline import Noted

NOTE_SECONDS = 60.0
"""How often the clocks are noted: what they do after the last note counts as after a restart of the machine."""

log = logging.getLogger(__name__)


class Timeline:
    """Returns the time that has passed for a database, in milliseconds; it never goes back."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Continue from the last note. Raises `NotKept`."""
        self._store = store
        self._clock = clock
        with store.read() as connection:
            noted = timeline.read(connection)
        self._ahead = beginning(noted, clock) - clock.passed()

    def __call__(self) -> int:
        """The time on the timeline."""
        return self._clock.passed() + self._ahead

    async def note_forever(self) -> None:
        """Note the clocks now and once a minute, until cancelled."""
        while True:
            await self.try_to_note()
            await asyncio.sleep(NOTE_SECONDS)

    async def try_to_note(self) -> None:
        """Note the clocks; if that fails, the last note is good enough."""
        try:
            await asyncio.to_thread(self.note)
        except (NotKept, SQLAlchemyError) as problem:
            log.warning("could not note the time: %s", problem)

    def note(self) -> None:
        """Write what the clocks show now, for the next engine. Blocks; raises `NotKept`."""
        noted = Noted(self(), self._clock.boot, self._clock.passed(), self._clock())
        with self._store.write() as connection:
            timeline.note(connection, noted)


def beginning(noted: Noted | None, clock: Clock) -> int:
    """The time on the timeline now, from its last note; a new timeline begins with the time of day."""
    if noted is None:
        return clock()
    is_same_count = bool(clock.boot) and clock.boot == noted.boot and clock.passed() >= noted.passed
    return noted.at + (clock.passed() - noted.passed if is_same_count else max(0, clock() - noted.wall))
