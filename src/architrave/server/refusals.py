"""Refusals: what is wrong with a request, in the cloud's words, and their error bodies."""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from architrave.diagnostics import Diagnostic, Rule
from architrave.organization.entities import Conflict
from architrave.store import NotKept
from architrave.wire.errors import Detail, ErrorBody

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal. `message` may contain `{name}` for each of `params`, as in the cloud's `messageWithParams`."""

    status: int
    code: str
    message: str
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    details: tuple[Detail, ...] = ()
    rule: Rule | None = None
    """The rule that the request breaks, if any. The body lists it like the body of a rejected launch does."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    others: "tuple[Refusal, ...]" = ()
    """Further problems of the same request."""
    faults: tuple[Diagnostic, ...] = ()
    """The problems in a flow that the request sends. The body lists each."""

    def body(self, context_id: str) -> ErrorBody:
        """The refusal in the cloud's error shape; `context_id` is the request's correlation id."""
        filled = _PLACE.sub(lambda place: self.params.get(place[1], place[0]), self.message)
        body = ErrorBody(
            message=filled,
            code=self.code,
            status=self.status,
            context_id=context_id,
            details=list(self.details),
            errors=[],
            message_with_params=self.message if self.params else None,
            message_params=dict(self.params) if self.params else None,
        )
        for fault in self.faults:
            body.details.append(Detail(error_code=fault.rule.slug, field_name=fault.pointer))
            body.errors.append(replace(body, message=fault_text(fault), details=[body.details[-1]], errors=[]))
        if self.rule is not None:
            body.details.append(Detail(error_code=self.rule.slug))
            body.errors.append(replace(body, errors=[]))
        if self.others:
            each = [body, *(one.body(context_id) for one in self.others)]
            more = "1 more problem" if len(self.others) == 1 else f"{len(self.others)} more problems"
            body = replace(
                body,
                message=f'{filled} (and {more}; see "errors")',
                details=[detail for one in each for detail in one.details],
                errors=each,
                message_with_params=None,
                message_params=None,
            )
        return body


NO_TOKEN = Refusal(401, "authentication.required", "No authentication bearer token specified in authorization header.")
BAD_TOKEN = Refusal(401, "bad.credentials", "Invalid login credentials.")
EXPIRED_TOKEN = Refusal(401, "credentials.expired", "The supplied credentials are expired and cannot be used.")
MALFORMED = Refusal(400, "bad.request", "The request could not be understood by the server due to malformed syntax.")
INTERNAL = Refusal(
    500,
    "internal.server.error",
    "The server encountered an unexpected condition which prevented it from fulfilling the request.",
)
UNAVAILABLE = Refusal(
    503,
    "service.unavailable",
    "Service Unavailable - The server is currently unavailable (because it is overloaded or down for maintenance).",
)


def unavailable(fault: NotKept, before: str = "") -> Refusal:
    """The refusal of a request after a database failure, with a retry time. `before` precedes the reason."""
    message = f"{UNAVAILABLE.message} {before}{fault}"
    return Refusal(503, UNAVAILABLE.code, message, headers={"retry-after": str(fault.retry_after)})


_REFUSED_CODES = {408: "request.timeout", 414: "request.uri.too.long", 431: "request.header.fields.too.large"}
_SUMMARIES = {400: MALFORMED, 500: INTERNAL, 503: UNAVAILABLE}


def refused(status: int, reason: str, retry_after: int | None = None) -> Refusal:
    """The refusal of a request that did not reach an endpoint; `retry_after` is in seconds."""
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    known = _SUMMARIES.get(status)
    if known is None:
        return Refusal(status, _REFUSED_CODES.get(status, MALFORMED.code), reason, headers=headers)
    return Refusal(status, known.code, f"{known.message} {reason}", headers=headers)


FLOW_NOT_FOUND = Refusal(404, "architect.flow.not.found", "Could not find flow with specified ID.")
VERSION_NOT_FOUND = Refusal(404, "architect.flow.version.missing", "Specified flow version is missing.")
FLOW_DELETED = Refusal(410, "architect.flow.deleted", "Flow has been deleted.")
NO_CONFIGURATION = Refusal(404, "flow.no.config.available", "Flow has no saved or checked-in configuration.")
USER_CONTEXT = Refusal(
    400,
    "bad.request",
    "This request requires a user context. Client credentials cannot be used for requests that require a user context.",
)


def missing_permission(permissions: tuple[str, ...]) -> Refusal:
    """The refusal of a caller without any of these permissions (recorded)."""
    listed = ", ".join(permissions)
    return Refusal(
        403,
        "missing.any.permissions",
        "Unable to perform the requested action. "
        f"You must have at least one of the following permissions assigned: [{listed}]",
    )


def missing_permissions(permissions: tuple[str, ...]) -> Refusal:
    """The refusal of a caller who does not have all of the permissions (documented); these are missing."""
    listed = ", ".join(permissions)
    return Refusal(
        403,
        "missing.permissions",
        f"Unable to perform the requested action. You are missing the following permission(s): [{listed}]",
    )


_DIVISION_CODE = "missing.division.permission"
"""The cloud's code; that it comes with this status and these messages is assumed."""


def missing_in_division(permissions: tuple[str, ...], division: str) -> Refusal:
    """The refusal of a caller who has the permissions only in other divisions."""
    message = (
        "Unable to perform the requested action. "
        f"You are missing the following permission(s) in the division {{division}}: [{', '.join(permissions)}]"
    )
    return Refusal(403, _DIVISION_CODE, message, {"division": division})


def missing_everywhere(permissions: tuple[str, ...]) -> Refusal:
    """The refusal of a caller who has the permissions only in some divisions, for what concerns all of them."""
    listed = ", ".join(permissions)
    message = f"Unable to perform the requested action. You need these permissions in all divisions: [{listed}]"
    return Refusal(403, _DIVISION_CODE, message)


def missing_scope(scope: str, scopes: Iterable[str]) -> Refusal:
    """The refusal of a user's token without the scope that an endpoint needs (assumed)."""
    return Refusal(
        403,
        "missing.scope",
        "Unable to perform the requested action. The token needs the scope {scope}. Its scopes: {scopes}. "
        "Add it to the OAuth client, and log in again.",
        {"scope": scope, "scopes": ", ".join(scopes) or "none"},
    )


def entity_not_found(noun: str, entity_id: str) -> Refusal:
    """The refusal for an id that no entity of a noun has."""
    message = "The requested resource was not found: no {noun} has the id {id}."
    return Refusal(404, "not.found", message, {"noun": noun, "id": entity_id})


_CONFLICTS = {
    "gone": (404, "not.found"),
    "version": (409, "general.conflict"),
    "duplicate": (409, "general.conflict"),
    "in-use": (409, "architect.dependency.object.in.use"),
    "in-use queue": (409, "architect.flow.cannot.delete.used.in.queues"),
    "in-use flow": (409, "architect.flow.cannot.delete.used.in.flows"),
    "in-use emergencyGroup": (409, "architect.flow.cannot.delete.used.in.emergency.groups"),
    "deleted": (410, "architect.flow.deleted"),
    "same-name": (409, "architect.flow.already.exists"),
    "locked": (409, "architect.flow.locked.by.user"),
    "locked-delete": (405, "architect.flow.cannot.delete.user.does.not.have.lock"),
    "not-locked": (409, "architect.flow.not.locked.by.user"),
    "nothing-saved": (409, "architect.flow.cannot.checkin.missing.config"),
    "no-version": (404, "architect.flow.version.missing"),
    "missing-dependencies": (409, "architect.flow.cannot.publish.missing.dependencies"),
    "other-type": (400, "architect.flow.validate.failed"),
}


def conflict(found: Conflict) -> Refusal:
    """The refusal of a change that conflicts with what is there. The codes are documented for Architect's objects."""
    reason = found.reason if found.reason in _CONFLICTS else found.reason.partition(" ")[0]
    status, code = _CONFLICTS[reason]
    return Refusal(status, code, found.message)


def rate_limited(retry_after: int) -> Refusal:
    """The refusal of a client that exceeded its rate limit; `retry_after` is in seconds."""
    return Refusal(
        429,
        "too.many.requests",
        f"Rate limit exceeded the maximum. Retry the request in [{retry_after}] seconds",
        headers={"retry-after": str(retry_after)},
    )


def together(problems: Sequence[Refusal]) -> Refusal | None:
    """The refusal of a request with several problems of the same status; None without any."""
    return dataclasses.replace(problems[0], others=tuple(problems[1:])) if problems else None


def fault_text(fault: Diagnostic) -> str:
    """A problem in a file, on one line: its place, what is wrong, and what to do."""
    place = "" if fault.start is None else f":{fault.start.line}:{fault.start.column}"
    return f"{fault.file or ''}{place}: {fault.message} {fault.help or ''}".removeprefix(": ").strip()


def flow_with_faults(faults: Sequence[Diagnostic]) -> Refusal:
    """The refusal of a flow that has errors (documented code)."""
    more = "" if len(faults) == 1 else f' (and {len(faults) - 1} more; see "errors")'
    said = f"Failed to validate flow. {fault_text(faults[0])}{more}"
    return Refusal(400, "architect.flow.validate.failed", said, faults=tuple(faults))


def missing_parameter(name: str) -> Refusal:
    """The refusal of a request without a query parameter that it needs (documented code)."""
    return Refusal(
        400,
        "architect.query.parameter.missing",
        "A required query parameter is missing or empty: {name}.",
        {"name": name},
        (Detail(error_code="architect.query.parameter.missing", field_name=name),),
    )


_LONGEST_VALUE = 100
"""How much of a wrong value is shown."""


def bad_value(name: str, value: str, allowed: str) -> Refusal:
    """The refusal of a query parameter's value (documented code `invalid.value`)."""
    value = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
    return Refusal(
        400,
        "invalid.value",
        "Value [{value}] is not valid for field type [{name}]. Allowable values are: {allowed}",
        {"value": value, "name": name, "allowed": allowed},
        (Detail(error_code="invalid.value", field_name=name),),
    )
