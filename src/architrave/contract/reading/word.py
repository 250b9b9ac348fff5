"""A piece of text, such as a word of a command line or a string in a file, and where each of its characters is."""

from bisect import bisect_right
from dataclasses import dataclass, field
from re import Match, Pattern
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_END = 1 << 62


@dataclass(slots=True)
class Word:
    """One word: its value, its span in the source, and pairs of an offset in the value and one in the source."""

    start: int
    end: int = 0
    value: str = ""
    places: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    @classmethod
    def whole(cls, text: str) -> "Word":
        """All of a source."""
        return cls(0, len(text), text, [(0, 0)])

    @classmethod
    def joined(cls, words: "list[Word]") -> "Word":
        """Several words one after the other, as one."""
        places: list[tuple[int, int]] = []
        length = 0
        for word in words:
            places += [(length + in_value, in_source) for in_value, in_source in word.places]
            length += len(word.value)
        if not words:
            return cls(0)
        return cls(words[0].start, words[-1].end, "".join(word.value for word in words), places)

    def put(self, text: str, source: int) -> None:
        """Add text from an offset of the source."""
        if text:
            last = self.places[-1] if self.places else None
            if last is None or last[1] + len(self.value) - last[0] != source:
                self.places.append((len(self.value), source))
            self.value += text

    def put_word(self, other: "Word") -> None:
        """Add another word's text."""
        for index, (in_value, in_source) in enumerate(other.places):
            stop = other.places[index + 1][0] if index + 1 < len(other.places) else len(other.value)
            self.put(other.value[in_value:stop], in_source)

    def place(self, offset: int) -> int:
        """The offset in the source of an offset in the value."""
        if not self.places:
            return self.start
        in_value, in_source = self.places[max(bisect_right(self.places, (offset, _END)) - 1, 0)]
        return in_source + offset - in_value

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """The place in the source of a part of the value."""
        first = self.place(start)
        return (first, max(self.place(stop - 1) + 1, first)) if stop > start else (first, first)

    def part(self, start: int, stop: int) -> "Word":
        """The word between two offsets in the value."""
        inside = self.places[bisect_right(self.places, (start, _END)) : bisect_right(self.places, (stop - 1, _END))]
        places = [(0, self.place(start)), *((in_value - start, in_source) for in_value, in_source in inside)]
        return Word(*self.span(start, stop), self.value[start:stop], places)

    def replaced(self, pattern: Pattern[str], by: "Callable[[Match[str]], str | None]") -> "Word":
        """The word with some matches replaced; all characters of a replacement have the place of the match.

        `by` returns None for a match that stays.
        """
        parts: list[Word] = []
        at = 0
        for found in pattern.finditer(self.value):
            text = by(found)
            if text is None:
                continue
            first, last = self.span(found.start(), found.end())
            parts += [self.part(at, found.start()), Word(first, last, text, [(i, first) for i in range(len(text))])]
            at = found.end()
        whole = Word.joined([*parts, self.part(at, len(self.value))])
        whole.start, whole.end = self.start, self.end
        return whole
