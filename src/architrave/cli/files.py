"""Files that a person names on the command line: their text, or a sentence about why it cannot be had."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from architrave.diagnostics import Diagnostic, Source

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def read_source(name: str, what: str) -> Source:
    """The text of a file, `-` for standard input. `what` names it in the error, which is one of usage (exit code 2)."""
    try:
        if name == "-":
            return Source("<stdin>", sys.stdin.buffer.read().decode("utf-8").removeprefix(_BOM))
        return Source(name, Path(name).read_bytes().decode("utf-8").removeprefix(_BOM))
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{name} is not UTF-8 text: the byte at offset {error.start} cannot be read.") from None
    except IsADirectoryError:
        raise click.UsageError(f"{name} is a folder; {what} must be a file.") from None
    except FileNotFoundError:
        raise click.UsageError(f"There is no file {name} ({what}).") from None
    except OSError as error:
        raise click.UsageError(f"{name} cannot be read ({what}): {error.strerror or error}.") from None
    except ValueError as error:
        raise click.UsageError(f"{name!r} cannot be read ({what}): {error}.") from None


def sources_of(diagnostics: Iterable[Diagnostic]) -> dict[str, Source]:
    """The files that diagnostics point into, by their names, so that their lines can be shown; those that are there."""
    sources: dict[str, Source] = {}
    for name in {fault.file for fault in diagnostics if fault.file and fault.start}:
        try:
            sources[name] = Source(name, Path(name).read_text(encoding="utf-8").removeprefix(_BOM))
        except (OSError, UnicodeDecodeError):
            continue
    return sources
