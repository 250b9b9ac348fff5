"""A comparison as JSON, in a shape that is stable."""

from collections.abc import Sequence
from typing import Any

from architrave.comparison.difference import Comparison, Difference, Place


def comparison_json(
    comparison: Comparison, differences: Sequence[Difference], old_file: str, new_file: str
) -> dict[str, Any]:
    """A comparison for programs. `differences` are those that were asked for; the files are named as by people."""
    old, new = (
        {"file": file, "type": kind, "name": name}
        for file, (kind, name) in ((old_file, comparison.old), (new_file, comparison.new))
    )
    return {
        "equal": not differences,
        "breaking": any(each.breaks is not None for each in differences),
        "old": old,
        "new": new,
        "differences": [_difference(each) for each in differences],
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {
        "change": each.change,
        "what": each.what,
        "kind": each.kind,
        "name": each.name,
        "within": list(each.within),
        "key": each.key,
        "before": each.before,
        "after": each.after,
        "breaks": each.breaks,
        "actionsInside": each.inside,
        "old": _place(each.old),
        "new": _place(each.new),
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    position = place.position
    return {"file": place.file, "pointer": place.pointer, "line": position.line, "column": position.column}
