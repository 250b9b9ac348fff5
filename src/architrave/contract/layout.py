"""Where the parts of a request are in the text that a person wrote, such as a file with a curl command."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from architrave.diagnostics import Position, Source

BodyForm = Literal["text", "json string", "json", "with variables", "fixed"]
"""How a body is written in its source: as it is (or quoted for a shell), as a JSON string, as a JSON value in a larger
document, with variables that have been filled in, or in a form that is not written back, such as a log.
"""

Span = tuple[int, int]
"""Two 0-based code point offsets into the source, the second exclusive."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of a request's parts in its source.

    `body` maps the body's text to the source: pairs of an offset in the body and an offset in the source, in ascending
    order; from each pair to the next, the two texts are the same. `parts` has the spans of `method`, `path`, `host`,
    `notes` and `header:NAME` (lower case), as far as they are present.
    """

    source: Source
    body: tuple[tuple[int, int], ...] = ((0, 0),)
    parts: Mapping[str, Span] = field(default_factory=dict[str, Span])
    body_source: Source | None = None
    """The source of the body, if it is in a different file than the request (`curl -d @FILE`)."""
    body_form: BodyForm = "text"

    def body_position(self, offset: int) -> Position:
        """The place in the source of an offset in the body's text."""
        index = max(bisect_right(self.body, (offset, len(self.source.text) + 1)) - 1, 0)
        in_body, in_source = self.body[index]
        return (self.body_source or self.source).position(in_source + offset - in_body)

    @property
    def body_file(self) -> str:
        """The name of the source that holds the body."""
        return (self.body_source or self.source).name

    def part(self, name: str) -> tuple[Position, Position] | None:
        """The place of a part, None if it is not in the source."""
        span = self.parts.get(name)
        return None if span is None else (self.source.position(span[0]), self.source.position(span[1]))
