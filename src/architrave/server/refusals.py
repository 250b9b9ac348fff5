"""A refused launch: the error body with every problem, and the same diagnostics in the server's log."""

import logging

from architrave.contract import rules
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.renderers.text import render_text
from architrave.server.call import Answer
from architrave.server.launching import Refusal
from architrave.wire.errors import Detail, ErrorBody

log = logging.getLogger("architrave.launches")

BODY = "<body>"


def refusal_answer(refusal: Refusal, context_id: str, *, as_problem: bool) -> Answer:
    """The answer to a refused launch, which is written to the log too."""
    judgement = refusal.judgement
    status = judgement.status or 400
    source = Source(BODY, refusal.body.decode("utf-8", "replace"))
    log.warning(
        "refused a launch with %d (correlation id %s)\n\n%s\n",
        status,
        context_id,
        render_text(judgement.diagnostics, {BODY: source}),
    )
    errors = [item for item in judgement.diagnostics if item.is_error]
    if as_problem:
        return Answer(_problem(errors, status, context_id), status, "application/problem+json")
    return Answer(_error_body(errors, status, context_id), status)


def _error_body(errors: list[Diagnostic], status: int, context_id: str) -> ErrorBody:
    first = errors[0]
    return ErrorBody(
        message=_message(first),
        code=rules.CODES.get(first.rule.slug, rules.BAD_REQUEST),
        status=status,
        context_id=context_id,
        details=[Detail(error_code=item.rule.slug, field_name=item.pointer) for item in errors],
        errors=[_one(item, context_id) for item in errors],
    )


def _one(item: Diagnostic, context_id: str) -> ErrorBody:
    stage = rules.STAGES.get(item.rule.slug)
    return ErrorBody(
        message=_message(item),
        code=rules.CODES.get(item.rule.slug, rules.BAD_REQUEST),
        status=(rules.STATUS[stage] if stage is not None else None) or 400,
        context_id=context_id,
        details=[Detail(error_code=item.rule.slug, field_name=item.pointer)],
        errors=[],
    )


def _problem(errors: list[Diagnostic], status: int, context_id: str) -> dict[str, object]:
    return {
        "type": "about:blank",
        "title": errors[0].rule.summary,
        "status": status,
        "detail": errors[0].message,
        "instance": f"urn:uuid:{context_id}",
        "errors": [{"rule": item.rule.slug, "detail": _message(item), "pointer": item.pointer} for item in errors],
    }


def _message(item: Diagnostic) -> str:
    return f"{item.message} {item.help}" if item.help else item.message
