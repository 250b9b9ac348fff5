"""The folder of a database, and of whatever else a server keeps beside it."""

from contextlib import suppress
from pathlib import Path

from architrave.definitions.reader import HIDDEN_FOLDER

_GITIGNORE = "# Created by Architrave: the database and generated secrets do not belong in a repository.\n*\n"


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Create a folder, unless it exists. Git ignores everything in a new `.architrave`. Raises OSError."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=mode)
    if folder.name == HIDDEN_FOLDER:
        with suppress(OSError):
            (folder / ".gitignore").write_text(_GITIGNORE, encoding="utf-8")
