"""Watches an organization's files, and takes them anew when they change: cheaply, by their times and sizes."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, TypeVar

from architrave.definitions.files import FolderFiles

POLL_SECONDS = 0.7

Taken = TypeVar("Taken")
Signature = dict[str, tuple[int, int]]

log = logging.getLogger("architrave.server")


class Watch(Generic[Taken]):
    """Watches the files of `folder`, and `others`.

    When one has changed, `read` is called in a thread, since reading takes longer than requests should wait, and `take`
    with what it gave in the loop's own.
    """

    def __init__(
        self,
        folder: Path,
        read: Callable[[], Taken],
        take: Callable[[Taken], None],
        others: Iterable[Path] = (),
    ) -> None:
        self._folder = folder
        self._others = tuple(others)
        self._read = read
        self._take = take
        self._seen = self._signature()

    async def forever(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            now = await asyncio.to_thread(self._signature)
            if now == self._seen:
                continue
            self._seen = now
            try:
                self._take(await asyncio.to_thread(self._read))
            except Exception:
                log.exception("the changed files could not be taken")

    def _signature(self) -> Signature:
        found: Signature = {}
        try:
            paths = [self._folder / path for path in FolderFiles(self._folder).paths()]
        except OSError:
            paths = []
        for path in (*paths, *self._others):
            try:
                state = path.stat()
            except OSError:
                continue
            found[str(path)] = (state.st_mtime_ns, state.st_size)
        return found
