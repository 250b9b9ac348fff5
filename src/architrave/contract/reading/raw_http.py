"""Reads a raw HTTP message: a request line, headers, an empty line, the body. Comments may come before it.

A message may also begin with its headers, as tools show HTTP/2 requests, with `:method` and `:path` among them.
"""

import re

from architrave.contract.findings import Findings
from architrave.contract.layout import Layout, Span
from architrave.contract.reading.addresses import read_address
from architrave.contract.request import Sent
from architrave.contract.rules import MALFORMED_REQUEST
from architrave.contract.wording import quote
from architrave.diagnostics import Source

_LEAD = r"(?:[ \t]*(?:#|//)[^\n]*\n|[ \t]*\r?\n)*"
REQUEST_LINE = re.compile(
    _LEAD + r"(?P<line>[ \t]*(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|get|post|put|patch|delete)[ \t]+"
    r"(?P<target>[^\s\"'][^\r\n]*?)(?:[ \t]+HTTP/[\d.]+)?[ \t]*)(?:\r?\n|\Z)"
)
HEADERS = re.compile(
    r"\s*(?:(?=(?::method|:authority|:path|:scheme|host|authorization|content-type)[ \t]*:))", re.IGNORECASE
)
_HEADER = re.compile(r"(?P<name>:?[!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*:[ \t]*(?P<value>[^\r\n]*?)[ \t]*\Z")


def read_raw_http(data: bytes, source: Source, found: re.Match[str]) -> Sent:
    """The request in a text with the request line `found`; text before it counts as notes."""
    text = source.text
    parts: dict[str, Span] = {
        "method": found.span("method"),
        "path": found.span("target"),
        "host": found.span("target"),
        "headers": found.span("line"),
    }
    faults = Findings(Layout(source))
    headers, body_start = _headers(text, found.end(), parts, faults)
    target = found.group("target").strip()
    if target.startswith("/"):
        host, path = next((value for name, value in headers.items() if name.lower() == "host"), None), target
        parts["host"] = parts.get("header:host", parts["host"])
    else:
        address = read_address(target)
        host, path = address.host, address.path
    head = text[:body_start]
    parts["body"] = (body_start, len(text))
    return Sent(
        body=data[body_start:] if head.isascii() else text[body_start:].encode(),
        headers=headers,
        method=found.group("method"),
        path=path,
        host=None if host is not None and re.match(r"\{\{|\$\{?\w", host) else host,
        notes=text[: found.start("line")],
        layout=Layout(source, ((0, body_start),), parts),
        faults=tuple(faults.found),
    )


def read_headers_first(data: bytes, source: Source) -> Sent:
    """The request in a text that begins with a header; anything that the headers do not say is unknown."""
    parts: dict[str, Span] = {}
    faults = Findings(Layout(source))
    all_headers, body_start = _headers(source.text, len(source.text) - len(source.text.lstrip()), parts, faults)
    headers = {name: value for name, value in all_headers.items() if not name.startswith(":")}
    for part, name in (("method", ":method"), ("path", ":path"), ("host", ":authority")):
        if name in all_headers:
            parts[part] = parts[f"header:{name}"]
    parts["body"] = (body_start, len(source.text))
    is_ascii = source.text[:body_start].isascii()
    return Sent(
        body=data[body_start:] if is_ascii else source.text[body_start:].encode(),
        headers=headers,
        method=all_headers.get(":method"),
        path=all_headers.get(":path"),
        host=all_headers.get(":authority") or next((headers[name] for name in headers if name.lower() == "host"), None),
        layout=Layout(source, ((0, body_start),), parts),
        faults=tuple(faults.found),
    )


def _headers(text: str, start: int, parts: dict[str, Span], faults: Findings) -> tuple[dict[str, str], int]:
    """The headers, and the offset of the body."""
    headers: dict[str, str] = {}
    at = start
    while at < len(text):
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        line = text[at:end].rstrip("\r")
        if not line.strip():
            return headers, min(end + 1, len(text))
        if (header := _HEADER.match(line.strip())) is not None:
            headers[header.group("name")] = header.group("value")
            parts[f"header:{header.group('name').lower()}"] = (at, at + len(line))
        elif line.lstrip()[:1] in ("{", "["):
            faults.text(
                MALFORMED_REQUEST,
                "The body begins here, without an empty line after the headers.",
                at,
                at + len(line),
                "Add an empty line before the body.",
            )
            return headers, at
        elif not line.lstrip().startswith(("#", "//")):
            faults.text(
                MALFORMED_REQUEST,
                f"The line {quote(line.strip())} is not a header.",
                at,
                at + len(line),
                'Write headers as "Name: value", and add an empty line after the last one.',
            )
        at = end + 1
    return headers, len(text)
