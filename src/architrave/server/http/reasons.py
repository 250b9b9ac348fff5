"""Why a connection or a request is refused, apart from what the parser finds."""

from architrave.server.http.messages import Refused, Request

RETRY_SECONDS = 1
"""When a client that was refused because of overload may retry."""

LATE_HEAD = "The headers of the request did not arrive in time."
INCOMPLETE = "The request is incomplete: its sender stopped sending before its end."


def too_many_connections(address: str | None = None) -> Refused:
    """The refusal of a connection; `address` is the client's, if only its own connections are too many."""
    which = "Too many connections are" if address is None else f"Too many connections from {address or 'here'} are"
    return Refused(503, f"{which} open. Close some, or retry later.", RETRY_SECONDS)


def too_many_requests(request: Request) -> Refused:
    """The refusal of a request to a server that is busy with others."""
    return Refused(503, "Too many requests are being answered. Retry later.", RETRY_SECONDS, request.headers)


def late_body(bytes_per_second: int) -> Refused:
    """The refusal of a request whose body arrives too slowly."""
    return Refused(408, f"The body of the request did not arrive in time. Send {bytes_per_second} bytes a second.")


def internal(request: Request) -> Refused:
    """The refusal of a request that could not be answered because of a bug."""
    return Refused(500, "The server could not answer the request.", asked=request.headers)
