"""Upkeep: looks after the database once a second, also while there are no launches.

Notices that the database is not where it was or cannot be written, and moves SQLite's log into it.
"""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from architrave.engine.durable.journal_writer import JournalWriter
from architrave.store import NotKept, Store

LOOK_SECONDS = 1.0
LOOKS_PER_MOVE = 10
"""How many looks there are between two moves of the log into the database, if something was written."""

LOOKS_PER_PROBE = 60
"""How many looks there are between two tests of whether the database can be written."""

log = logging.getLogger(__name__)


class Upkeep:
    """Looks after the store of an engine."""

    def __init__(self, store: Store, journal: JournalWriter) -> None:
        self._store = store
        self._journal = journal

    async def forever(self) -> None:
        """Look after the database until cancelled."""
        looks = 0
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            looks += 1
            try:
                if (fault := self._store.fault) is not None:
                    raise fault
                if looks % LOOKS_PER_MOVE == 0:
                    await asyncio.to_thread(self._store.move_log)
                if looks % LOOKS_PER_PROBE == 0:
                    self._journal.probe()
            except NotKept as fault:
                self._journal.note_refusal(fault)
            except SQLAlchemyError:
                log.exception("unexpected error while looking after the database")
