"""Color and width, for all output of the command line.

`NO_COLOR` turns color off, `FORCE_COLOR` turns it on where there is no terminal, and `COLUMNS` sets the width.
Output that goes to a file or a pipe has neither color nor a width, so that programs can read it.
"""

import os
import shutil
import sys
from typing import TYPE_CHECKING, TextIO

import click

from architrave.cli.terminal import styled
from architrave.diagnostics.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

_NARROWEST = 40


def color_wanted() -> bool | None:
    """Whether the environment asks for color; None leaves it to each stream: only a terminal gets color."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0", "false"):
        return True
    return False if os.environ.get("TERM") == "dumb" else None


def use_color() -> None:
    """Apply `color_wanted` to everything that the current command prints with click."""
    click.get_current_context().color = color_wanted()


def width_of(stream: TextIO | None = None) -> int | None:
    """The width of the text on a stream (default: standard output) in characters; None if it is unlimited."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return max(int(columns), _NARROWEST)
    if not (stream or sys.stdout).isatty():
        return None
    return max(shutil.get_terminal_size().columns, _NARROWEST)


def show_wrapped(text: str, *, err: bool = False, indent: str = "") -> None:
    """Print lines of text, wrapped to the width of the stream."""
    click.echo(fitted(visible(text), sys.stderr if err else sys.stdout, indent), err=err)


def fitted(text: str, stream: TextIO, indent: str = "", *, used: int = 0) -> str:
    """Lines of text at the width of a stream. `used` is how much of the first line other text takes."""
    from architrave.diagnostics.renderers.text import wrapped

    width = width_of(stream)
    lines = (" " * used + text).split("\n")
    return "\n".join("\n".join(wrapped(line, width, indent)) for line in lines)[used:]


def screen_console() -> "Console":
    """A console on standard output, which leaves long lines to the terminal."""
    from rich.console import Console
    from rich.segment import Segment

    wanted = color_wanted()
    colors = None if wanted is False else "auto"

    class VisibleConsole(Console):
        """Makes the text of everything that it prints visible before it is colored."""

        def render(self, renderable: "RenderableType", options: "ConsoleOptions | None" = None) -> "Iterable[Segment]":
            for text, style, control in super().render(renderable, options):
                yield Segment(text if control else visible(text), style, control)

    return VisibleConsole(
        file=styled(sys.stdout), highlight=False, soft_wrap=True, force_terminal=wanted or None, color_system=colors
    )
