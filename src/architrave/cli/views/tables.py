"""Plain tables: a heading, one line per row, columns as wide as their longest text."""

from collections.abc import Sequence

import click

from architrave.cli.views.screen import width_of
from architrave.diagnostics.renderers.text import printable

_STATUS_COLORS = {"COMPLETED": "green", "RUNNING": "yellow", "ERROR": "red", "FAILED": "red", "TERMINATED": "red"}


def show_table(headings: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Print rows under their headings, or `empty`. On a terminal, lines are cut to its width."""
    if not rows:
        click.echo(empty)
        return
    cells = [[printable(" ".join(text.split())) for text in row] for row in rows]
    widths = [max(len(heading), *(len(row[place]) for row in cells)) for place, heading in enumerate(headings)]
    click.echo(_fitted(_line(headings, widths)))
    for row in cells:
        line = _fitted(_line(row, widths))
        for status, color in _STATUS_COLORS.items():
            if status in row:
                line = line.replace(f"  {status}", f"  {click.style(status, fg=color)}", 1)
        click.echo(line)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()


def _fitted(line: str) -> str:
    width = width_of()
    return line if width is None or len(line) <= width else line[: width - 1] + "…"
