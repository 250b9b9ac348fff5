"""Reads text files, with clear errors for the user, and renders diagnostics with their source lines."""

from collections.abc import Iterable
from pathlib import Path

from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.renderers.text import render_text

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


class CannotReadFileError(ValueError):
    """A file cannot be read. The message names it and says why."""


def read_source(path: str | Path, what: str) -> Source:
    """The text of a file. `what` describes the file in messages. Raises CannotReadFileError."""
    name = str(path)
    try:
        return Source(name, Path(name).read_bytes().decode("utf-8").removeprefix(BOM))
    except UnicodeDecodeError as error:
        message = f"{name} is not UTF-8 text: invalid byte at offset {error.start}. Save it as UTF-8."
    except IsADirectoryError:
        message = f"{name} is a folder, but {what} must be a file."
    except FileNotFoundError:
        message = f"File not found: {name} ({what})."
    except OSError as error:
        message = f"Cannot read {name} ({what}): {error.strerror or error}."
    except ValueError as error:
        message = f"Cannot read {name!r} ({what}): {error}."
    raise CannotReadFileError(message)


def sources_of(diagnostics: Iterable[Diagnostic]) -> dict[str, Source]:
    """The readable files that diagnostics point to, by name, so that their lines can be shown."""
    sources: dict[str, Source] = {}
    for name in {fault.file for fault in diagnostics if fault.file and fault.start}:
        try:
            sources[name] = Source(name, Path(name).read_text(encoding="utf-8").removeprefix(BOM))
        except (OSError, UnicodeDecodeError):
            continue
    return sources


def rendered(diagnostics: Iterable[Diagnostic], *sources: Source) -> str:
    """Diagnostics as text, with the lines that they point to. `sources` are texts that are not files."""
    faults = list(diagnostics)
    return render_text(faults, sources_of(faults) | {source.name: source for source in sources})
