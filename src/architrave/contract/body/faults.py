"""What the careful reader finds in the text, before it is known where the text stands."""

from dataclasses import dataclass, field

from architrave.contract.rules import CURLY_QUOTES, SINGLE_QUOTES
from architrave.diagnostics import Rule

MAX_FAULTS = 50
"""After so many faults in the text the reader gives up: what follows would be guesswork."""


class TooManyFaultsError(Exception):
    """Leaves a text that cannot be read on."""


@dataclass(frozen=True, slots=True)
class BodyFault:
    """A fault in the body's text. `certain` says that what was meant is beyond doubt, so that it can be corrected."""

    rule: Rule
    message: str
    start: int
    end: int
    help: str | None
    certain: bool


@dataclass(slots=True)
class BodyFaults:
    """Collects the faults of one text.

    Quotation marks of the wrong kind usually stand round every string of a body: they are counted and told once.
    """

    found: list[BodyFault] = field(default_factory=list["BodyFault"])
    _quotes: dict[str, tuple[int, int, int, bool]] = field(default_factory=dict[str, tuple[int, int, int, bool]])

    def add(self, rule: Rule, message: str, start: int, end: int, help: str | None, *, certain: bool) -> None:  # noqa: A002
        """Note a fault; raises TooManyFaultsError when there are too many to go on."""
        self.found.append(BodyFault(rule, message, start, max(end, start + 1), help, certain))
        if len(self.found) >= MAX_FAULTS:
            raise TooManyFaultsError

    def wrong_quotes(self, rule: Rule, start: int, end: int, *, certain: bool = True) -> None:
        """Note a string that stands in the wrong quotation marks."""
        first, last, count, sure = self._quotes.get(rule.slug, (start, end, 0, True))
        self._quotes[rule.slug] = (first, last, count + 1, sure and certain)

    def all(self) -> tuple[BodyFault, ...]:
        """Every fault in the order of the text."""
        quotes = [_quotes(slug, *seen) for slug, seen in self._quotes.items()]
        return tuple(sorted([*self.found, *quotes], key=lambda fault: fault.start))


def _quotes(slug: str, start: int, end: int, count: int, certain: bool) -> BodyFault:
    others = "" if count == 1 else f", and {count - 1} more of them"
    if slug == CURLY_QUOTES.slug:
        message = f'A string stands in typographic quotation marks (“ ”){others}; JSON knows only the straight ".'
        help_ = (
            "Type the marks again as straight ones, and look at what changed them: chat programs, "
            "word processors and forum pages do, so a body pasted from one often has them."
        )
        return BodyFault(CURLY_QUOTES, message, start, end, help_, certain)
    message = f"A string stands in single quotes{others}; JSON strings need double ones."
    help_ = "Build the body with a JSON library (json.dumps, JSON.stringify) and not by printing a dict or an object."
    return BodyFault(SINGLE_QUOTES, message, start, end, help_, certain)
