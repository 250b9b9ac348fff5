"""A rejected launch: the error body with every problem, and the problems in the server's log.

The log has the rule and the place of each problem, but no value of the body, because it may be personal data. The
logger `architrave.bodies` at the level DEBUG (`--log-bodies`) adds messages and source lines, which quote values.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from architrave.contract.error_body import error_body
from architrave.contract.findings import status_of
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.renderers.text import render_text
from architrave.diagnostics.visible import visible_line
from architrave.server.call import Answer
from architrave.server.entities.bodies import RejectedBody
from architrave.server.launching import LARGE_BODY, Rejection
from architrave.server.problems import PROBLEM_JSON, problem_of_launch
from architrave.wire import encode

log = logging.getLogger("architrave.launches")
bodies = logging.getLogger("architrave.bodies")

BODY = "<body>"
_LOGGED_BYTES = 100_000
_LONGEST_POINTER = 300


async def answer_of(refusal: Rejection, context_id: str, *, as_problem: bool, is_logged: bool = True) -> Answer:
    """As `rejection_answer`; that of a large body, which may have thousands of problems, is written in a thread."""

    def written() -> Answer:
        answer = rejection_answer(refusal, context_id, as_problem=as_problem, is_logged=is_logged)
        return replace(answer, content=msgspec.Raw(encode(answer.content)))

    if len(refusal.body) >= LARGE_BODY:
        return await asyncio.to_thread(written)
    return rejection_answer(refusal, context_id, as_problem=as_problem, is_logged=is_logged)


def rejection_answer(refusal: Rejection, context_id: str, *, as_problem: bool, is_logged: bool = True) -> Answer:
    """The response to a rejected launch, which is also logged."""
    result = refusal.result
    status = result.status or 400
    if is_logged and log.isEnabledFor(logging.WARNING):
        said = f"rejected a launch with {status} (correlation id {context_id})"
        log_rejection(said, result.diagnostics, refusal.body, {"correlation_id": context_id, "status": status})
    headers = () if refusal.retry_after is None else (("retry-after", str(refusal.retry_after)),)
    if as_problem:
        return Answer(problem_of_launch(result.diagnostics, context_id), status, PROBLEM_JSON, headers)
    return Answer(error_body(result.diagnostics, context_id), status, headers=headers)


def body_rejected(rejected: RejectedBody, context_id: str, *, as_problem: bool) -> Answer:
    """The response to a request whose body is rejected, which is also logged."""
    diagnostics = rejected.diagnostics
    status = status_of(diagnostics) or 400
    if log.isEnabledFor(logging.WARNING):
        said = f"rejected {rejected.said} with {status} (correlation id {context_id})"
        log_rejection(said, diagnostics, rejected.body, {"correlation_id": context_id, "status": status})
    if as_problem:
        return Answer(problem_of_launch(diagnostics, context_id), status, PROBLEM_JSON)
    return Answer(error_body(diagnostics, context_id, rejected.fields_code), status)


def log_rejection(said: str, diagnostics: Sequence[Diagnostic], body: bytes, fields: Mapping[str, Any]) -> None:
    """Log a rejected launch as one record: `problems` lists all problems, `rule` and `pointer` are those of the first.

    `said` is what happened, `fields` are further fields of the record. Neither may have values of the body.
    """
    with_values = bodies.isEnabledFor(logging.DEBUG)
    content = _content(body)
    problems = [_fields_of(item, content, with_values=with_values) for item in diagnostics]
    first = next((problem for problem in problems if problem["severity"] == "error"), None)
    about = {} if first is None else {"rule": first["rule"], "pointer": first["pointer"]}
    if with_values:
        source = Source(BODY, body[:_LOGGED_BYTES].decode("utf-8", "replace"))
        lines = f"\n{render_text(diagnostics, {BODY: source})}\n" if diagnostics else ""
    else:
        lines = "".join(f"\n{_line_of(item, content)}" for item in diagnostics)
    log.warning("%s%s", said, lines, extra={**fields, **about, "problems": problems})


def _content(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _fields_of(item: Diagnostic, content: Any, *, with_values: bool) -> dict[str, Any]:
    known: dict[str, Any] = {
        "rule": item.rule.slug,
        "severity": item.severity.value,
        "pointer": _pointer(item, content),
        "line": item.start.line if item.start else None,
        "column": item.start.column if item.start else None,
    }
    return known | ({"message": item.message, "help": item.help} if with_values else {"message": item.rule.summary})


def _line_of(item: Diagnostic, content: Any) -> str:
    pointer = _pointer(item, content)
    place = f" (at {visible_line(pointer)})" if pointer else ""
    start = f" line {item.start.line}, column {item.start.column}" if item.start else ""
    return f"{item.severity.value}[{item.rule.slug}]{start}{place}: {item.rule.summary}"


def _pointer(item: Diagnostic, content: Any) -> str | None:
    """The place of a problem in the body: keys, no values. What is a key is certain only if the body is JSON."""
    pointer = item.pointer
    if pointer and not _leads_somewhere(pointer, content):
        return None
    return pointer if pointer is None or len(pointer) <= _LONGEST_POINTER else f"{pointer[:_LONGEST_POINTER]}…"


def _leads_somewhere(pointer: str, content: Any) -> bool:
    for part in pointer[1:].split("/"):
        is_list = isinstance(content, list)
        try:
            content = content[int(part) if is_list else part.replace("~1", "/").replace("~0", "~")]
        except (LookupError, TypeError, ValueError):
            return False
    return True
