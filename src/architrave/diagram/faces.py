"""The face of a box: its texts on lines, and its height."""

from enum import StrEnum

import msgspec

from architrave.diagnostics.visible import visible_line
from architrave.diagram.outline import Box, Outline, Part
from architrave.diagram.text import wrapped
from architrave.flows.substitutions import shown

WIDTH = 200
"""The width of every box, in pixels."""

_MARGIN = 10
_BADGE = 34
"""Room for the number of runs, to the right of the title."""

LONGEST = 300
"""How many characters of a text are kept at all; what a box does not show of them is in its title."""


class Font(StrEnum):
    """The classes of the texts in a box."""

    TITLE = "k"
    NAME = "n"
    DETAIL = "d"
    TARGET = "t"
    NOTE = "g"


_SIZES = {Font.TITLE: 10, Font.NAME: 13, Font.DETAIL: 10, Font.TARGET: 11, Font.NOTE: 10}
"""For the estimated width, in pixels. Names are bold, so that they are estimated larger than they are."""

_HEIGHTS = {Font.TITLE: 14, Font.NAME: 16, Font.DETAIL: 13, Font.TARGET: 15, Font.NOTE: 13}
_MOST_LINES = {Font.TITLE: 1, Font.NAME: 3, Font.DETAIL: 2, Font.TARGET: 2, Font.NOTE: 3}
_ABOVE, _BELOW = 5, 9
_MOST_NOTES = 4


class Face(msgspec.Struct, frozen=True):
    """The texts of a box: each line with its font and its baseline below the top of the box; and the box's height."""

    lines: tuple[tuple[Font, int, str], ...]
    height: int


def face_of(box: Box, targets: dict[tuple[str, str], Part], notes: tuple[str, ...] = ()) -> Face:
    """The face of a box. `targets` are the parts of the flow by their keys, `notes` what it says about its changes."""
    texts = [(Font.NAME, kept(box.name)), (Font.DETAIL, kept(box.detail))]
    if box.name != box.title:
        texts.insert(0, (Font.TITLE, kept(box.title)))
    if box.target is not None:
        texts.append((Font.TARGET, f"→ {target_text(box.target, targets)}"))
    if notes:
        texts += ((Font.NOTE, kept(note)) for note in notes[:_MOST_NOTES])
        if len(notes) > _MOST_NOTES:
            texts.append((Font.NOTE, f"and {len(notes) - _MOST_NOTES} more"))
    found: list[tuple[Font, int, str]] = []
    y = _ABOVE
    for index, (font, text) in enumerate(texts):
        room = WIDTH - 2 * _MARGIN - (0 if index else _BADGE)
        for line in wrapped(text, room, _SIZES[font], _MOST_LINES[font]):
            y += _HEIGHTS[font]
            found.append((font, y, line))
    return Face(tuple(found), y + _BELOW)


def target_text(target: tuple[str, str], targets: dict[tuple[str, str], Part]) -> str:
    """What a box leads to: the kind and the name of a part, or its refId if the flow has no such part."""
    part = targets.get(target)
    kind, ref_id = target
    return kept(f"{kind} {ref_id}, which is missing" if part is None else f"{kind} {part.name}")


def targets_of(outline: Outline) -> dict[tuple[str, str], Part]:
    """The parts of a flow by their keys."""
    return {part.key: part for part in reversed(outline.parts)}


def kept(text: str) -> str:
    """A text for one line: placeholders in braces, what acts or cannot be seen escaped, a very long one shortened."""
    if len(text) <= LONGEST and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    words = " ".join(shown(text[: 2 * LONGEST]).split())
    return visible_line(words if len(words) <= LONGEST else f"{words[:LONGEST]}…")
