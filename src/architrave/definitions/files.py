"""The files of an organization: in a folder, or as texts in memory (tests, examples)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from architrave.definitions import rules
from architrave.definitions.nearest import ORG_YAML
from architrave.definitions.regular_files import CannotReadFileError, read_text
from architrave.definitions.walking import FileState, Listed, list_files
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.source import written_name

_NAMED = (ORG_YAML, "mocks.yaml")


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
        """The text of a file, or a diagnostic if it does not exist."""
        text = self._texts.get(path)
        return Diagnostic(rules.NOT_TEXT, f"File not found: {path}.", file=path) if text is None else Source(path, text)


class FolderFiles:
    """The files of a folder, listed once and each read once, or `only` one of them.

    Hidden files and folders are ignored.
    """

    def __init__(self, folder: Path, *, only: str | None = None) -> None:
        self.folder = folder
        self._only = only
        self._listed: Listed | None = None
        self._found: dict[str, Source | Diagnostic] = {}

    def paths(self) -> tuple[str, ...]:
        """Every path, in order. Raises OSError if the folder cannot be listed."""
        return (self._only,) if self._only else tuple(self._list().files)

    def unread(self) -> tuple[Diagnostic, ...]:
        """The subfolders that cannot be read, and why. Raises OSError if the folder cannot be listed."""
        unread = () if self._only else self._list().unread
        return tuple(unread_folder(str(self.folder / path), error) for path, error in unread)

    def read(self, path: str) -> Source | Diagnostic:
        """The text of a file, or why it cannot be read. The source's name is the path as a person would type it."""
        found = self._found.get(path)
        if found is None:
            found = self._found[path] = self._read(path)
        return found

    def _read(self, path: str) -> Source | Diagnostic:
        name = str(self.folder / path)
        try:
            return Source(name, read_text(name))
        except CannotReadFileError as problem:
            return unread_file(name, problem)

    def _list(self) -> Listed:
        if self._listed is None:
            self._listed = self._list_now()
            # Read as files, so that it is said that they are folders.
            self._listed.files += [name for name in _NAMED if (self.folder / name).is_dir()]
            self._listed.files.sort()
        return self._listed

    def _list_now(self) -> Listed:
        return list_files(self.folder)


class WatchedFiles(FolderFiles):
    """The files of a folder with their states. What has not changed since `before` is not read again."""

    def __init__(self, folder: Path, before: "WatchedFiles | None" = None) -> None:
        super().__init__(folder)
        self._before = {} if before is None else before.found()

    def found(self) -> dict[str, tuple[FileState, Source | Diagnostic]]:
        """What has been read of the files that have a state, by path."""
        states = self.states()
        return {path: (states[path], found) for path, found in self._found.items() if path in states}

    def states(self) -> Mapping[str, FileState]:
        """The states of the files from before they were read, by path. Empty if the folder cannot be listed."""
        try:
            return self._list().states
        except OSError:
            return {}

    def _read(self, path: str) -> Source | Diagnostic:
        before = self._before.get(path)
        return before[1] if before is not None and before[0] == self.states().get(path) else super()._read(path)

    def _list_now(self) -> Listed:
        return list_files(self.folder, with_states=True)


def unread_file(name: str, problem: CannotReadFileError) -> Diagnostic:
    """A file that cannot be read, as a diagnostic."""
    return Diagnostic(rules.NOT_TEXT, problem.reason, file=written_name(name), help=problem.help or None)


def unread_folder(name: str, error: OSError) -> Diagnostic:
    """A folder that cannot be read. What is in it is unknown."""
    message = f"Cannot read the folder {name}: {error.strerror or error}."
    return Diagnostic(rules.NOT_TEXT, message, file=name, help="Check its permissions.")
