"""Files named on the command line. One that cannot be read is a usage error (exit code 2)."""

import sys

import click

from architrave.diagnostics import Source
from architrave.local.sources import BOM, CannotReadFileError
from architrave.local.sources import read_source as read_file


def read_source(name: str, what: str) -> Source:
    """The text of a file; `-` is standard input. `what` describes the file in the usage error."""
    try:
        return standard_input() if name == "-" else read_file(name, what)
    except CannotReadFileError as problem:
        raise click.UsageError(str(problem)) from None


def standard_input() -> Source:
    """The text of standard input. Raises CannotReadFileError if it is not UTF-8."""
    try:
        return Source("<stdin>", sys.stdin.buffer.read().decode("utf-8").removeprefix(BOM))
    except UnicodeDecodeError as error:
        message = f"Standard input is not UTF-8 text: invalid byte at offset {error.start}."
        raise CannotReadFileError(message) from None
