"""Lists the files of a folder and its subfolders: the same for every command.

Hidden files and folders are left out. Linked folders are listed as well, but a link to a folder that contains the
link or the listed folder leads nowhere new, and is left out.
"""

import os
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Listed:
    """The paths of files relative to a folder, with `/` between the parts, and the subfolders that cannot be read."""

    files: list[str] = field(default_factory=list[str])
    unread: list[tuple[str, OSError]] = field(default_factory=list[tuple[str, OSError]])


@dataclass(frozen=True, slots=True)
class _Folder:
    """A subfolder: the path to it ends with `/`. `is_linked` is whether a link is on the way to it."""

    path: str
    real: Path
    is_linked: bool


def list_files(folder: Path) -> Listed:
    """The files in a folder, in order. Raises OSError if the folder itself cannot be read."""
    listed = Listed()
    root = Path(os.path.realpath(folder))
    seen: set[Path] = set()
    left = deque([_Folder("", root, is_linked=False)])
    while left:
        at = left.pop()
        seen.add(at.real)
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


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # such as a link to itself
        return False
