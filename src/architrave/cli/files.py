"""Files named on the command line, and standard input. What cannot be read is a usage error (exit code 2)."""

import shlex
import sys
from pathlib import Path

import click

from architrave.definitions.nearest import nearest_organization
from architrave.definitions.regular_files import BOM, LARGEST, CannotReadFileError, check_size, text_of
from architrave.definitions.regular_files import read_file as read_regular_file
from architrave.diagnostics import Source
from architrave.local.sources import read_source as read_source_file

STANDARD_INPUT = "<stdin>"


def lint_command(folder: Path) -> str:
    """The command that shows all problems of an organization. Without org.yaml, `lint` must be told that it is one."""
    shown = shlex.quote(str(folder))
    is_marked = not folder.is_dir() or nearest_organization(folder) == folder
    return f"architrave lint {shown}" if is_marked else f"architrave lint {shown} --org {shown}"


def read_source(name: str, what: str) -> Source:
    """The text of a file; `-` is standard input. `what` describes the file in the usage error."""
    try:
        return standard_input() if name == "-" else read_source_file(name, what)
    except CannotReadFileError as problem:
        raise click.UsageError(str(problem)) from None


def read_file(name: str, what: str) -> bytes:
    """The content of a file, of standard input (`-`), or of a pipe such as `<(command)`."""
    from architrave.cli.pipes import is_pipe, read_pipe

    try:
        if name == "-":
            return _standard_input()
        return read_pipe(Path(name), what) if is_pipe(Path(name)) else read_regular_file(name, what)
    except CannotReadFileError as problem:
        raise click.UsageError(str(problem)) from None


def write_text(path: str, text: str) -> None:
    """Write a file, whole or not at all."""
    from architrave.local.replacing import replace_file

    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise click.UsageError(f"Cannot write {path}: {error.strerror or error}.") from None


def standard_input() -> Source:
    """The text of standard input. Raises CannotReadFileError if it is not UTF-8, or cannot be read."""
    return Source(STANDARD_INPUT, text_of(_standard_input(), "Standard input").removeprefix(BOM))


def _standard_input() -> bytes:
    try:
        data = sys.stdin.buffer.read(LARGEST + 1)
    except OSError as error:
        raise CannotReadFileError(f"Cannot read standard input: {error.strerror or error}.", "") from None
    check_size("Standard input", len(data))
    return data
