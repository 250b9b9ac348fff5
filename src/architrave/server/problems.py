"""Problem details (RFC 9457), for clients that request them instead of the cloud's error shape."""

from collections.abc import Sequence
from typing import Any

from architrave.contract.findings import status_of
from architrave.diagnostics import Diagnostic, Rule
from architrave.server.refusals import Refusal

PROBLEM_JSON = "application/problem+json"
RULES_ADDRESS = "urn:architrave:rule:"


def problem_of_launch(diagnostics: Sequence[Diagnostic], context_id: str) -> dict[str, Any]:
    """The problem details of a rejected launch: all its problems, each with its JSON pointer, if any."""
    errors = [item for item in diagnostics if item.is_error]
    first = errors[0]
    return _broken(first.rule, status_of(errors) or 400, first.message, context_id) | {
        "errors": [
            _error(item.rule, item.message)
            | ({} if item.pointer is None else {"pointer": f"#{item.pointer}"})
            | ({} if item.help is None else {"help": item.help})
            for item in errors
        ],
    }


def problem_of(fault: Refusal, context_id: str) -> dict[str, Any]:
    """The problem details of any other refusal."""
    message = fault.body(context_id).message
    if fault.rule is not None:
        broken = _broken(fault.rule, fault.status, message, context_id)
        return broken | {"errors": [_error(fault.rule, message)]}
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": fault.code,
        "status": fault.status,
        "detail": message,
        "instance": f"urn:uuid:{context_id}",
    }
    if fault.others:
        bodies = fault.body(context_id).errors
        problem["errors"] = [
            {"type": "about:blank", "detail": one.message, "parameter": one.details[0].field_name} for one in bodies
        ]
    return problem


def _broken(rule: Rule, status: int, message: str, context_id: str) -> dict[str, Any]:
    return {
        "type": RULES_ADDRESS + rule.slug,
        "title": rule.summary,
        "status": status,
        "detail": message,
        "contextId": context_id,
    }


def _error(rule: Rule, message: str) -> dict[str, Any]:
    return {"type": RULES_ADDRESS + rule.slug, "detail": message}
