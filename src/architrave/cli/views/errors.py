"""Usage errors on the terminal, to its width."""

import sys

import click

from architrave.cli.refusing import SeveralLines
from architrave.cli.views.problems import show_line
from architrave.cli.views.screen import width_of
from architrave.diagnostics.renderers.text import Piece, wrapped
from architrave.diagnostics.visible import visible, visible_line

_HEADS = ("Error", "architrave")
"""What errors begin with."""


def show_error(error: click.ClickException) -> None:
    """Print a usage error as click does. Lines that begin with a space, such as source lines, are left as they are."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        click.echo(context.get_usage(), err=True)
        click.echo(f"Try '{context.command_path} --help' for help.\n", err=True)
    said = f"Error: {error.format_message()}"
    show_lines(said) if isinstance(error, SeveralLines) else show_message(said)


def show_message(message: str) -> None:
    """Print a message on standard error, to its width. A line break in it is a name's, and escaped."""
    show_lines(visible_line(message))


def show_lines(message: str) -> None:
    """Print a message of several lines on standard error, to its width. Names in it must be `visible_line`."""
    width = width_of(sys.stderr)
    for line in visible(message).split("\n"):
        for part in [line] if line[:1].isspace() else wrapped(line, width, ""):
            head, colon, rest = part.partition(": ")
            is_error = bool(colon) and head in _HEADS
            show_line(
                [Piece("error", head), Piece("help", colon + rest)] if is_error else [Piece("help", part)], err=True
            )
