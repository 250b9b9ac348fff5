"""Writes new files, each whole or not at all, and never over an existing one."""

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


def write_new(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Write those of the files that do not exist yet, and return their paths. Raises OSError.

    If one cannot be written, those that were written before it are removed again, and so are new folders.
    """
    written: list[str] = []
    made: list[Path] = []
    try:
        for path, text in files.items():
            _make_folder((folder / path).parent, made)
            if _write(folder / path, text):
                written.append(path)
    except BaseException:
        for path in written:
            (folder / path).unlink(missing_ok=True)
        for new in reversed(made):
            with suppress(OSError):  # somebody else has put something into it
                new.rmdir()
        raise
    return written


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, and add the new ones to `made`."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make_folder(folder.parent, made)
    try:
        folder.mkdir()
    except FileExistsError:
        if not folder.is_dir():
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from None
    else:
        made.append(folder)


def _write(path: Path, text: str) -> bool:
    """Write a file under a temporary name, and give it its own name unless another file has it."""
    if os.path.lexists(path):
        if not path.is_file():
            raise OSError(errno.EEXIST, "A folder or a broken link has this name", str(path))
        return False
    temporary = path.with_name(f".init-{os.getpid()}-{path.name}")
    try:
        temporary.write_bytes(text.encode("utf-8"))
        _name(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _name(temporary: Path, path: Path) -> None:
    """Give a file its name. Raises FileExistsError if another file has it."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no hard links.
        temporary.rename(path)
