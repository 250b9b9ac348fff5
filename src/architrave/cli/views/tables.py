"""Plain tables: a heading, one line per row, columns as wide as their longest text."""

from collections.abc import Sequence

import click

from architrave.cli.views.screen import width_of
from architrave.diagnostics.renderers.text import printable

_STATUS_COLORS = {"COMPLETED": "green", "RUNNING": "yellow", "ERROR": "red", "FAILED": "red", "TERMINATED": "red"}

_GAP = 2
_NARROWEST = 6


def show_table(headings: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Print rows under their headings, or `empty`. On a narrow terminal, the widest columns but the first are cut."""
    if not rows:
        click.echo(empty)
        return
    cells = [[printable(" ".join(text.split())) for text in row] for row in rows]
    widths = _fitted([max(len(heading), *(len(row[at]) for row in cells)) for at, heading in enumerate(headings)])
    click.echo(_line(headings, widths))
    for row in cells:
        line = _line(row, widths)
        for status, color in _STATUS_COLORS.items():
            if status in row:
                line = line.replace(f"  {status}", f"  {click.style(status, fg=color)}", 1)
        click.echo(line)


def _fitted(widths: list[int]) -> list[int]:
    """The widths of columns that fit the terminal: the widest but the first, which has ids, give way."""
    room = width_of()
    fitted = list(widths)
    while room is not None and sum(fitted) + _GAP * (len(fitted) - 1) > room and max(fitted[1:]) > _NARROWEST:
        fitted[fitted.index(max(fitted[1:]), 1)] -= 1
    return fitted


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cut = [text if len(text) <= width else text[: width - 1] + "…" for text, width in zip(row, widths, strict=True)]
    return "  ".join(f"{text:<{width}}" for text, width in zip(cut, widths, strict=True)).rstrip()
