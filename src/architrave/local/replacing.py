"""Replaces files of the user, each whole or not at all: a full disk leaves the old content."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path


def replace_file(path: str | Path, content: bytes) -> None:
    """Write a file beside its place, and then put it there. Raises OSError, which names the path.

    An existing file keeps its mode and, if possible, its owner, and a link to it stays a link. What is not a regular
    file, such as /dev/stdout, is written to directly.
    """
    try:
        _replace(Path(path), content)
    except OSError as error:
        raise OSError(error.errno or errno.EIO, error.strerror or str(error), str(path)) from None


def _replace(path: Path, content: bytes) -> None:
    try:
        before = path.stat()
    except FileNotFoundError:
        before = None
    if before is not None and not stat.S_ISREG(before.st_mode):
        path.write_bytes(content)
        return
    if before is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    place = Path(os.path.realpath(path))
    temporary = place.with_name(f".architrave-{os.getpid()}-{os.urandom(4).hex()}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
        if before is not None:
            _keep_owner(temporary, before)
            temporary.chmod(stat.S_IMODE(before.st_mode))
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)


def _keep_owner(path: Path, before: os.stat_result) -> None:
    now = path.stat()
    if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        with suppress(PermissionError):
            os.chown(path, before.st_uid, before.st_gid)
