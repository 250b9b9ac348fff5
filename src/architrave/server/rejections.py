"""A rejected launch: the error body with every problem, and the same diagnostics in the server's log."""

import asyncio
import logging
from dataclasses import replace

import msgspec

from architrave.contract.error_body import error_body
from architrave.diagnostics import Source
from architrave.diagnostics.renderers.text import render_text
from architrave.server.call import Answer
from architrave.server.launching import LARGE_BODY, Rejection
from architrave.server.problems import PROBLEM_JSON, problem_of_launch
from architrave.wire import encode

log = logging.getLogger("architrave.launches")

BODY = "<body>"
_LOGGED_CHARACTERS = 100_000


async def answer_of(refusal: Rejection, context_id: str, *, as_problem: bool, is_logged: bool = True) -> Answer:
    """As `rejection_answer`; that of a large body, which may have thousands of problems, is written in a thread."""

    def written() -> Answer:
        answer = rejection_answer(refusal, context_id, as_problem=as_problem, is_logged=is_logged)
        return replace(answer, content=msgspec.Raw(encode(answer.content)))

    if len(refusal.body) >= LARGE_BODY:
        return await asyncio.to_thread(written)
    return rejection_answer(refusal, context_id, as_problem=as_problem, is_logged=is_logged)


def rejection_answer(refusal: Rejection, context_id: str, *, as_problem: bool, is_logged: bool = True) -> Answer:
    """The response to a rejected launch, which is also logged, with its correlation id and rules as fields."""
    result = refusal.result
    status = result.status or 400
    if is_logged and log.isEnabledFor(logging.WARNING):
        source = Source(BODY, refusal.body[:_LOGGED_CHARACTERS].decode("utf-8", "replace"))
        shown = render_text(result.diagnostics, {BODY: source})
        fields = {
            "correlation_id": context_id,
            "status": status,
            "rules": [item.rule.slug for item in result.diagnostics if item.is_error],
        }
        log.warning("rejected a launch with %d (correlation id %s)\n\n%s\n", status, context_id, shown, extra=fields)
    headers = () if refusal.retry_after is None else (("retry-after", str(refusal.retry_after)),)
    if as_problem:
        return Answer(problem_of_launch(result.diagnostics, context_id), status, PROBLEM_JSON, headers)
    return Answer(error_body(result.diagnostics, context_id), status, headers=headers)
