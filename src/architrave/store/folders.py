"""The folder of a database, and of whatever else a server keeps beside it."""

import os
from contextlib import suppress
from pathlib import Path

from architrave.definitions.reader import HIDDEN_FOLDER

PRIVATE_FOLDER = 0o700

_GITIGNORE = "# Created by Architrave: the database and generated secrets do not belong in a repository.\n*\n"


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Create a folder, unless it exists. Raises OSError.

    A `.architrave` is for its owner alone, whatever the umask and whoever created it, and Git ignores its content.
    """
    is_new = not folder.is_dir()
    folder.mkdir(parents=True, exist_ok=True, mode=mode)
    if folder.name != HIDDEN_FOLDER:
        return
    with suppress(OSError):  # on a read-only disk, or in a folder of another user
        if folder.stat().st_mode & 0o777 != PRIVATE_FOLDER:
            folder.chmod(PRIVATE_FOLDER)
        if is_new:
            _write_ignore_file(folder / ".gitignore")


def _write_ignore_file(path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(_GITIGNORE)
