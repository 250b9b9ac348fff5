"""Creates the file of a database, makes it private, and takes the lock on it.

The lock is beside the file itself, wherever the path leads: two names of one file are one database.
"""

import logging
import os
import stat
from pathlib import Path

from architrave.definitions.reader import HIDDEN_FOLDER
from architrave.diagnostics import Diagnostic
from architrave.store import rules
from architrave.store.folders import make_folder
from architrave.store.sqlite.faults import fault_of

PRIVATE = 0o600
"""The permissions of the database's files."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO

log = logging.getLogger("architrave.store")


class OwnerLock:
    """Keeps a second process from using the same file. The system releases the lock when the process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(f"{path.name}.lock")
        self._handle: int | None = None

    def acquire(self) -> str | None:
        """Take the lock. Returns None if it was taken, else its holder (a process id as text, empty if unknown)."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, PRIVATE)
        try:
            _lock(handle)
        except OSError:
            owner = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            os.close(handle)
            return owner
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode("ascii"), 0)
        self._handle = handle
        return None

    def release(self) -> None:
        """Release the lock. The file stays: if it were deleted, two processes could lock two files of one name."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)


def _lock(handle: int) -> None:
    import fcntl  # POSIX only, like the deployments that this engine supports

    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def prepare(path: Path, real: Path) -> tuple[OwnerLock | None, Diagnostic | None]:
    """Create the file, readable only by its owner, and take the lock. An existing file is made private.

    `real` is the path without symbolic links. Of the folders, only the organization's own is created: any other that is
    missing is a mistake in the path.
    """
    folder = path.parent
    try:
        if folder.name == HIDDEN_FOLDER:
            make_folder(folder)
        elif not folder.is_dir():
            return None, _no_folder(path)
        if not path.exists():  # to open and close it would release the locks of whoever else in this process uses it
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE))
        if path.is_file() and (names := path.stat().st_nlink) > 1:
            return None, _has_names(path, names)
        _make_private(path)
        lock = OwnerLock(real)
        owner = lock.acquire()
    except OSError as problem:
        return None, fault_of(problem, path)
    if owner is None:
        return lock, None
    return None, Diagnostic(
        rules.STORE_IN_USE,
        f"Another running process is using {path}{f' (process {owner})' if owner else ''}.",
        file=str(path),
        help="Stop that process, or use another database: --database sqlite:///OTHER.db.",
    )


def _no_folder(path: Path) -> Diagnostic:
    why = "is a file" if path.parent.exists() else "does not exist"
    return Diagnostic(
        rules.STORE_UNUSABLE,
        f"Cannot use {path} as a database: the folder {path.parent} {why}.",
        file=str(path),
        help="Create the folder, or correct the path.",
    )


def _has_names(path: Path, names: int) -> Diagnostic:
    return Diagnostic(
        rules.STORE_UNUSABLE,
        f"Cannot use {path} as a database: the file has {names} names (hard links). Through another name, a second "
        "process could use it without its log, which damages it.",
        file=str(path),
        help="Make a copy of the file (cp FILE COPY), and use the copy; or remove the other names.",
    )


def _make_private(path: Path) -> None:
    """Take away the permissions of other users: the database holds what the flows received. SQLite gives its other
    files the same permissions as the database."""
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        try:
            if not file.stat().st_mode & _OTHERS:
                continue
            file.chmod(PRIVATE)
        except FileNotFoundError:
            continue
        except OSError as problem:
            log.warning("other users may read %s, and this cannot be changed: %s", file, problem.strerror or problem)
        else:
            log.warning("other users could read or write %s; now only its owner can", file)
