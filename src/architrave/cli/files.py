"""Files that a person names on the command line; one that cannot be read is an error of usage (exit code 2)."""

import sys

import click

from architrave.diagnostics import Source
from architrave.local.sources import BOM, CannotReadFileError
from architrave.local.sources import read_source as read_file


def read_source(name: str, what: str) -> Source:
    """The text of a file, `-` for standard input. `what` names it in the error, which is one of usage."""
    try:
        return standard_input() if name == "-" else read_file(name, what)
    except CannotReadFileError as problem:
        raise click.UsageError(str(problem)) from None


def standard_input() -> Source:
    """The text of standard input. Raises CannotReadFileError where it is not UTF-8."""
    try:
        return Source("<stdin>", sys.stdin.buffer.read().decode("utf-8").removeprefix(BOM))
    except UnicodeDecodeError as error:
        raise CannotReadFileError(f"- is not UTF-8 text: the byte at offset {error.start} cannot be read.") from None
