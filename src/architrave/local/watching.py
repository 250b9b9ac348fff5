"""Watches an organization's files, by modification time and size, and reloads them when they change."""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from architrave.definitions.files import WatchedFiles
from architrave.definitions.walking import FileState, state_of
from architrave.local.looking import ShortLooks
from architrave.store import NotKept

POLL_SECONDS = 0.7

SETTLE_SECONDS = 0.05
SETTLE_TIMES = 20
"""A file may be half written. Changed files are read once they have not changed for SETTLE_SECONDS, or after this many
checks; what is written later is another change."""

RETRY_SECONDS = 5.0
"""How long after files could not be saved in the database they are read again."""

Taken = TypeVar("Taken")
Signature = dict[str, FileState]

log = logging.getLogger("architrave.server")


def signature(folder: Path, others: Iterable[Path] = ()) -> Signature:
    """The present states of the files in `folder` and of `others`, by name."""
    return signature_of(folder, WatchedFiles(folder).states(), others)


def signature_of(folder: Path, states: Mapping[str, FileState], others: Iterable[Path] = ()) -> Signature:
    """The states of files in `folder`, and the present ones of `others`, by name."""
    found = {os.path.join(folder, path): state for path, state in states.items()}  # noqa: PTH118 - thousands a second
    for path in others:
        try:
            found[str(path)] = state_of(path.stat())
        except OSError:
            continue
    return found


class Watch(Generic[Taken]):
    """Watches the files in `folder`, and `others`. `seen` is their signature from before they were first read.

    When a file has changed and stands still again, `read` is called in a thread, because it would block requests for
    too long. `take` is called with its result in the loop's thread. If `take` raises NotKept, the files are read again.
    """

    def __init__(
        self,
        folder: Path,
        read: Callable[[], Taken],
        take: Callable[[Taken], None],
        seen: Signature,
        others: Iterable[Path] = (),
    ) -> None:
        self._folder = folder
        self._others = tuple(others)
        self._read = read
        self._take = take
        self._seen = seen
        self._looks = ShortLooks(folder, self._others)

    async def forever(self) -> None:
        """Check for changes until cancelled."""
        is_told = False
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                if not await asyncio.to_thread(self._looks.tell, self._seen):
                    continue
                now = await self._signature()
                if now == self._seen:
                    continue
                self._seen = await self._settled(now)
                self._take(await asyncio.to_thread(self._read))
                is_told = False
            except NotKept as fault:
                if not is_told:
                    log.warning("cannot take the changed files yet; trying again: %s %s", fault, fault.help or "")
                is_told = True
                self._seen = {}
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                log.exception("could not reload the changed files; the next change is taken again")

    async def _settled(self, seen: Signature) -> Signature:
        """The signature of the files once they stand still."""
        for _ in range(SETTLE_TIMES):
            await asyncio.sleep(SETTLE_SECONDS)
            before, seen = seen, await self._signature()
            if before == seen:
                break
        return seen

    async def _signature(self) -> Signature:
        return await asyncio.to_thread(signature, self._folder, self._others)
