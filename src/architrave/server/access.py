"""Access without a token: to a server that only this machine can reach, and not for a web page that a browser shows.

A browser on this machine sends what any page tells it to. So a request without a token must be one that a page of
another origin cannot make: its `Origin`, if any, is the server's own, its `Sec-Fetch-Site` says so too, and if it
changes something, its body is JSON, which a page may not send to another origin unasked.
"""

from architrave.cloud.hosts import host_of
from architrave.server.hosts import is_loopback_name
from architrave.server.http import Request
from architrave.server.refusals import Refusal
from architrave.server.services import Services

_JSON = "application/json"
_READS = frozenset({"GET", "HEAD"})
_OWN_SITE = frozenset({"same-origin", "none"})
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""The headers that tell of a proxy, whose clients may be anywhere."""

OTHER_ORIGIN = Refusal(
    403,
    "forbidden",
    "A web page of another origin cannot do this without a token. Send the request from a program, with a bearer token "
    "or without an Origin header.",
)
NOT_JSON = Refusal(
    403,
    "forbidden",
    "Without a token, this request needs the header Content-Type: application/json, "
    "which tells it from one that a web page made.",
)


def is_on_this_machine(services: Services, request: Request) -> bool:
    """Whether a request certainly comes from the server's own machine."""
    headers = request.headers
    if not services.is_local or any(headers.raw(name.encode()) is not None for name in _PROXIED):
        return False
    return is_loopback_name(host_of(headers.get("host") or "") or "")


def is_local_session(services: Services, request: Request) -> bool:
    """Whether a request without credentials comes from this machine."""
    return "authorization" not in request.headers and is_on_this_machine(services, request)


def page_refusal(request: Request, *, is_form: bool = False) -> Refusal | None:
    """Why a request without a token is refused as one that a web page could have made; None if it could not.

    With `is_form`, the server's own pages may send it as a form: then whoever calls this needs another proof, too.
    """
    headers = request.headers
    origin, host = headers.get("origin"), headers.get("host") or ""
    if origin is not None and origin.lower().partition("://")[2] != host.lower():
        return OTHER_ORIGIN
    if (headers.get("sec-fetch-site") or "none").lower() not in _OWN_SITE:
        return OTHER_ORIGIN
    kind = (headers.get("content-type") or "").partition(";")[0].strip().lower()
    return NOT_JSON if not is_form and request.method not in _READS and kind != _JSON else None
