"""What is said when the upstream does not answer, and whether it may have carried out the request nevertheless."""

import httpx

from architrave.server.app import is_launch
from architrave.server.http import Request
from architrave.server.refusals import Refusal, refused

_NOT_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_READS_ONLY = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def failure(error: httpx.HTTPError | httpx.InvalidURL, request: Request, base: str) -> Refusal:
    """The refusal of a request that the upstream `base` did not answer.

    504 if it was silent, 502 if it could not be reached or closed the connection, 400 if the request cannot be sent on.
    """
    why = str(error) or type(error).__name__
    if isinstance(error, httpx.LocalProtocolError | httpx.UnsupportedProtocol | httpx.InvalidURL):
        return refused(400, f"The proxy cannot forward the request: {why}.")
    is_late = isinstance(error, httpx.TimeoutException)
    if isinstance(error, _NOT_REACHED):
        said = f"Cannot reach the upstream {base}: {why}."
    elif is_late:
        said = f"The upstream {base} did not answer in time ({why}). {_what_may_have_happened(request)}"
    else:
        said = f"The upstream {base} did not answer: {why}. {_what_may_have_happened(request)}"
    if is_late:
        return Refusal(504, "gateway.timeout", said.rstrip())
    return Refusal(502, "bad.gateway", said.rstrip())


def _what_may_have_happened(request: Request) -> str:
    if is_launch(request):
        return "The launch may have been accepted: look for its execution before you launch again."
    if request.method in _READS_ONLY:
        return ""
    return "The request may have been carried out: check before you send it again."
