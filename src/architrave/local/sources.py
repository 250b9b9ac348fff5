"""Texts of files: read whole, or a sentence about why they cannot be; and the lines that diagnostics point at."""

from collections.abc import Iterable
from pathlib import Path

from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.renderers.text import render_text

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


class CannotReadFileError(ValueError):
    """A file that was named cannot be read. The message names it and says why."""


def read_source(path: str | Path, what: str) -> Source:
    """The text of a file. `what` names its use in the message. Raises CannotReadFileError."""
    name = str(path)
    try:
        return Source(name, Path(name).read_bytes().decode("utf-8").removeprefix(BOM))
    except UnicodeDecodeError as error:
        message = f"{name} is not UTF-8 text: the byte at offset {error.start} cannot be read."
    except IsADirectoryError:
        message = f"{name} is a folder; {what} must be a file."
    except FileNotFoundError:
        message = f"There is no file {name} ({what})."
    except OSError as error:
        message = f"{name} cannot be read ({what}): {error.strerror or error}."
    except ValueError as error:
        message = f"{name!r} cannot be read ({what}): {error}."
    raise CannotReadFileError(message)


def sources_of(diagnostics: Iterable[Diagnostic]) -> dict[str, Source]:
    """The files that diagnostics point into, by their names, so that their lines can be shown; those that are there."""
    sources: dict[str, Source] = {}
    for name in {fault.file for fault in diagnostics if fault.file and fault.start}:
        try:
            sources[name] = Source(name, Path(name).read_text(encoding="utf-8").removeprefix(BOM))
        except (OSError, UnicodeDecodeError):
            continue
    return sources


def rendered(diagnostics: Iterable[Diagnostic], *sources: Source) -> str:
    """Diagnostics as text, with the lines that they point at. `sources` are those that are no files."""
    faults = list(diagnostics)
    return render_text(faults, sources_of(faults) | {source.name: source for source in sources})
