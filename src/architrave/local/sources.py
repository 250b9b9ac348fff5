"""Text files with clear errors for the user, and diagnostics with their source lines."""

from collections.abc import Iterable
from pathlib import Path

from architrave.definitions.regular_files import BOM, CannotReadFileError, read_text
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.renderers.text import render_text

__all__ = ["BOM", "CannotReadFileError", "read_source", "rendered", "sources_of"]


def read_source(path: str | Path, what: str) -> Source:
    """The text of a file. `what` describes the file in messages. Raises CannotReadFileError."""
    return Source(str(path), read_text(path, what))


def sources_of(diagnostics: Iterable[Diagnostic]) -> dict[str, Source]:
    """The readable files that diagnostics point to, by name, so that their lines can be shown."""
    sources: dict[str, Source] = {}
    for name in {fault.file for fault in diagnostics if fault.file and fault.start}:
        try:
            sources[name] = Source(name, read_text(name))
        except CannotReadFileError:
            continue
    return sources


def rendered(diagnostics: Iterable[Diagnostic], *sources: Source) -> str:
    """Diagnostics as text, with the lines that they point to. `sources` are texts that are not files."""
    faults = list(diagnostics)
    return render_text(faults, sources_of(faults) | {source.name: source for source in sources})
