"""Diagnostics for people: the message, the source line with carets under the problem, and the help."""

from collections.abc import Iterable, Mapping
from textwrap import fill

from architrave.diagnostics.diagnostic import Diagnostic
from architrave.diagnostics.source import Position, Source

_WIDTH = 110
_LINE_SHOWN = 160


def render_text(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source] | None = None) -> str:
    """All diagnostics as text, separated by blank lines.

    `sources` maps a source's name to the source. A diagnostic without its source here is shown without the source line.
    """
    known = sources or {}
    return "\n\n".join(render_one(item, known.get(item.file or "")) for item in diagnostics)


def render_one(diagnostic: Diagnostic, source: Source | None = None) -> str:
    """One diagnostic as text, without a trailing line break."""
    lines = [f"{diagnostic.severity.value}[{diagnostic.rule.slug}]: {diagnostic.message}"]
    if diagnostic.file is not None or diagnostic.start is not None:
        lines.append(f"  --> {_place(diagnostic)}")
    if source is not None and diagnostic.start is not None:
        lines += _excerpt(source, diagnostic.start, diagnostic.end)
    if diagnostic.help:
        lines.append(fill(f"help: {diagnostic.help}", _WIDTH, initial_indent="  ", subsequent_indent="        "))
    return "\n".join(lines)


def _place(diagnostic: Diagnostic) -> str:
    place = diagnostic.file or "<input>"
    if diagnostic.start is not None:
        place += f":{diagnostic.start.line}:{diagnostic.start.column}"
    return place + (f" (at {diagnostic.pointer})" if diagnostic.pointer else "")


def _excerpt(source: Source, start: Position, end: Position | None) -> list[str]:
    text = source.line(start.line)
    first = start.column - 1
    last = end.column - 1 if end is not None and end.line == start.line else len(text)
    # Of a long line, only the part around the problem is shown.
    cut = max(0, first - _LINE_SHOWN // 2) if len(text) > _LINE_SHOWN else 0
    shown = "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
    shown = shown[cut : cut + _LINE_SHOWN]
    carets = max(1, min(last - first, _LINE_SHOWN - (first - cut)))
    padding = "".join("\t" if c == "\t" else " " for c in shown[: first - cut]).ljust(first - cut)
    gutter = str(start.line)
    return [f"  {gutter} | {shown}", f"  {' ' * len(gutter)} | {padding}{'^' * carets}"]
