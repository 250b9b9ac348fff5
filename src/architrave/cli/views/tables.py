"""Plain tables: a heading, one line per row, columns as wide as their longest text."""

from collections.abc import Mapping, Sequence

import click

from architrave.cli.views.problems import show_line
from architrave.cli.views.screen import width_of
from architrave.diagnostics.renderers.text import Kind, Piece
from architrave.diagnostics.visible import visible_line

_KINDS: Mapping[str, Kind] = {
    "COMPLETED": "good",
    "RUNNING": "busy",
    "ERROR": "bad",
    "FAILED": "bad",
    "TERMINATED": "bad",
}

_GAP = 2
_NARROWEST = 6


def show_table(headings: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Print rows under their headings, or `empty`. On a narrow terminal, the widest columns but the first are cut."""
    if not rows:
        click.echo(empty)
        return
    cells = [[visible_line(" ".join(text.split())) for text in row] for row in rows]
    widths = _fitted([max(len(heading), *(len(row[at]) for row in cells)) for at, heading in enumerate(headings)])
    click.echo(_line(headings, widths))
    for row in cells:
        line = _line(row, widths)
        status = next((text for text in row if text in _KINDS and f"  {text}" in line), None)
        if status is None:
            click.echo(line)
            continue
        before, gap, after = line.partition(f"  {status}")
        show_line(
            [Piece("source", before + gap.removesuffix(status)), Piece(_KINDS[status], status), Piece("source", after)]
        )


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
