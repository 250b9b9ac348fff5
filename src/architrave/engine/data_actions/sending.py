"""Sends requests over HTTP: to allowed hosts at checked addresses, with redirects checked like the first request.

The connection goes to the checked address, not to what the name resolves to a moment later. Each request has a
separate connection: a pool would share one between names at the same address, whose certificates differ.
"""

import logging
import re
import ssl
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from architrave.engine.data_actions.addresses import AllowedHosts, Resolve, port_of
from architrave.engine.data_actions.exchange import NotSent, Request, Response

if TYPE_CHECKING:
    import httpx

MAX_BODY = 5 * 1024 * 1024
"""The maximum size of a reply, in bytes (assumed: the platform's limit is not known)."""

MAX_REDIRECTS = 5

LONGEST = 60.0
"""How long each step of an exchange may take, in seconds; the data action's timeout limits the whole."""

_REDIRECTS = {301, 302, 303, 307, 308}
_METHOD_STAYS = {307, 308}
_KEPT_ELSEWHERE = frozenset({b"accept", b"content-type", b"user-agent", b"idempotency-key"})
_USER_AGENT = "Architrave"
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class HttpSender:
    """Sends requests with absolute addresses. `resolve` finds the addresses of a host; tests give their own.

    `trusted` is the file of an authority that is trusted, too.
    """

    def __init__(self, allowed: AllowedHosts, resolve: Resolve | None = None, trusted: Path | None = None) -> None:
        self._trusted = trusted
        self._allowed = allowed
        self._resolve = resolve
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs full URLs, which may contain secrets

    async def __call__(self, request: Request, /) -> Response:
        """The reply to a request. Raises NotSent with the reason, or TimeoutError if it takes too long."""
        import httpx

        try:
            return await self._followed(request)
        except httpx.TimeoutException:
            raise TimeoutError from None
        except httpx.InvalidURL:
            raise NotSent("The address of the request cannot be read as a URL.", "BAD_REQUEST", 400) from None
        except httpx.HTTPError as problem:
            place = _place(request.url)
            raise NotSent(f"No HTTP response from {place}: {type(problem).__name__}.") from None

    async def _followed(self, request: Request) -> Response:
        import httpx

        headers = _encoded(_with_defaults(request))
        url, method, body = httpx.URL(request.url), request.method, request.body
        for _ in range(MAX_REDIRECTS + 1):
            response, location = await self._once(method, url, headers, body)
            if location is None:
                return response
            target = url.join(location)
            if target.scheme not in {"http", "https"}:
                raise NotSent("The remote endpoint redirects to something other than HTTP.", "BAD_GATEWAY", 502)
            if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
                headers = {name: value for name, value in headers.items() if name.lower() in _KEPT_ELSEWHERE}
            if response.status not in _METHOD_STAYS:
                method, body = ("HEAD" if method == "HEAD" else "GET"), None
            url = target
        raise NotSent(f"The remote endpoint redirects more than {MAX_REDIRECTS} times.", "BAD_GATEWAY", 502)

    async def _once(
        self, method: str, url: "httpx.URL", headers: Mapping[bytes, bytes], body: str | None
    ) -> tuple[Response, str | None]:
        """One request and its reply, and the target if the reply is a redirect."""
        import httpx

        host, port = url.raw_host.decode("ascii").lower().rstrip("."), port_of(url.scheme, url.port)
        host = host.strip("[]")
        address = await self._allowed.address_of(host, port, self._resolve)
        sent = {**headers, b"Host": url.netloc, b"Accept-Encoding": b"identity"}
        async with (
            httpx.AsyncClient(verify=_certificates(self._trusted), trust_env=False, timeout=LONGEST) as client,
            client.stream(
                method,
                url.copy_with(host=address),
                headers=sent,
                content=None if body is None else body.encode("utf-8", "replace"),
                extensions={"sni_hostname": host},
            ) as response,
        ):
            redirects = response.status_code in _REDIRECTS and "location" in response.headers
            content = b"" if redirects else await _read(response)
            received = {name.lower(): value for name, value in response.headers.items()}
            return Response(response.status_code, content, received), (
                response.headers["location"] if redirects else None
            )


def _encoded(headers: Mapping[str, str]) -> dict[bytes, bytes]:
    """Header values as bytes. Raises NotSent for one that HTTP cannot carry.

    They are ISO-8859-1, as HTTP has always defined them and as Java's clients write them (assumed).
    """
    encoded: dict[bytes, bytes] = {}
    for name, value in headers.items():
        if _CONTROL.search(value):
            raise NotSent(f"The header {name} has a line break or a control character.", "BAD_REQUEST", 400)
        try:
            encoded[name.encode("ascii")] = value.strip().encode("latin-1")
        except UnicodeEncodeError:
            raise NotSent(
                f"The header {name} has a character that is not in ISO-8859-1, so HTTP cannot carry it. "
                "Encode the value in the header's template, for example with $esc.uriEncode(…).",
                "BAD_REQUEST",
                400,
            ) from None
    return encoded


def _with_defaults(request: Request) -> dict[str, str]:
    headers = dict(request.headers)
    present = {name.lower() for name in headers}
    defaults = {"User-Agent": _USER_AGENT, "Accept": "application/json"}
    if request.body is not None:
        defaults["Content-Type"] = "application/json"
    return headers | {name: value for name, value in defaults.items() if name.lower() not in present}


async def _read(response: "httpx.Response") -> bytes:
    """The body of a reply, decompressed if the server compressed it anyway. Raises NotSent if it is too large."""
    received = bytearray()
    async for chunk in response.aiter_raw():
        received += chunk
        if len(received) > MAX_BODY:
            raise _too_large()
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        return bytes(received)
    if encoding not in {"gzip", "deflate"}:
        raise NotSent(f"The reply has the unexpected content encoding {encoding[:40]}.", "BAD_GATEWAY", 502)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        unpacked = unpacker.decompress(bytes(received), MAX_BODY + 1)
    except zlib.error:
        raise NotSent(f"The reply is not valid {encoding} data.", "BAD_GATEWAY", 502) from None
    if len(unpacked) > MAX_BODY:
        raise _too_large()
    return unpacked


def _too_large() -> NotSent:
    return NotSent(f"The reply is larger than {MAX_BODY:,} bytes.", "BAD_GATEWAY", 502)


def _place(url: str) -> str:
    """Host and port of a URL only: the rest may contain secrets."""
    import httpx

    found = httpx.URL(url)
    return f"{found.host}:{port_of(found.scheme, found.port)}"


@cache
def _certificates(trusted: Path | None) -> ssl.SSLContext:
    import httpx

    context = httpx.create_ssl_context()
    if trusted is not None:
        context.load_verify_locations(trusted)
    return context
