"""Lines of a log: the content behind the time, level, thread and name that a logger writes before each of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from architrave.contract.reading.word import Word

_MONTH = r"[^\W\d_]{3,9}\.?"
RECORD = re.compile(
    r"\[?(?:\d{4}[-/.]\d\d[-/.]\d\d|\d\d[-/.]\d\d[-/.]\d{4}|\d{1,2}:\d\d:\d\d|\d\d-\d\d \d\d:\d\d"
    rf"|{_MONTH} {{1,2}}\d{{1,2}},? (?:\d{{4}}\b|\d\d:\d\d)|\d{{1,2}}\.?[ /-]{_MONTH}[ /-]\d{{4}}\b)"
)
"""How a record of a log begins: with a date or a time."""
_LEVEL = re.compile(r"(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|SEVERE|CONFIG|FINE|FINER|FINEST)\b")
_VARYING = re.compile(
    r"(?P<name>(?<![\w.-])[^\W\d_][\w.]*(?:[-#@]\w+)*)"
    r"|(?P<time>\d+(?:[-:.,/T+ ]+\d+)+)|(?P<number>\d+)|(?P<space>[ \t]+)|(?P<other>.)"
)
_MOST_SKIPPED = 1000
"""The maximum number of lines of other records between two lines of a message."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: offsets into the text of its beginning, of its content, and of its end without the line break."""

    start: int
    content: int
    end: int


@lru_cache(maxsize=256)
def lead_pattern(lead: str, *, exactly: bool = False) -> re.Pattern[str] | None:
    """What matches the lead of other lines of the same thread, None for a lead that is empty.

    Digits may differ, but not those in a name such as `exec-1`; with `exactly`, only those of a date or a time.
    """
    if not lead.strip():
        return None
    parts: list[str] = []
    for found in _VARYING.finditer(lead.strip()):
        text = re.escape(found.group())
        if found.lastgroup == "space":
            text = r"[ \t]+"
        elif found.lastgroup == "time" or (found.lastgroup == "number" and not exactly):
            text = re.sub(r"\d+", lambda _: r"\d+", text)
        parts.append(text)
    # Editors and terminals drop the space at the end of a line that has nothing else.
    trailing = len(lead) - len(lead.rstrip())
    return re.compile(r"[ \t]*" + "".join(parts) + rf"[ \t]{{0,{trailing}}}")


def begins_record(text: str, at: int = 0) -> bool:
    """Whether a record of a log begins here: with a time or a level."""
    return RECORD.match(text, at) is not None or _LEVEL.match(text, at) is not None


def following(text: str, at: int, lead: str, *, exactly: bool = False) -> Iterator[Line]:
    """The lines from an offset on that belong to the message whose line before has the lead `lead`.

    A line of the message has the same lead, with another time, or it continues the record and has none. Records with
    another lead, such as those of another thread, are skipped, and so are empty lines between records. They end a
    message that is one record of several lines.
    """
    own = lead_pattern(lead, exactly=exactly)
    is_repeated = is_continued = is_other = False
    skipped = 0
    empty: list[Line] = []
    while at < len(text) and skipped < _MOST_SKIPPED:
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        mine = own.match(text, at, end) if own is not None else None
        if mine is not None:
            is_repeated, is_other, skipped, empty = True, False, 0, []
            yield Line(at, mine.end(), end)
        elif RECORD.match(text, at) or (own is not None and _LEVEL.match(text, at)):
            if is_continued and not is_repeated:
                return
            is_other, empty = True, []
            skipped += 1
        elif is_other:
            skipped += 1
        elif own is not None and not text[at:end].strip():
            empty.append(Line(at, at, end))
        else:
            yield from empty
            is_continued, empty = True, []
            yield Line(at, at, end)
        at = end + 1


def with_one_line_records(text: Word, starts: Iterable[re.Pattern[str]]) -> Word:
    """A log whose logger writes time and name on a line of their own, with each of these lines joined to the next.

    A line that matches one of `starts` and has no time of its own shows how the line before looks in this log.
    """
    value = text.value
    heads: dict[str, None] = {}
    for found in (found for pattern in starts for found in pattern.finditer(value)):
        begin = value.rfind("\n", 0, found.start()) + 1
        above = value[value.rfind("\n", 0, max(begin - 1, 0)) + 1 : max(begin - 1, 0)].rstrip("\r")
        if RECORD.match(above) and not RECORD.match(value, begin) and len(above) < 300:
            heads[above] = None
    patterns = sorted({pattern.pattern for head in heads if (pattern := lead_pattern(head)) is not None})
    if not patterns:
        return text
    parts: list[Word] = []
    at = 0
    head_line = re.compile(rf"^(?:{'|'.join(patterns)})[ \t]*(?P<end>\r?\n)", re.MULTILINE)
    for found in head_line.finditer(value):
        first, end = found.span("end")
        place = text.place(first)
        parts += [text.part(at, first), Word(place, place + 1, " ", [(0, place)])]
        at = end
    return Word.joined([*parts, text.part(at, len(value))])


def joined(text: Word, first: tuple[int, int], lines: list[Line]) -> Word:
    """The part of a text between two offsets and the contents of lines, as one text with line breaks."""
    parts = [text.part(*first)]
    for line in lines:
        before = text.place(max(line.start - 1, 0))
        parts += [Word(before, before + 1, "\n", [(0, before)]), text.part(line.content, line.end)]
    return Word.joined(parts)
