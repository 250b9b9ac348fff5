"""The files of an organization: in a folder, or as texts in memory (tests, examples)."""

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from architrave.definitions import rules
from architrave.definitions.nearest import ORG_YAML
from architrave.definitions.walking import Listed, list_files
from architrave.diagnostics import Diagnostic, Source

_NAMED = (ORG_YAML, "mocks.yaml")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


class OrganizationFiles(Protocol):
    """The files of an organization. Paths are relative to its folder, with `/` between the parts."""

    def paths(self) -> tuple[str, ...]:
        """Every path, in order."""
        ...

    def unread(self) -> tuple[Diagnostic, ...]:
        """The subfolders that cannot be read, and why."""
        ...

    def read(self, path: str) -> Source | Diagnostic:
        """The text of a file, or why it cannot be read."""
        ...


class TextFiles:
    """Files in memory."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    def paths(self) -> tuple[str, ...]:
        """Every path, in order."""
        return tuple(sorted(self._texts))

    def unread(self) -> tuple[Diagnostic, ...]:
        """Always empty."""
        return ()

    def read(self, path: str) -> Source | Diagnostic:
        """The text of a file, or that there is none."""
        text = self._texts.get(path)
        return Diagnostic(rules.NOT_TEXT, f"File not found: {path}.", file=path) if text is None else Source(path, text)


class FolderFiles:
    """The files of a folder, listed once, or `only` one of them. Hidden files and folders are ignored.

    In a folder, only regular files are read: a pipe could wait forever.
    """

    def __init__(self, folder: Path, *, only: str | None = None) -> None:
        self._folder = folder
        self._only = only
        self._listed: Listed | None = None

    def paths(self) -> tuple[str, ...]:
        """Every path, in order. Raises OSError if the folder cannot be listed."""
        return (self._only,) if self._only else tuple(self._list().files)

    def unread(self) -> tuple[Diagnostic, ...]:
        """The subfolders that cannot be read, and why. Raises OSError if the folder cannot be listed."""
        unread = () if self._only else self._list().unread
        return tuple(unread_folder(str(self._folder / path), error) for path, error in unread)

    def read(self, path: str) -> Source | Diagnostic:
        """The text of a file, or why it cannot be read. The source's name is the path as a person would type it."""
        name = str(self._folder / path)
        if path != self._only and is_special(name):
            message = f"{name} is not a regular file."
            return Diagnostic(rules.NOT_TEXT, message, file=name, help="Replace it with a file, or rename it.")
        try:
            return Source(name, (self._folder / path).read_text(encoding="utf-8").removeprefix(_BOM))
        except UnicodeDecodeError as error:
            message = f"{name} is not UTF-8 text: invalid byte at offset {error.start}."
            return Diagnostic(rules.NOT_TEXT, message, file=name, help="Save the file as UTF-8.")
        except FileNotFoundError:
            return Diagnostic(rules.NOT_TEXT, f"File not found: {name}.", file=name, help="Check the path.")
        except OSError as error:
            message = f"Cannot read {name}: {error.strerror or error}."
            return Diagnostic(rules.NOT_TEXT, message, file=name, help="Check the path and its permissions.")

    def _list(self) -> Listed:
        if self._listed is None:
            self._listed = list_files(self._folder)
            # Read as files, so that it is said that they are folders.
            self._listed.files += [name for name in _NAMED if (self._folder / name).is_dir()]
            self._listed.files.sort()
        return self._listed


def unread_folder(name: str, error: OSError) -> Diagnostic:
    """A folder that cannot be read. What is in it is unknown."""
    message = f"Cannot read the folder {name}: {error.strerror or error}."
    return Diagnostic(rules.NOT_TEXT, message, file=name, help="Check its permissions.")


def is_special(path: str | Path) -> bool:
    """Whether this is a pipe, a device or a socket."""
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
