"""Notices that the files of an open database were deleted, moved or replaced.

A process that has a file open can write to it long after its name is gone: what it writes is lost when it ends.
"""

import os
from pathlib import Path

from architrave.store.faults import NotKept

Identity = tuple[int, int]
"""What the system calls a file, whatever its name is: device and inode."""


class Place:
    """Where the files of a database were when they were opened."""

    def __init__(self, files: list[Path]) -> None:
        self._files = [(path, str(path), _identity(str(path))) for path in files]

    def fault(self) -> NotKept | None:
        """Why nothing can be kept in these files anymore; None if they are where they were. Takes microseconds."""
        for path, name, identity in self._files:
            if (now := _identity(name)) != identity:
                what = "was deleted or moved away" if now is None else "was replaced by another file"
                return NotKept(
                    f"The database {self._files[0][0]} is not where it was opened: {path.name} {what}. "
                    "Nothing that the server writes now would be there after a restart.",
                    help="Move the files back, if they still exist. Otherwise restart the server: it then uses what it "
                    "finds at this path. Stop the server before you move, restore or delete its database.",
                )
        return None


def _identity(name: str) -> Identity | None:
    try:
        found = os.stat(name)  # noqa: PTH116 - half the time of Path.stat, before each acknowledgment
    except OSError:
        return None
    return found.st_dev, found.st_ino
