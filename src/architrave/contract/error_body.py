"""The response body of a rejected launch: the cloud's ErrorBody.

The shape and the codes are documented; the wording after the first sentence of `message` is Architrave's. Returns plain
JSON values: encoding is another layer's job.
"""

from collections.abc import Sequence
from typing import Any

from architrave.contract.findings import status_of
from architrave.contract.rules import CODES, STAGES, Stage, status_for
from architrave.diagnostics import Diagnostic


def error_body(diagnostics: Sequence[Diagnostic], context_id: str, fields_code: str = "") -> dict[str, Any]:
    """The ErrorBody for the problems of a request, in the order of the stages; there must be at least one error.

    `message` begins with the first problem's sentence, since many clients show nothing else. For each problem,
    `details` has an entry and `errors` has an ErrorBody. `context_id` is the `ININ-Correlation-Id` of the response.
    `fields_code` is the code of what is wrong with fields, if it is not that of the rule.
    """
    errors = [item for item in diagnostics if item.is_error]
    first = errors[0]
    body = _one(first, context_id, fields_code)
    body["status"] = status_of(errors) or 400
    if len(errors) > 1:
        body["message"] += f' (and {_count(len(errors) - 1)}; see "errors")'
    body["details"] = [_detail(item) for item in errors]
    body["errors"] = [
        {**_one(item, context_id, fields_code), "details": [_detail(item)], "errors": []} for item in errors
    ]
    return body


def _count(number: int) -> str:
    return "1 more problem" if number == 1 else f"{number} more problems"


def _one(item: Diagnostic, context_id: str, fields_code: str) -> dict[str, Any]:
    is_of_fields = fields_code and STAGES.get(item.rule.slug) is Stage.FIELDS
    return {
        "message": f"{item.message} {item.help}" if item.help else item.message,
        "code": fields_code if is_of_fields else CODES.get(item.rule.slug, "bad.request"),
        "status": status_for(item.rule) or 400,
        "contextId": context_id,
        "details": [],
        "errors": [],
    }


def _detail(item: Diagnostic) -> dict[str, Any]:
    """The rule as `errorCode`; the field as people write it (`customData`, `initiator.id`), omitted for the body.

    A field that is missing has its own name, too.
    """
    steps = [step.replace("~1", "/").replace("~0", "~") for step in (item.pointer or "").split("/")[1:]]
    steps += [] if item.missing is None else [item.missing]
    if not steps:
        return {"errorCode": item.rule.slug}
    return {"errorCode": item.rule.slug, "fieldName": ".".join(steps)}
