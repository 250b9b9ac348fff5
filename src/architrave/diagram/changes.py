"""What differs between two versions of a flow, as a diagram shows it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from architrave.diagram.merging import Merged
from architrave.diagram.outline import Box, Outline, Part, walk


class Change(StrEnum):
    """How something differs. The value is the word in the key, and the class of the look."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


SIGNS: Mapping[Change, str] = {Change.ADDED: "+", Change.REMOVED: "−", Change.CHANGED: "~", Change.MOVED: ">"}
"""The sign in the corner of a box: color is never the only sign of a change."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The changes of one thing, and notes that say what was there and what is there now."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()

    @property
    def badge(self) -> str:
        """The signs of the changes."""
        return " ".join(SIGNS[each] for each in self.changes)


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of boxes and parts of a diagram."""

    of: Mapping[Box | Part, Changed] = field(default_factory=dict[Box | Part, Changed])

    def notes(self, box: Box) -> tuple[str, ...]:
        """What a box says about its changes."""
        found = self.of.get(box)
        return () if found is None else found.notes

    def key(self) -> str:
        """The signs with their meanings and numbers; empty without changes."""
        counts = Counter(each for changed in self.of.values() for each in changed.changes)
        return "   ".join(f"{SIGNS[each]} {counts[each]} {each}" for each in Change if counts[each])


def changed_outline(
    found: Merged, noted: Mapping[str, Changed], rest: tuple[tuple[Box, Changed], ...]
) -> tuple[Outline, Changes]:
    """A merged outline with what changed. `noted` are changes by the pointer of their box or part in the new version.

    `rest` are changes that no box has, as boxes of their own; they are a part before the others.
    """
    of: dict[Box | Part, Changed] = dict(rest)
    for each in _all(found.outline):
        known = noted.get(each.pointer) if each not in found.removed else None
        whole = Change.ADDED if each in found.added else Change.REMOVED if each in found.removed else None
        if whole is not None:
            of[each] = Changed((whole,), () if known is None else known.notes)
        elif known is not None:
            of[each] = known
    parts = found.outline.parts
    if rest:
        parts = (Part("", "", "Inputs, variables and settings", tuple(box for box, _ in rest), is_list=True), *parts)
    outline = found.outline
    return Outline(outline.name, outline.flow_type, parts, outline.start), Changes(of)


def _all(outline: Outline) -> Iterator[Box | Part]:
    for part in outline.parts:
        yield part
        yield from walk(part.boxes)
