"""Diagnostics on the terminal: as the text renderer writes them, in color and to the terminal's width."""

import sys
from collections.abc import Iterable, Mapping, Sequence

import click

from architrave.cli.terminal import styled
from architrave.cli.views.screen import width_of
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.renderers.text import Kind, Piece, pieces_of
from architrave.diagnostics.visible import visible

_STYLES: Mapping[Kind, Mapping[str, object]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "cyan", "bold": True},
    "message": {"bold": True},
    "place": {"fg": "cyan"},
    "margin": {"dim": True},
    "caret": {"fg": "red", "bold": True},
    "title": {"bold": True},
    "good": {"fg": "green"},
    "busy": {"fg": "yellow"},
    "bad": {"fg": "red"},
}


def show_problems(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source] | None = None, *, err: bool = False
) -> None:
    """Print diagnostics with their source lines, each followed by an empty line. Without `sources`, files are read."""
    from architrave.local.sources import sources_of

    listed = list(diagnostics)
    known = sources_of(listed) | dict(sources or {})
    width = width_of(sys.stderr if err else sys.stdout)
    for diagnostic in listed:
        for line in pieces_of(diagnostic, known.get(diagnostic.file or ""), width):
            show_line(line, err=err)
        click.echo(err=err)


def show_line(line: Sequence[Piece], *, err: bool = False) -> None:
    """Print one line in the colors of its pieces. Every colored line of the command line is printed here."""
    colored = "".join(click.style(visible(text), **_STYLES.get(kind, {})) for kind, text in line)  # type: ignore[arg-type]
    click.echo(colored, file=styled(sys.stderr if err else sys.stdout))
