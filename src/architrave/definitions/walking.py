"""Lists the files of a folder and its subfolders: the same for every command.

Hidden files and folders are left out. Linked folders are listed as well, but a link to a folder that contains the
link or the listed folder leads nowhere new, and is left out.
"""

import os
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

FileState = tuple[int, ...]
"""What changes when a file is written or replaced: its modification time (ns), size (bytes) and inode."""


@dataclass(slots=True)
class Listed:
    """The paths of files relative to a folder, with `/` between the parts, and the subfolders that cannot be read.

    `states` are those of the files that exist; a link may lead to none. `folders` are the real paths of all folders.
    """

    files: list[str] = field(default_factory=list[str])
    states: dict[str, FileState] = field(default_factory=dict[str, FileState])
    folders: list[str] = field(default_factory=list[str])
    unread: list[tuple[str, OSError]] = field(default_factory=list[tuple[str, OSError]])


@dataclass(frozen=True, slots=True)
class _Folder:
    """A subfolder: the path to it ends with `/`. `is_linked` is whether a link is on the way to it."""

    path: str
    real: Path
    is_linked: bool


def list_files(folder: Path, *, with_states: bool = False) -> Listed:
    """The files in a folder, in order. Raises OSError if the folder itself cannot be read.

    Their states are looked at only `with_states`.
    """
    listed = Listed()
    root = Path(os.path.realpath(folder))
    seen: set[Path] = set()
    left = deque([_Folder("", root, is_linked=False)])
    while left:
        at = left.pop()
        seen.add(at.real)
        listed.folders.append(str(at.real))
        try:
            entries = sorted(os.scandir(at.real), key=lambda each: each.name)
        except OSError as error:
            if not at.path:
                raise
            listed.unread.append((at.path[:-1], error))
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = at.path + entry.name
            if not _is_folder(entry):
                listed.files.append(path)
                if with_states and (state := _state_of(entry)) is not None:
                    listed.states[path] = state
            elif not entry.is_symlink():
                left.append(_Folder(f"{path}/", at.real / entry.name, at.is_linked))
            else:
                target = Path(os.path.realpath(entry.path))
                if at.real.is_relative_to(target) or root.is_relative_to(target):
                    continue
                # Several links to a folder are followed, but none inside a linked folder: each could double the rest.
                if not (at.is_linked and target in seen):
                    seen.add(target)
                    left.appendleft(_Folder(f"{path}/", target, is_linked=True))
    listed.files.sort()
    listed.unread.sort(key=lambda each: each[0])
    return listed


def state_of(found: os.stat_result) -> FileState:
    """The state of a file."""
    return found.st_mtime_ns, found.st_size, found.st_ino


def _state_of(entry: "os.DirEntry[str]") -> FileState | None:
    try:
        return state_of(entry.stat())
    except OSError:
        return None


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # such as a link to itself
        return False
