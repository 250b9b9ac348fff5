"""The differences between two versions of a flow, for people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import click

from architrave.cli.views.problems import show_line
from architrave.cli.views.screen import width_of
from architrave.comparison.difference import Change, Comparison, Difference
from architrave.diagnostics import Source
from architrave.diagnostics.renderers.text import Kind, Piece
from architrave.diagnostics.summary import counted
from architrave.diagnostics.visible import visible_line
from architrave.flows.actions import ACTIONS

_MARKS: Mapping[Change, tuple[str, Kind]] = {
    "added": ("+", "good"),
    "removed": ("-", "bad"),
    "changed": ("~", "busy"),
    "moved": (">", "busy"),
    "renamed": ("~", "busy"),
}
_LONGEST = 240
"""How much of a long value is shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown: a comparison, those of its differences that were asked for, and the two texts."""

    comparison: Comparison
    differences: Sequence[Difference]
    old: Source
    new: Source


def show_differences(view: Shown) -> None:
    """Print the differences under what they are in, and their number at the end."""
    for within, group in groupby(view.differences, key=lambda each: each.within):
        show_line([Piece("title", visible_line(" › ".join(within) or "Flow"))])
        for (is_whole, _, name), same in groupby(group, key=_owner):
            differences = list(same)
            if is_whole and name:
                _show_whole(differences)
            else:
                for each in differences:
                    _show_one(each)
        click.echo()
    show_line([Piece("message", visible_line(_total(view)))])


def _owner(each: Difference) -> tuple[bool, str, str]:
    """What a difference is shown under: an action or element with everything that differs in it."""
    return each.what in ("action", "element", "value"), each.kind, each.name


def _show_whole(differences: list[Difference]) -> None:
    """An action or element with everything that differs in it."""
    itself = [each for each in differences if each.what != "value"]
    first = (itself or differences)[0]
    _show_head(first.change if itself else "changed", _title(first), first)
    for line in (line for each in itself for line in _about(each)):
        show_line([Piece("source", f"      {line}")])
    for each in differences:
        if each.what == "value":
            _show_value(each, "      ")


def _show_head(change: Change, text: str, each: Difference) -> None:
    mark, kind = _MARKS[change]
    place = each.new or each.old
    where = "" if place is None else f"  {place.file}:{place.position.line}"
    show_line([Piece(kind, f"  {mark} "), Piece("source", visible_line(text)), Piece("place", visible_line(where))])


def _title(each: Difference) -> str:
    """What people call something: its kind and name."""
    declared = ACTIONS.get(each.kind)
    title = declared.title if declared is not None else each.kind
    return title if title == each.name else f"{title} “{each.name}”"


def _about(each: Difference) -> Iterator[str]:
    """What else there is to say about an action or element."""
    if each.change == "renamed":
        yield visible_line(f"renamed, was {each.before}")
    elif each.change == "moved":
        same = each.before == each.after
        yield "moved within its list" if same else visible_line(f"moved here from {each.before}")
    elif each.inside:
        yield f"with {counted(each.inside, 'action')} inside"


def _show_one(each: Difference) -> None:
    """A difference of the flow: its name or type, a variable, or a setting."""
    if each.what == "value":
        _show_value(each, "  ")
        return
    if each.what == "flow":
        _show_head(each.change, f"{each.key}: {each.before} → {each.after}", each)
    else:
        key = f", {each.key}" if each.key else ""
        _show_head(each.change, f"{each.what} {each.name} ({each.kind}){key}{_short(each)}", each)
        if each.key and not _short(each):
            _show_both(each, "      ")
    if each.breaks is not None:
        show_line([Piece("error", "      breaking"), Piece("message", visible_line(f": {each.breaks}"))])


def _show_value(each: Difference, indent: str) -> None:
    mark, kind = _MARKS[each.change]
    line = f"{visible_line(each.key)}{visible_line(_short(each))}"
    place = each.new or each.old
    where = "" if each.name or place is None else f"  {visible_line(place.file)}:{place.position.line}"
    show_line([Piece(kind, f"{indent}{mark} "), Piece("source", line), Piece("place", where)])
    if not _short(each):
        _show_both(each, indent + "    ")


def _short(each: Difference) -> str:
    """Both values on the line of their key; empty if they are too long for it."""
    values = [_cut(value) for value in (each.before, each.after) if value is not None]
    if each.change == "moved":
        return f": moved within its list: {values[-1]}" if values else ""
    if each.change in ("added", "removed") and not each.key:
        return ""
    text = f": {' → '.join(values)}"
    room = (width_of() or 120) - len(each.key) - 30
    return text if len(text) <= room else ""


def _show_both(each: Difference, indent: str) -> None:
    for value, mark, kind in ((each.before, "-", "bad"), (each.after, "+", "good")):
        if value is not None:
            style: Kind = "bad" if kind == "bad" else "good"
            show_line([Piece(style, f"{indent}{mark} "), Piece("source", visible_line(_cut(value)))])


def _cut(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"


def _total(view: Shown) -> str:
    kind, name = view.comparison.new
    named = f"{name} ({kind})"
    if not view.differences:
        if view.comparison.differences:
            others = counted(len(view.comparison.differences), "other difference")
            return f"{named}: nothing that breaks callers, {others}."
        same = "the two files are equal" if view.old.text == view.new.text else "only the writing"
        return f"{named}: no differences, {same}."
    breaking = sum(each.breaks is not None for each in view.differences)
    says = f", {breaking} of them {'breaks' if breaking == 1 else 'break'} callers" if breaking else ""
    return f"{named}: {counted(len(view.differences), 'difference')}{says}."
