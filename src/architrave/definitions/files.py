"""The files of an organization: in a folder, or as texts in memory (tests, examples)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from architrave.definitions import rules
from architrave.diagnostics import Diagnostic, Source

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_LISTED_DEPTH = 8


class OrganizationFiles(Protocol):
    """The files of an organization. Paths are relative to its folder, with `/` between the parts."""

    def paths(self) -> tuple[str, ...]:
        """Every path, in order."""
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

    def read(self, path: str) -> Source | Diagnostic:
        """The text of a file."""
        return Source(path, self._texts[path])


class FolderFiles:
    """The files of a folder, or `only` one of them. Hidden files and folders (`.architrave/`) are ignored."""

    def __init__(self, folder: Path, *, only: str | None = None) -> None:
        self._folder = folder
        self._only = only

    def paths(self) -> tuple[str, ...]:
        """Every path, in order. Raises OSError if the folder cannot be listed."""
        return (self._only,) if self._only else tuple(sorted(_walk(self._folder, "", _LISTED_DEPTH)))

    def read(self, path: str) -> Source | Diagnostic:
        """The text of a file, or why it cannot be read. The source's name is the path as a person would type it."""
        name = str(self._folder / path)
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


def _walk(folder: Path, prefix: str, depth: int) -> list[str]:
    found: list[str] = []
    for entry in folder.iterdir():
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if depth > 0:
                found.extend(_walk(entry, f"{prefix}{entry.name}/", depth - 1))
        else:
            found.append(prefix + entry.name)
    return found
