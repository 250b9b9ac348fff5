"""Lines of a log: the content behind the time, level and name that a logger writes before each of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from architrave.contract.reading.word import Word

_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"\[?(?:\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|\d{4}/\d\d/\d\d|\d\d:\d\d:\d\d|\d\d-\d\d \d\d:\d\d)")
_RECORD = re.compile(r"(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR)\b")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: offsets into the text of its beginning, of its content, and of its end without the line break."""

    start: int
    content: int
    end: int


def following(text: str, at: int, lead: str) -> Iterator[Line]:
    """The lines from an offset on, up to the first that another record of the log begins.

    `lead` is what the logger wrote before the content of the line before. A following line has the same lead, with
    other digits, or it continues the record and has none.
    """
    # Editors and terminals drop the space at the end of a line that has nothing else.
    shape = _DIGIT.sub("9", lead).strip()
    while at < len(text):
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        begin = text[at : min(at + len(lead), end)]
        if shape and _DIGIT.sub("9", begin).strip() == shape:
            yield Line(at, min(at + len(lead), end), end)
        elif _TIME.match(text, at) or (shape and _RECORD.match(text, at)):
            return
        else:
            yield Line(at, at, end)
        at = end + 1


def joined(text: Word, first: tuple[int, int], lines: list[Line]) -> Word:
    """The part of a text between two offsets and the contents of lines, as one text with line breaks."""
    parts = [text.part(*first)]
    for line in lines:
        before = text.place(max(line.start - 1, 0))
        parts += [Word(before, before + 1, "\n", [(0, before)]), text.part(line.content, line.end)]
    return Word.joined(parts)
