"""A request as the templates make it, the reply to it, and whoever takes the one and brings the other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """A request. `url` may be relative: it is then the integration's. Headers are those of the definition alone."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """A reply: status, body, and headers by their names in lower case."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class NotSent(Exception):  # noqa: N818 - it is said to the person who runs the flow
    """The request was refused, or nobody answered it.

    `code` is the failure's error code, `status` the HTTP status that it stands for.
    """

    def __init__(self, message: str, code: str = "SERVICE_UNAVAILABLE", status: int = 503) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status


class Send(Protocol):
    """Brings the reply to a request. Raises NotSent where there is none, TimeoutError where it takes too long."""

    async def __call__(self, request: Request, /) -> Response:
        """The reply to a request."""
        ...
