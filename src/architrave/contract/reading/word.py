"""A word of a command line, and where each of its characters is."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Word:
    """One word: its value, its span in the source, and pairs of an offset in the value and one in the source."""

    start: int
    end: int = 0
    value: str = ""
    places: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

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
