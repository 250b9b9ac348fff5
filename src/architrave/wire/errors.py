"""The cloud's error shape, and the different one of its login service.

`details` and `errors` are always present; `messageWithParams`, `messageParams` and the entity only if they have a
value. Source: recorded bodies and the public models (`ErrorBody`, `Detail`, `Limit`).
"""

from architrave.wire.codec import Shape


class Detail(Shape, kw_only=True):
    """One wrong field; `error_code` says what is wrong."""

    error_code: str | None = None
    field_name: str | None = None
    entity_id: str | None = None
    entity_name: str | None = None


class Limit(Shape, kw_only=True):
    """The limit that was reached, in errors about limits."""

    key: str
    namespace: str
    value: int


class ErrorBody(Shape, kw_only=True):
    """An error response, for every path except the login."""

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
    """An error response of the login service. It contains the text twice (recorded)."""

    error: str
    description: str
    error_description: str
