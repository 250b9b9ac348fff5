"""The diagram of a comparison: both versions of a flow as one drawing, with what changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from architrave.comparison.difference import Comparison, Difference, Place
from architrave.comparison.side import Side
from architrave.diagram.changes import Change, Changed, Changes, changed_outline
from architrave.diagram.merging import merged
from architrave.diagram.outline import Box, Outline, Tone, outline_of, walk
from architrave.diagram.svg import svg_of
from architrave.flows.substitutions import shown

_CHANGES = {
    "added": Change.ADDED,
    "removed": Change.REMOVED,
    "changed": Change.CHANGED,
    "renamed": Change.CHANGED,
    "moved": Change.MOVED,
}


_VARIABLES = frozenset({"input", "output", "variable"})


def change_diagram(old: Side, new: Side, comparison: Comparison) -> str:
    """The diagram of what changed between two versions of a flow, as an SVG file."""
    outline, changes = changes_of(old, new, comparison)
    return svg_of(outline, changes=changes)


def changes_of(old: Side, new: Side, comparison: Comparison) -> tuple[Outline, Changes]:
    """Both versions as one outline, and what changed in it. A difference that no box has gets a box of its own."""
    before, after = (outline_of(side.program, side.document) for side in (old, new))
    found = merged(before, after, comparison.same)
    places = _Places(before, after, comparison.same)
    noted: dict[str, list[Difference]] = {}
    rest: list[Difference] = []
    for each in comparison.differences:
        pointer = places.of(each)
        if pointer is None or (pointer in places.parts and each.what != "element"):
            rest.append(each)
        elif each.what != "element" or each.change not in ("added", "removed"):
            noted.setdefault(pointer, []).append(each)
    by_pointer = {pointer: _changed(differences) for pointer, differences in noted.items()}
    return changed_outline(found, by_pointer, tuple(_rest(rest)))


class _Places:
    """Finds the box or part that a difference belongs to, by its pointer in the new version.

    `parts` are the pointers that only a part has, which has no room for more than its name.
    """

    def __init__(self, old: Outline, new: Outline, same: Mapping[str, str]) -> None:
        self._old, self._new = (_pointers(outline) for outline in (old, new))
        self.parts = frozenset(
            part.pointer for part in new.parts if all(box.pointer != part.pointer for box in part.boxes)
        )
        self._new_of = {before: after for after, before in same.items()}

    def of(self, each: Difference) -> str | None:
        """The pointer of the innermost box or part around a difference; empty for one that was removed."""
        found = _around(each.new, self._new)
        if found is None and each.new is None:
            before = _around(each.old, self._old)
            found = None if before is None else self._new_of.get(before, "")
        return found


def _pointers(outline: Outline) -> dict[str, str]:
    """The pointers of parts and boxes: as they are written, and as they are."""
    every = [*outline.parts, *(box for part in outline.parts for box in walk(part.boxes))]
    return {shown(each.pointer): each.pointer for each in every if each.pointer}


def _around(place: Place | None, pointers: Mapping[str, str]) -> str | None:
    pointer = "" if place is None else place.pointer
    while pointer:
        if pointer in pointers:
            return pointers[pointer]
        pointer = pointer.rpartition("/")[0]
    return None


def _changed(differences: Sequence[Difference]) -> Changed:
    """The changes of one box. What was added to or removed from it has changed it."""
    kinds = {Change.CHANGED if each.what == "value" else _CHANGES[each.change] for each in differences}
    return Changed(tuple(each for each in Change if each in kinds), tuple(_notes(differences)))


def _notes(differences: Sequence[Difference]) -> Iterator[str]:
    for each in differences:
        if each.change == "renamed" and each.what != "value":
            yield f"was {each.before}"
        elif each.change == "moved" and each.what == "action":
            yield "moved within its list" if each.before == each.after else f"moved here from {each.before}"
        elif each.key or each.before or each.after:
            yield _values(each)
        if each.breaks is not None:
            yield f"breaking: {each.breaks}"


def _values(each: Difference) -> str:
    """Both values of a difference: `condition: a → b`."""
    named = f"{each.key}: " if each.key else "initial value: " if each.what in _VARIABLES else ""
    if each.change == "moved":
        return f"{named}moved within its list"
    values = " → ".join(value for value in (each.before, each.after) if value is not None)
    sign = {"added": "+ ", "removed": "− "}.get(each.change, "") if each.key else ""
    return f"{sign}{named}{values}"


def _rest(differences: Sequence[Difference]) -> Iterator[tuple[Box, Changed]]:
    """Boxes for what no box has: settings, each by itself, and inputs, outputs and variables with all their changes."""
    for (what, name, within, _), group in groupby(enumerate(differences), key=_whose):
        found = [each for _, each in group]
        first = found[0]
        place = first.new or first.old
        line = 0 if place is None else place.position.line
        title = f"{what[:1].upper()}{what[1:]} ({first.kind})" if what in _VARIABLES else "Setting"
        changes = {_CHANGES[each.change] for each in found}
        if what not in _VARIABLES:
            within = tuple(filter(None, (*within, f"{first.kind} {first.name}".strip())))
            found = [replace(first, what="value", key="")]
        box = Box(None, first.kind, title, name, " › ".join(within), Tone.PLAIN, line, ends=True)
        yield box, Changed(tuple(each for each in Change if each in changes), tuple(_notes(found)))


def _whose(numbered: tuple[int, Difference]) -> tuple[str, str, tuple[str, ...], int]:
    """What a difference is of; a setting is only of itself."""
    number, each = numbered
    if each.what in _VARIABLES:
        return each.what, each.name, each.within, -1
    return each.what, each.key or each.name, each.within, number
