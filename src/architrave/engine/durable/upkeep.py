"""Upkeep: looks after the database once a second, also while nobody launches anything.

Notices that it can no longer be written, and that it can be written again; moves SQLite's log into it.
"""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from architrave.engine.durable.journal_writer import JournalWriter
from architrave.store import NotKept, Store

LOOK_SECONDS = 1.0
LOOKS_PER_MOVE = 10
"""The log is moved into the database once in so many looks, if something was written."""

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
                await self._look(moves=looks % LOOKS_PER_MOVE == 0)
            except NotKept as fault:
                self._journal.note_refusal(fault)
            except SQLAlchemyError:
                log.exception("unexpected error while looking after the database")

    async def _look(self, *, moves: bool) -> None:
        self._store.check()
        if not self._journal.writable:
            await asyncio.to_thread(self._store.probe)
            self._journal.note_success()
        if moves:
            await asyncio.to_thread(self._store.move_log)
