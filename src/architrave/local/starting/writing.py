"""Writes new files, each whole or not at all, and never over an existing one."""

import os
from collections.abc import Mapping
from pathlib import Path


def write_new(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Write those of the files that do not exist yet, and return their paths. Raises OSError.

    If one cannot be written, those that were written before it are removed again.
    """
    written: list[str] = []
    try:
        for path, text in files.items():
            if _write(folder / path, text):
                written.append(path)
    except BaseException:
        for path in written:
            (folder / path).unlink(missing_ok=True)
        raise
    return written


def _write(path: Path, text: str) -> bool:
    """Write a file under a temporary name, and give it its own name unless another file has it."""
    if os.path.lexists(path):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
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
