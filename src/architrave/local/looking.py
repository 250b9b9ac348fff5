"""Short looks at an organization's files: whether it is worth comparing all of them with what was seen before.

Asking the system for the state of a file takes microseconds, so thousands of files several times a second would keep
a processor busy. A look asks for the state of each folder, which tells of files that were created, removed, renamed or
replaced; of the files that were written last, which are probably edited again; and of some of the others in turn.
"""

import os
from collections.abc import Iterable, Mapping
from heapq import nlargest
from pathlib import Path

from architrave.definitions.walking import FileState, list_files, state_of

AT_ONCE = 800
"""How many files a look asks for. With fewer files, each look is complete."""

NEWEST = 64
"""How many of them are those that were written last."""

WHOLE_AFTER = 80
"""After how many looks all files are compared anyway: a folder's time may miss what happens within milliseconds."""


class ShortLooks:
    """Looks at the files in `folder` and at `others`."""

    def __init__(self, folder: Path, others: Iterable[Path] = ()) -> None:
        self._folder = folder
        self._others = tuple(map(str, others))
        self._seen: Mapping[str, FileState] | None = None
        self._folders: dict[str, FileState | None] = {}
        self._newest: list[str] = []
        self._names: list[str] = []
        self._next = 0
        self._left = 0

    def tell(self, seen: Mapping[str, FileState]) -> bool:
        """Whether all files should be compared with `seen`: always the first time for it."""
        if seen is not self._seen or self._left == 0:
            self._begin(seen)
            return True
        self._left -= 1
        has_changed = any(_state(name) != state for name, state in self._folders.items()) or any(
            _state(name) != seen.get(name) for name in (*self._others, *self._newest, *self._turn())
        )
        if has_changed:
            self._seen = None  # what changed in a folder may be none of the files
        return has_changed

    def _begin(self, seen: Mapping[str, FileState]) -> None:
        """The folders' states are from before all files are compared, so nothing is missed between the two."""
        self._seen, self._left = seen, WHOLE_AFTER
        try:
            listed = list_files(self._folder).folders
        except OSError:
            listed = [str(self._folder)]
        self._folders = {name: _state(name) for name in listed}
        self._newest = nlargest(NEWEST, seen, key=lambda name: seen[name])
        self._names = list(seen)

    def _turn(self) -> list[str]:
        """The next of the files."""
        if len(self._names) <= AT_ONCE:
            return self._names
        first, self._next = self._next, self._next + AT_ONCE
        if self._next >= len(self._names):
            self._next = 0
        return self._names[first : first + AT_ONCE]


def _state(name: str) -> FileState | None:
    try:
        return state_of(os.stat(name))  # noqa: PTH116 - a thousand times a second
    except OSError:
        return None
