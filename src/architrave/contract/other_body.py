"""The body of a request to any endpoint but the launch: reads it and checks it against the API's type for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from architrave.cloud.models import ValueType
from architrave.contract.body.faults import BodyFaults
from architrave.contract.body.reader import read_value
from architrave.contract.body.text import decode
from architrave.contract.findings import BODY
from architrave.contract.model_check import MOST_PROBLEMS, Problem, check_value
from architrave.contract.places import key_span, value_span
from architrave.contract.rules import CONTENT_TYPE, EMPTY_BODY, MALFORMED_JSON, TOO_LARGE
from architrave.contract.wording import quote
from architrave.diagnostics import Diagnostic, Source, join_pointer


@dataclass(slots=True)
class OtherBody:
    """A body. `value` is its JSON value, None without one; `diagnostics` are all its problems so far."""

    value: Any
    source: Source
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def report(self, problems: Iterable[Problem]) -> None:
        """Add problems, each with its place in the text."""
        for problem in problems:
            if len(self.diagnostics) >= MOST_PROBLEMS:
                return
            self.diagnostics.append(self._located(problem))

    def _located(self, problem: Problem) -> Diagnostic:
        span = (key_span if problem.at_key else value_span)(self.source.text, problem.path)
        start, end = (None, None) if span is None else map(self.source.position, span)
        return Diagnostic(
            problem.rule,
            problem.message,
            file=BODY,
            pointer=join_pointer(problem.path),
            start=start,
            end=end,
            help=problem.help,
            missing=problem.missing,
        )


def read_other_body(
    body: bytes, content_type: str | None, of: ValueType, most_bytes: int, given: frozenset[str] = frozenset()
) -> OtherBody:
    """The body of a request, checked. `of` is its type, `most_bytes` the size of the largest that is read.

    `given` are properties that the server gives: a body need not have them, although the type requires them.
    """
    source = Source(BODY, decode(body) if len(body) <= most_bytes else "")
    read = OtherBody(None, source)
    if len(body) > most_bytes:
        message = f"The body is larger than the limit of {most_bytes:,} bytes."
        read.diagnostics.append(Diagnostic(TOO_LARGE, message, help="Send less in one request."))
        return read
    fault = _content_type(content_type)
    if fault is not None:
        read.diagnostics.append(fault)
    if not body.strip():
        message = "The request has no body."
        read.diagnostics.append(Diagnostic(EMPTY_BODY, message, file=BODY, help="Send JSON as the body."))
        return read
    faults = BodyFaults()
    node = read_value(source.text.removeprefix("\ufeff"), faults)
    for one in faults.all():
        place = source.position(one.start), source.position(one.end)
        read.diagnostics.append(Diagnostic(one.rule, one.message, BODY, None, *place, help=one.help))
    if node is None and not faults.found:
        read.diagnostics.append(Diagnostic(MALFORMED_JSON, "The body is not valid JSON.", BODY))
    if node is not None:
        read.value = node.value
        read.report(one for one in check_value(node.value, of) if one.path or one.missing not in given)
    return read


def _content_type(given: str | None) -> Diagnostic | None:
    media_type = (given or "").partition(";")[0].strip().lower()
    if media_type == "application/json":
        return None
    message = (
        f"The Content-Type is {quote(given)}; this endpoint needs application/json."
        if given
        else "The request has no Content-Type header; this endpoint needs application/json."
    )
    return Diagnostic(CONTENT_TYPE, message, help='Set the header "Content-Type: application/json".')
