"""Upkeep: looks after the database once a second, also while nobody launches anything.

Notices that the database is not where it was or cannot be written, and moves SQLite's log into it.
"""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from architrave.engine.durable.journal_writer import JournalWriter
from architrave.store import NotKept, Store

LOOK_SECONDS = 1.0
LOOKS_PER_MOVE = 10
"""The log is moved into the database once in so many looks, if something was written."""

LOOKS_PER_PROBE = 60
"""Whether the database can be written is tried once in so many looks."""

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
