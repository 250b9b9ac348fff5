"""A disk that forgets what was not synced, and that fails when it is told to.

Each file has what programs read, and what would be left after a power failure: the content at its last sync. A power
failure keeps or loses each sector that was written since, by chance. So it does with the names of new and deleted
files, until the first sync of a new file, when SQLite syncs the folder too.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

SECTOR = 512
"""Bytes. A sector is written whole or not at all."""

FAULTS = {"full": 13, "write": 10 | 3 << 8, "sync": 10 | 4 << 8, "read": 10 | 1 << 8, "truncate": 10 | 6 << 8}
"""SQLite's result codes for what can fail."""


@dataclass(slots=True, eq=False)
class File:
    """One file. `pending` is what was written since the last sync: offset and bytes, or a size and None."""

    content: bytearray = field(default_factory=bytearray)
    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list[tuple[int, bytes | None]])

    def write(self, offset: int, data: bytes) -> None:
        self.pending.append((offset, data))
        _write(self.content, offset, data)

    def truncate(self, size: int) -> None:
        self.pending.append((size, None))
        del self.content[size:]

    def sync(self) -> None:
        for offset, data in self.pending:
            _apply(self.durable, offset, data)
        self.pending = []

    def lose(self, chance: random.Random, kept: float) -> None:
        """A power failure: each sector that was not synced is kept with a probability."""
        for offset, data in self.pending:
            for start, part in _sectors(offset, data):
                if chance.random() < kept:
                    _apply(self.durable, start, part)
        self.pending = []
        self.content = bytearray(self.durable)


class Disk:
    """All files by path: `files` is what programs see, `named` the names that are on disk.

    `log` is told what happens to them; `chance` decides what a power failure keeps. `operations` counts writes,
    truncations and syncs. `fails` decides whether the next one fails, by its kind, with a key of FAULTS; `dies_at` is
    the number of the operation in which the machine stops. After that, nothing reaches the disk until `restart`.
    """

    def __init__(self, chance: random.Random, log: Callable[[str], None]) -> None:
        self.files: dict[str, File] = {}
        self.named: dict[str, File] = {}
        self._chance = chance
        self._log = log
        self.operations = 0
        self.fails: Callable[[str], str | None] = _never
        self.dies_at: int | None = None
        self.is_dead = False
        self.on_name: Callable[[str, bool], None] = _ignore
        """Told which paths appear and disappear."""

    def open(self, path: str, *, create: bool) -> File | None:
        """The file at a path; with `create`, a new one if there is none."""
        if path not in self.files and create and not self.is_dead:
            self._log(f"disk create {_name(path)}")
            self.files[path] = File()
            self.on_name(path, True)
        return self.files.get(path)

    def write(self, path: str, file: File, offset: int, data: bytes) -> int:
        """Write, and return SQLite's result code."""
        if code := self._operation("write", f"{_name(path)} {offset}+{len(data)}"):
            if self.is_dead and self._chance.random() < 0.5:  # the machine stops in the middle of it
                file.write(offset, data[: self._chance.randrange(len(data) + 1)])
            return code
        file.write(offset, data)
        return 0

    def truncate(self, path: str, file: File, size: int) -> int:
        if code := self._operation("truncate", f"{_name(path)} to {size}"):
            return code
        file.truncate(size)
        return 0

    def sync(self, path: str, file: File) -> int:
        if code := self._operation("sync", _name(path)):
            return code
        file.sync()
        if self.files.get(path) is file and self.named.get(path) is not file:
            self.named = dict(self.files)
        return 0

    def delete(self, path: str, *, synced: bool) -> None:
        """Delete a file. Unless `synced`, it may be there again after a power failure."""
        if self.is_dead or path not in self.files:
            return
        self._log(f"disk delete {_name(path)}")
        del self.files[path]
        self.on_name(path, False)
        if synced:
            self.named.pop(path, None)

    def _operation(self, kind: str, what: str) -> int:
        if self.is_dead:
            return FAULTS[kind]
        self.operations += 1
        if self.operations == self.dies_at:
            self.is_dead = True
            self._log(f"disk {kind} {what}: the machine stops")
            return FAULTS[kind]
        fault = self.fails(kind)
        self._log(f"disk {kind} {what}{f': {fault} fails' if fault else ''}")
        return FAULTS[fault] if fault else 0

    def restart(self, *, power_failed: bool) -> None:
        """After the process died: with `power_failed`, what was not synced is lost, in part or as a whole."""
        self.is_dead, self.dies_at = False, None
        if not power_failed:
            return
        kept = self._chance.choice((0.0, 0.5, 0.95))
        names = sorted({*self.files, *self.named})
        for path in names:
            now, named = self.files.get(path), self.named.get(path)
            left = named if now is None or self._chance.random() >= kept else now
            if now is not None and named is now:
                left = now
            self._leave(path, left, kept)
        self._log(f"disk lost power, kept {kept}: {', '.join(map(_name, sorted(self.files)))}")

    def _leave(self, path: str, left: File | None, kept: float) -> None:
        had = path in self.files
        self.files.pop(path, None)
        self.named.pop(path, None)
        if left is not None:
            left.lose(self._chance, kept)
            self.files[path] = self.named[path] = left
        if had != (left is not None):
            self.on_name(path, left is not None)


def _never(_kind: str) -> None:
    return None


def _ignore(_path: str, _is_there: bool) -> None:
    return None


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _write(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
    else:
        _write(content, offset, data)


def _sectors(offset: int, data: bytes | None) -> Iterator[tuple[int, bytes | None]]:
    if data is None:
        yield offset, None
        return
    end = offset + len(data)
    while offset < end:
        size = min(SECTOR - offset % SECTOR, end - offset)
        start = len(data) - (end - offset)
        yield offset, data[start : start + size]
        offset += size
