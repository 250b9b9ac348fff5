"""The cloud's error shape, and the one that its login service has instead.

`details` and `errors` are always there; `messageWithParams`, `messageParams` and the entity only when they say
something. Source: recorded bodies and the public models (`ErrorBody`, `Detail`, `Limit`).
"""

from architrave.wire.codec import Shape


class Detail(Shape, kw_only=True):
    """One field that is wrong: `error_code` says how."""

    error_code: str | None = None
    field_name: str | None = None
    entity_id: str | None = None
    entity_name: str | None = None


class Limit(Shape, kw_only=True):
    """The limit that was reached, on errors about limits."""

    key: str
    namespace: str
    value: int


class ErrorBody(Shape, kw_only=True):
    """What went wrong with a request, for every path but the login."""

    message: str
    code: str
    status: int
    context_id: str
    details: list[Detail]
    errors: "list[ErrorBody]"
    entity_id: str | None = None
    entity_name: str | None = None
    message_with_params: str | None = None
    message_params: dict[str, str] | None = None
    limit: Limit | None = None


class LoginError(Shape, kw_only=True, rename=None):
    """What went wrong with a login. The text comes twice (recorded)."""

    error: str
    description: str
    error_description: str
