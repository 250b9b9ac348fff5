"""What the careful reader finds in the text, by offsets into the text alone."""

from dataclasses import dataclass, field

from architrave.contract.rules import CURLY_QUOTES, SINGLE_QUOTES
from architrave.diagnostics import Rule

MAX_FAULTS = 50
"""After this many faults the reader gives up: anything further would be guesswork."""


class TooManyFaultsError(Exception):
    """Ends the reading of a text that cannot be read any further."""


@dataclass(frozen=True, slots=True)
class BodyFault:
    """A fault in the body's text. `certain` means that the intended text is clear, so that it can be corrected."""

    rule: Rule
    message: str
    start: int
    end: int
    help: str | None
    certain: bool


@dataclass(slots=True)
class BodyFaults:
    """Collects the faults of one text.

    Wrong quotation marks usually affect every string of a body: they are counted and reported once.
    """

    found: list[BodyFault] = field(default_factory=list["BodyFault"])
    _quotes: dict[str, tuple[int, int, int, bool]] = field(default_factory=dict[str, tuple[int, int, int, bool]])

    def add(self, rule: Rule, message: str, start: int, end: int, help: str | None, *, certain: bool) -> None:  # noqa: A002
        """Add a fault; raise TooManyFaultsError if there are too many to continue."""
        self.found.append(BodyFault(rule, message, start, max(end, start + 1), help, certain))
        if len(self.found) >= MAX_FAULTS:
            raise TooManyFaultsError

    def wrong_quotes(self, rule: Rule, start: int, end: int, *, certain: bool = True) -> None:
        """Count a string in the wrong quotation marks."""
        first, last, count, sure = self._quotes.get(rule.slug, (start, end, 0, True))
        self._quotes[rule.slug] = (first, last, count + 1, sure and certain)

    def all(self) -> tuple[BodyFault, ...]:
        """Every fault in the order of the text."""
        quotes = [_quotes(slug, *seen) for slug, seen in self._quotes.items()]
        return tuple(sorted([*self.found, *quotes], key=lambda fault: fault.start))


def _quotes(slug: str, start: int, end: int, count: int, certain: bool) -> BodyFault:
    strings = "This string is" if count == 1 else f"This and {count - 1} more strings are"
    if slug == CURLY_QUOTES.slug:
        message = f'{strings} in typographic quotation marks (“ ”); JSON allows only straight ones (").'
        help_ = (
            "Replace them with straight ones. Text pasted from chat programs, word processors and forum pages often "
            "has typographic quotation marks."
        )
        return BodyFault(CURLY_QUOTES, message, start, end, help_, certain)
    message = f"{strings} in single quotes; JSON requires double quotes."
    help_ = "Build the body with a JSON library (json.dumps, JSON.stringify), not by printing a dict or an object."
    return BodyFault(SINGLE_QUOTES, message, start, end, help_, certain)
