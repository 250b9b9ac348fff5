"""Source text and positions in it. Lines and columns are 1-based and count code points."""

from bisect import bisect_right
from dataclasses import dataclass, field


def written_name(path: str) -> str:
    """A path, or part of one, as printable text: bytes that are not UTF-8 are escaped."""
    return path if path.isascii() else path.encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A position in a text: 1-based line and 1-based column, in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """A named text that diagnostics point into.

    `name` is what users call it: a path, `<stdin>`, `<body>`. Bytes of a path that cannot be encoded are escaped.
    `text` is the whole text. `parts` are the texts of other files that it refers to, by path relative to its folder.
    """

    name: str
    text: str
    parts: tuple[tuple[str, str], ...] = ()
    _starts: list[int] = field(default_factory=list[int], init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", written_name(self.name))

    def _line_starts(self) -> list[int]:
        """The offsets of the lines, which are found when they are first needed: many texts have no problems."""
        if not self._starts:
            starts = [0]
            end = self.text.find("\n")
            while end >= 0:
                starts.append(end + 1)
                end = self.text.find("\n", end + 1)
            self._starts[:] = starts
        return self._starts

    def position(self, offset: int) -> Position:
        """The position of a 0-based code point offset; offsets outside the text are clamped."""
        offset = min(max(offset, 0), len(self.text))
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """The 0-based offset of a position; positions outside the text are clamped."""
        starts = self._line_starts()
        line = min(max(position.line, 1), len(starts))
        return min(starts[line - 1] + position.column - 1, len(self.text))

    def line(self, number: int) -> str:
        """The text of a 1-based line without its line break; empty if there is no such line."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")
