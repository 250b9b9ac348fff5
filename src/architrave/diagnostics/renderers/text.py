"""Diagnostics for people: the message, the source line with carets under the problem, and the help.

A line is a list of pieces, each with its kind, so that the command line can color them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Literal, NamedTuple

from architrave.diagnostics.diagnostic import Diagnostic
from architrave.diagnostics.source import Position, Source
from architrave.diagnostics.visible import visible_columns, visible_line

HELP_WIDTH = 110
"""How wide the help is if the output has no width."""

_LINE_SHOWN = 160
"""How much of a source line is shown if the output has no width."""

_CODE = re.compile(r"`[^`\n]+`")
_KEPT_SPACE = "\0"
"""Stands for a space at which no line is broken."""

Kind = Literal[
    "error", "warning", "info", "message", "place", "margin", "source", "caret", "help", "title", "good", "busy", "bad"
]


class Piece(NamedTuple):
    """A part of a line, and what kind of text it is. What a terminal would act on is escaped."""

    kind: Kind
    text: str


def render_text(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source] | None = None, width: int | None = None
) -> str:
    """All diagnostics as text, separated by blank lines.

    `sources` maps a source's name to the source. A diagnostic without its source here is shown without the source line.
    `width` is the output's width in characters; None is unlimited.
    """
    known = sources or {}
    return "\n\n".join(render_one(item, known.get(item.file or ""), width) for item in diagnostics)


def render_one(diagnostic: Diagnostic, source: Source | None = None, width: int | None = None) -> str:
    """One diagnostic as text, without a trailing line break."""
    lines = pieces_of(diagnostic, source, width)
    return "\n".join("".join(piece.text for piece in line) for line in lines)


def pieces_of(diagnostic: Diagnostic, source: Source | None = None, width: int | None = None) -> Iterator[list[Piece]]:
    """The lines of one diagnostic, in pieces."""
    severity = diagnostic.severity.value
    head = f"{severity}[{diagnostic.rule.slug}]"
    first, *rest = wrapped(f"{head}: {visible_line(diagnostic.message)}", width, "  ")
    yield [Piece(severity, head), Piece("message", first[len(head) :])]
    for line in rest:
        yield [Piece("message", line)]
    if diagnostic.file is not None or diagnostic.start is not None:
        yield [Piece("margin", "  --> "), Piece("place", visible_line(_place(diagnostic)))]
    if source is not None and diagnostic.start is not None:
        yield from excerpt(source, diagnostic.start, diagnostic.end, width)
    if diagnostic.help:
        for line in wrapped(f"  help: {visible_line(diagnostic.help)}", width or HELP_WIDTH, "        "):
            yield [Piece("help", line)]


def wrapped(text: str, width: int | None, indent: str) -> list[str]:
    """The text in lines of at most `width` characters.

    What people copy is never broken: a word that is longer, such as a path, and code in backticks.
    """
    if width is None:
        return [text]
    start = text[: len(text) - len(text.lstrip())]
    lines = wrap(
        _CODE.sub(lambda code: code[0].replace(" ", _KEPT_SPACE), text.lstrip()),
        width,
        initial_indent=start,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_KEPT_SPACE, " ") for line in lines] or [text]


def _place(diagnostic: Diagnostic) -> str:
    place = diagnostic.file or "<input>"
    if diagnostic.start is not None:
        place += f":{diagnostic.start.line}:{diagnostic.start.column}"
    return place + (f" (at {diagnostic.pointer})" if diagnostic.pointer else "")


def excerpt(source: Source, start: Position, end: Position | None, width: int | None) -> Iterator[list[Piece]]:
    """The source line of a place, and carets below the place."""
    text = source.line(start.line)
    gutter = str(start.line)
    room = _LINE_SHOWN if width is None else max(20, width - len(gutter) - len("   | "))
    first = start.column - 1
    last = end.column - 1 if end is not None and end.line == start.line else len(text)
    # Of a long line, only the part around the problem is shown.
    cut = max(0, first - room // 2) if len(text) > room else 0
    shown = visible_columns(text)[cut : cut + room]
    carets = max(1, min(last, cut + len(shown)) - first)
    padding = "".join("\t" if c == "\t" else " " for c in shown[: first - cut]).ljust(first - cut)
    yield [Piece("margin", f"  {gutter} | "), Piece("source", shown)]
    yield [Piece("margin", f"  {' ' * len(gutter)} | "), Piece("source", padding), Piece("caret", "^" * carets)]
