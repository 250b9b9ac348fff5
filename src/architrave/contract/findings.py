"""Collects the diagnostics of one request and locates each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from architrave.contract.layout import Layout
from architrave.contract.request import Sent
from architrave.contract.rules import NOT_A_LAUNCH, NOT_AN_OBJECT, STAGES, status_for
from architrave.diagnostics import Diagnostic, Position, Rule, Source, join_pointer

Path = Sequence[str | int]
Patch = list[dict[str, Any]]
BODY = "<body>"


@dataclass(slots=True)
class Findings:
    """The problems of one request. `layout` says where its body and its other parts are."""

    layout: Layout
    found: list[Diagnostic] = field(default_factory=list[Diagnostic])

    @classmethod
    def of(cls, sent: Sent, body_text: str) -> "Findings":
        """An empty collection for a request with this body."""
        return cls(sent.layout or Layout(Source(BODY, body_text)))

    def part(self, rule: Rule, message: str, part: str, help_: str | None = None) -> None:
        """Report a problem with a part of the request outside its body: `path`, `header:authorization`, …."""
        place = self.layout.part(part)
        start, end = place or (None, None)
        file = self.layout.source.name if place is not None else None
        self.found.append(Diagnostic(rule, message, file, None, start, end, help_))

    def around(self, rule: Rule, message: str, start: int, end: int, help_: str | None = None) -> None:
        """Report a problem with the text around the request, by offsets into the source."""
        source = self.layout.source
        place = source.position(start), source.position(end)
        self.found.append(Diagnostic(rule, message, source.name, None, *place, help_))

    def text(self, rule: Rule, message: str, start: int, end: int, help_: str | None) -> None:
        """Report a problem with the body's text, by offsets into it."""
        pointer = "" if rule is NOT_AN_OBJECT else None
        self._in_body(rule, message, pointer, start, end, help_, None)

    def field(
        self,
        rule: Rule,
        message: str,
        path: Path,
        span: tuple[int, int],
        help_: str | None = None,
        fix: Patch | None = None,
        missing: str | None = None,
    ) -> None:
        """Report a problem with a field of the body, by its path and its span in the text.

        If a field is missing, it is that of the object that lacks it, and `missing` is its name.
        """
        self._in_body(rule, message, join_pointer(path), *span, help_, fix, missing)

    def _in_body(
        self,
        rule: Rule,
        message: str,
        pointer: str | None,
        start: int,
        end: int,
        help_: str | None,
        fix: Patch | None,
        missing: str | None = None,
    ) -> None:
        first, last = self.layout.body_position(start), self.layout.body_position(end)
        self.found.append(Diagnostic(rule, message, self.layout.body_file, pointer, first, last, help_, fix, missing))

    def in_order(self) -> tuple[Diagnostic, ...]:
        """Every problem, ordered by stage and then by position."""
        return tuple(sorted(self.found, key=_order))


def _order(item: Diagnostic) -> tuple[int, Position]:
    return STAGES[item.rule.slug], item.start or Position(0, 0)


def status_of(diagnostics: Sequence[Diagnostic]) -> int | None:
    """The HTTP status that the first error decides; 200 without errors, None for a request to another endpoint."""
    errors = [status_for(item.rule) for item in diagnostics if item.is_error]
    if not errors:
        return 200
    if any(item.rule is NOT_A_LAUNCH for item in diagnostics):
        return None
    return next((status for status in errors if status is not None), None)
