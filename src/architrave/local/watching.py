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


def signature(folder: Path, others: Iterable[Path] = ()) -> Signature:
    """The times and sizes of the files of `folder`, and of `others`, as they are now."""
    found: Signature = {}
    try:
        paths = [folder / path for path in FolderFiles(folder).paths()]
    except OSError:
        paths = []
    for path in (*paths, *others):
        try:
            state = path.stat()
        except OSError:
            continue
        found[str(path)] = (state.st_mtime_ns, state.st_size)
    return found


class Watch(Generic[Taken]):
    """Watches the files of `folder`, and `others`. `seen` is their signature from before they were first read.

    When one has changed, `read` is called in a thread, since reading takes longer than requests should wait, and `take`
    with what it gave in the loop's own.
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

    async def forever(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            now = await asyncio.to_thread(signature, self._folder, self._others)
            if now == self._seen:
                continue
            self._seen = now
            try:
                self._take(await asyncio.to_thread(self._read))
            except Exception:
                log.exception("the changed files could not be taken")
