"""Refusals: what is wrong with a request, in the cloud's words, and their error bodies."""

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from architrave.diagnostics import Rule
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
}


def conflict(found: Conflict) -> Refusal:
    """The refusal of a change that conflicts with what is there. The codes are documented for Architect's objects."""
    status, code = _CONFLICTS[found.reason]
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


def missing_parameter(name: str) -> Refusal:
    """The refusal of a request without a query parameter that it needs (the code is assumed)."""
    detail = Detail(error_code="bad.request", field_name=name)
    return Refusal(400, "bad.request", "The query parameter {name} is required.", {"name": name}, (detail,))


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
