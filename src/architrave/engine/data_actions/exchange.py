"""A request as the templates build it, the reply to it, and the interface that sends requests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """A request. A relative `url` is relative to the integration's host. Headers are those of the definition only."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """A reply: status, body, and headers by name in lower case."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its reply as a person may see them, without credentials. `problem` says why there is no reply."""

    request: Request
    response: Response | None = None
    problem: str = ""


Watch = Callable[[Exchange], None]
"""Takes notice of an exchange."""


class NotSent(Exception):  # noqa: N818 - its message is for the person who runs the flow
    """The request was not allowed, or got no answer.

    `code` is the failure's error code, `status` the corresponding HTTP status.
    """

    def __init__(self, message: str, code: str = "SERVICE_UNAVAILABLE", status: int = 503) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status


class Send(Protocol):
    """Sends a request and returns the reply. Raises NotSent if there is none, TimeoutError if it takes too long."""

    async def __call__(self, request: Request, /) -> Response:
        """The reply to a request."""
        ...
