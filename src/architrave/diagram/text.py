"""Texts in boxes: their estimated widths, wrapped to lines, shortened with an ellipsis.

A diagram must be the same on every machine, so no font is measured. The widths are those of wide sans-serif fonts,
such as DejaVu Sans; in a narrower font, a text leaves some space.
"""

from functools import cache
from unicodedata import combining, east_asian_width

_NARROW = frozenset("iIjlft.,:;'|!()[]{}/\\ \"`-r“”‘’*°")
_WIDE = frozenset("mwMWQ@%&—…→")
_HUNDREDTHS = {"narrow": 42, "small": 63, "capital": 76, "wide": 98, "full": 106}
"""Widths in hundredths of the font size."""

_ELLIPSIS = "…"


@cache
def _width_of_character(character: str) -> int:
    if combining(character):
        return 0
    if character in _NARROW:
        return _HUNDREDTHS["narrow"]
    if character in _WIDE:
        return _HUNDREDTHS["wide"]
    if character.isascii():
        return _HUNDREDTHS["capital" if character.isupper() else "small"]
    return _HUNDREDTHS["full" if east_asian_width(character) in "WF" else "capital"]


_ASCII = bytes(_width_of_character(chr(code)) for code in range(128)).ljust(256)


def width_of(text: str, size: int) -> int:
    """The estimated width of a text in pixels, rounded up, in a font of `size` pixels."""
    widths = text.encode("ascii").translate(_ASCII) if text.isascii() else map(_width_of_character, text)
    return -(-sum(widths) * size // 100)


def shortened(text: str, width: int, size: int) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    if width_of(text[: width + 1], size) <= width and len(text) <= width:
        return text
    room = width * 100 // size - _width_of_character(_ELLIPSIS)
    kept = 0
    for character in text:
        room -= _width_of_character(character)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + _ELLIPSIS


def wrapped(text: str, width: int, size: int, most: int) -> list[str]:
    """The text on at most `most` lines, broken between words and, if a word is too long, inside it.

    The last line ends with an ellipsis if the text does not fit.
    """
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest:
        if len(rest) <= width and width_of(rest, size) <= width:
            return [*lines, rest]
        if len(lines) == most - 1:
            return [*lines, shortened(rest, width, size)]
        line = _line(rest, width, size)
        lines.append(line)
        rest = rest[len(line) :].lstrip()
    return lines


def _line(text: str, width: int, size: int) -> str:
    """The beginning of a text that fits in a line."""
    room = width * 100 // size
    kept = broken = 0
    for character in text:
        room -= _width_of_character(character)
        if room < 0:
            break
        kept += 1
        if character in " -/_.,(":
            broken = kept
    if kept < len(text) and text[kept] == " ":
        broken = kept
    return (text[:broken] if broken > kept // 3 else text[: max(kept, 1)]).rstrip() or text[:1]
