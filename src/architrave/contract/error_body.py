"""The body that a rejected launch is answered with: the cloud's ErrorBody.

The shape and the codes are documented, the wording behind `message`'s first sentence is ours. Plain JSON values: the
wire is another layer's.
"""

from collections.abc import Sequence
from typing import Any

from architrave.contract.findings import status_of
from architrave.contract.rules import CODES, STAGES, STATUS
from architrave.diagnostics import Diagnostic


def error_body(diagnostics: Sequence[Diagnostic], context_id: str) -> dict[str, Any]:
    """The ErrorBody for the problems of a request, in the order of judgement; there must be one error at least.

    `message` begins with the first problem's sentence, since many clients show nothing else; `details` has one entry
    and `errors` one ErrorBody for each problem. `context_id` is the `ININ-Correlation-Id` of the answer.
    """
    errors = [item for item in diagnostics if item.is_error]
    first = errors[0]
    body = _one(first, context_id)
    body["status"] = status_of(errors) or 400
    if len(errors) > 1:
        body["message"] += f" ({_count(len(errors) - 1)} more: see errors.)"
    body["details"] = [_detail(item) for item in errors]
    body["errors"] = [{**_one(item, context_id), "details": [_detail(item)], "errors": []} for item in errors]
    return body


def _count(number: int) -> str:
    return "1 problem" if number == 1 else f"{number} problems"


def _one(item: Diagnostic, context_id: str) -> dict[str, Any]:
    return {
        "message": f"{item.message} {item.help}" if item.help else item.message,
        "code": CODES.get(item.rule.slug, "bad.request"),
        "status": STATUS[STAGES[item.rule.slug]] or 400,
        "contextId": context_id,
        "details": [],
        "errors": [],
    }


def _detail(item: Diagnostic) -> dict[str, Any]:
    """The rule as `errorCode`; the field as people write it (`customData`, `initiator.id`), none for the whole body."""
    if not item.pointer:
        return {"errorCode": item.rule.slug}
    steps = [step.replace("~1", "/").replace("~0", "~") for step in item.pointer.split("/")[1:]]
    return {"errorCode": item.rule.slug, "fieldName": ".".join(steps)}
