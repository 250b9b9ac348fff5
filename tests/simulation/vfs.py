"""SQLite on a simulated disk: a layer for files (a “VFS”) that is registered with the SQLite library of this Python.

While a block of `on_disk` runs, every SQLite file is on the simulated disk. Locks and the shared memory of WAL mode are
in this process; only one thread may use them.
"""

import _sqlite3
import ctypes
import random
import re
import subprocess
from collections.abc import Callable, Generator
from contextlib import contextmanager
from ctypes import POINTER, c_char, c_char_p, c_double, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.disk import FAULTS, Disk, File

OK, BUSY, SHORT_READ, CANNOT_OPEN, NOT_FOUND = 0, 5, 10 | 2 << 8, 14, 12
OPEN_READ_ONLY, OPEN_CREATE = 0x1, 0x4
SHARED, RESERVED, PENDING, EXCLUSIVE = 1, 2, 3, 4
POWERSAFE_OVERWRITE = 0x1000
SHM_UNLOCK, SHM_SHARED, SHM_EXCLUSIVE = 1, 4, 8
LOCKS = 8
LONGEST_PATH = 512


def library() -> ctypes.CDLL | None:
    """The SQLite library that the module `sqlite3` uses; None if it cannot be found, for example if it is built in."""
    try:
        linked = subprocess.run(["ldd", _sqlite3.__file__], capture_output=True, text=True, check=True).stdout
    except (OSError, AttributeError, subprocess.CalledProcessError):
        return None
    found = re.search(r"=> (\S*libsqlite3\S*)", linked)
    return None if found is None else ctypes.CDLL(found[1])


class _Methods(ctypes.Structure):
    """SQLite's `sqlite3_io_methods`, version 2."""


class _Opened(ctypes.Structure):
    """SQLite's `sqlite3_file`, with our number for it."""

    _fields_ = (("methods", POINTER(_Methods)), ("number", c_int64))


_file = POINTER(_Opened)
_int_pointer = POINTER(c_int)
_KINDS: dict[str, tuple[Any, ...]] = {
    "close": (_file,),
    "read": (_file, c_void_p, c_int, c_int64),
    "write": (_file, c_void_p, c_int, c_int64),
    "truncate": (_file, c_int64),
    "sync": (_file, c_int),
    "size": (_file, POINTER(c_int64)),
    "lock": (_file, c_int),
    "unlock": (_file, c_int),
    "is_reserved": (_file, _int_pointer),
    "control": (_file, c_int, c_void_p),
    "sector_size": (_file,),
    "characteristics": (_file,),
    "map_memory": (_file, c_int, c_int, c_int, POINTER(c_void_p)),
    "lock_memory": (_file, c_int, c_int, c_int),
    "barrier": (_file,),
    "unmap_memory": (_file, c_int),
}
_Methods._fields_ = (
    ("version", c_int),
    *((name, ctypes.CFUNCTYPE(None if name == "barrier" else c_int, *kinds)) for name, kinds in _KINDS.items()),
)


class _Vfs(ctypes.Structure):
    """SQLite's `sqlite3_vfs`, version 2."""


_vfs = POINTER(_Vfs)
_VFS_KINDS: dict[str, tuple[Any, ...]] = {
    "open": (_vfs, c_char_p, _file, c_int, _int_pointer),
    "delete": (_vfs, c_char_p, c_int),
    "access": (_vfs, c_char_p, c_int, _int_pointer),
    "full_path": (_vfs, c_char_p, c_int, POINTER(c_char)),
    "randomness": (_vfs, c_int, POINTER(c_char)),
    "sleep": (_vfs, c_int),
    "time": (_vfs, POINTER(c_double)),
    "last_error": (_vfs, c_int, POINTER(c_char)),
    "milliseconds": (_vfs, POINTER(c_int64)),
}


def _vfs_field(name: str) -> tuple[str, Any]:
    return name, ctypes.CFUNCTYPE(c_int, *_VFS_KINDS[name])


_Vfs._fields_ = (
    ("version", c_int),
    ("file_bytes", c_int),
    ("longest_path", c_int),
    ("next", _vfs),
    ("name", c_char_p),
    ("data", c_void_p),
    *map(_vfs_field, ("open", "delete", "access", "full_path")),
    *((name, c_void_p) for name in ("dl_open", "dl_error", "dl_symbol", "dl_close")),
    *map(_vfs_field, ("randomness", "sleep", "time", "last_error", "milliseconds")),
)


@dataclass(slots=True, eq=False)
class _Shared:
    """What the connections to one file share: its locks, and the memory of WAL mode."""

    levels: dict[int, int] = field(default_factory=dict[int, int])
    regions: list[Any] = field(default_factory=list[Any])
    readers: list[set[int]] = field(default_factory=lambda: [set[int]() for _ in range(LOCKS)])
    writers: list[int | None] = field(default_factory=lambda: [None] * LOCKS)
    mapped: set[int] = field(default_factory=set[int])


class _Layer:
    """The functions that SQLite calls. None may raise; each returns a result code."""

    def __init__(self) -> None:
        self.disk: Disk | None = None
        self.chance = random.Random(0)
        self._number = 0
        self._opened: dict[int, tuple[Disk, str, File]] = {}
        self._read_only: set[int] = set()
        self._shared: dict[int, _Shared] = {}

    def restart(self) -> None:
        """The process has died: its locks and its memory are gone. Its connections see a dead disk."""
        self._shared.clear()
        for number in self._opened:
            self._opened[number] = (_dead(), "", File())

    # -- the file system -------------------------------------------------------------------------------------------

    def open(self, _vfs: Any, name: bytes | None, opened: Any, flags: int, out: Any) -> int:
        opened.contents.methods = None
        if (disk := self.disk) is None:
            return CANNOT_OPEN
        path = "" if name is None else name.decode()
        file = File() if name is None else disk.open(path, create=bool(flags & OPEN_CREATE))
        if file is None or disk.is_dead:
            return CANNOT_OPEN
        self._number += 1
        self._opened[self._number] = (disk, path, file)
        if flags & OPEN_READ_ONLY:
            self._read_only.add(self._number)
        opened.contents.number = self._number
        opened.contents.methods = ctypes.pointer(METHODS)
        if out:
            out[0] = flags
        return OK

    def delete(self, _vfs: Any, name: bytes, synced: int) -> int:
        if self.disk is not None:
            self.disk.delete(name.decode(), synced=bool(synced))
        return OK

    def access(self, _vfs: Any, name: bytes, _flags: int, out: Any) -> int:
        out[0] = int(self.disk is not None and name.decode() in self.disk.files)
        return OK

    def full_path(self, _vfs: Any, name: bytes, size: int, out: Any) -> int:
        ctypes.memmove(out, name + b"\0", min(len(name) + 1, size))
        return OK

    def randomness(self, _vfs: Any, size: int, out: Any) -> int:
        ctypes.memmove(out, self.chance.randbytes(size), size)
        return size

    def sleep(self, _vfs: Any, microseconds: int) -> int:
        return microseconds

    def time(self, _vfs: Any, out: Any) -> int:
        out[0] = 2_460_000.5
        return OK

    def milliseconds(self, _vfs: Any, out: Any) -> int:
        out[0] = int(2_460_000.5 * 86_400_000)
        return OK

    def last_error(self, _vfs: Any, _size: int, _out: Any) -> int:
        return OK

    # -- a file ----------------------------------------------------------------------------------------------------

    def close(self, opened: Any) -> int:
        number = opened.contents.number
        _, _, file = self._opened.pop(number)
        self._read_only.discard(number)
        if (shared := self._shared.get(id(file))) is not None:
            shared.levels.pop(number, None)
            if not shared.levels and not shared.mapped:
                del self._shared[id(file)]
        return OK

    def read(self, opened: Any, buffer: int, size: int, offset: int) -> int:
        _, _, file = self._opened[opened.contents.number]
        data = bytes(file.content[offset : offset + size])
        ctypes.memmove(buffer, data.ljust(size, b"\0"), size)
        return OK if len(data) == size else SHORT_READ

    def write(self, opened: Any, buffer: int, size: int, offset: int) -> int:
        number = opened.contents.number
        disk, path, file = self._opened[number]
        if number in self._read_only:
            return FAULTS["write"]
        data = ctypes.string_at(buffer, size)
        if not path:  # a temporary file
            file.write(offset, data)
            file.pending.clear()
            return OK
        return disk.write(path, file, offset, data)

    def truncate(self, opened: Any, size: int) -> int:
        number = opened.contents.number
        disk, path, file = self._opened[number]
        if number in self._read_only:
            return FAULTS["truncate"]
        return disk.truncate(path, file, size) if path else OK

    def sync(self, opened: Any, _flags: int) -> int:
        disk, path, file = self._opened[opened.contents.number]
        return disk.sync(path, file) if path else OK

    def size(self, opened: Any, out: Any) -> int:
        out[0] = len(self._opened[opened.contents.number][2].content)
        return OK

    def control(self, _opened: Any, _operation: int, _argument: Any) -> int:
        return NOT_FOUND

    def sector_size(self, _opened: Any) -> int:
        return 4096

    def characteristics(self, _opened: Any) -> int:
        return POWERSAFE_OVERWRITE

    # -- locks -----------------------------------------------------------------------------------------------------

    def _shared_by(self, opened: Any) -> tuple[int, _Shared]:
        number = opened.contents.number
        file = id(self._opened[number][2])
        shared = self._shared.get(file)
        if shared is None:
            shared = self._shared[file] = _Shared()
        return number, shared

    def lock(self, opened: Any, level: int) -> int:
        number, shared = self._shared_by(opened)
        others = [other for holder, other in shared.levels.items() if holder != number]
        mine, highest = shared.levels.get(number, 0), max(others, default=0)
        if level <= mine:
            return OK
        if level == SHARED and highest >= PENDING:
            return BUSY
        if level >= RESERVED and highest >= RESERVED:
            return BUSY
        if level == EXCLUSIVE and highest >= SHARED:
            shared.levels[number] = PENDING
            return BUSY
        shared.levels[number] = level
        return OK

    def unlock(self, opened: Any, level: int) -> int:
        number, shared = self._shared_by(opened)
        shared.levels[number] = level
        if not level:
            del shared.levels[number]
        return OK

    def is_reserved(self, opened: Any, out: Any) -> int:
        _, shared = self._shared_by(opened)
        out[0] = int(any(level >= RESERVED for level in shared.levels.values()))
        return OK

    def map_memory(self, opened: Any, region: int, size: int, extend: int, out: Any) -> int:
        number, shared = self._shared_by(opened)
        shared.mapped.add(number)
        while extend and len(shared.regions) <= region:
            shared.regions.append(ctypes.create_string_buffer(size))
        out[0] = ctypes.addressof(shared.regions[region]) if region < len(shared.regions) else None
        return OK

    def lock_memory(self, opened: Any, first: int, count: int, flags: int) -> int:
        number, shared = self._shared_by(opened)
        slots = range(first, first + count)
        if flags & SHM_UNLOCK:
            for slot in slots:
                shared.readers[slot].discard(number)
                if shared.writers[slot] == number:
                    shared.writers[slot] = None
            return OK
        if any(shared.writers[slot] not in (None, number) for slot in slots):
            return BUSY
        if flags & SHM_EXCLUSIVE and any(shared.readers[slot] - {number} for slot in slots):
            return BUSY
        for slot in slots:
            if flags & SHM_EXCLUSIVE:
                shared.writers[slot] = number
            else:
                shared.readers[slot].add(number)
        return OK

    def barrier(self, _opened: Any) -> None:
        return None

    def unmap_memory(self, opened: Any, _delete: int) -> int:
        number, shared = self._shared_by(opened)
        shared.mapped.discard(number)
        if not shared.mapped:
            shared.regions.clear()
        return OK


def _dead() -> Disk:
    disk = Disk(random.Random(0), lambda _: None)
    disk.is_dead = True
    return disk


LAYER = _Layer()
METHODS = _Methods(2, *(kind(getattr(LAYER, name)) for name, kind in _Methods._fields_[1:]))  # type: ignore[misc]
_NAME = ctypes.create_string_buffer(b"simulated")
_FUNCTIONS = {name: dict(_Vfs._fields_)[name](getattr(LAYER, name)) for name in _VFS_KINDS}  # type: ignore[call-overload]
_REGISTERED = _Vfs(
    version=2,
    file_bytes=ctypes.sizeof(_Opened),
    longest_path=LONGEST_PATH,
    name=ctypes.cast(_NAME, c_char_p),
    **_FUNCTIONS,
)


@contextmanager
def on_disk(sqlite: ctypes.CDLL, disk: Disk, seed: int) -> Generator[Callable[[], None], None, None]:
    """Put all of SQLite's files on a disk. Yields a function to be called when the process that uses them dies."""
    find = sqlite.sqlite3_vfs_find
    find.restype = _vfs
    before = find(None)
    LAYER.disk, LAYER.chance = disk, random.Random(seed)
    sqlite.sqlite3_vfs_register(ctypes.byref(_REGISTERED), 1)
    sqlite.sqlite3_randomness(0, None)  # SQLite's own random numbers begin anew, from the layer's
    try:
        yield LAYER.restart
    finally:
        LAYER.restart()
        LAYER.disk = None
        sqlite.sqlite3_vfs_register(before, 1)
        sqlite.sqlite3_randomness(0, None)
