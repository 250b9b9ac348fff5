"""From the body's bytes to its value: the encoding, bodies that are not JSON at all, and the JSON itself."""

import json
import re
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl, unquote_plus

from architrave.contract.body.faults import BodyFault, BodyFaults
from architrave.contract.body.foreign import foreign_text
from architrave.contract.body.nodes import Member, Node
from architrave.contract.body.reader import read_value
from architrave.contract.rules import (
    BYTE_ORDER_MARK,
    DOUBLE_ENCODED_BODY,
    EMPTY_BODY,
    FORM_ENCODED_BODY,
    MALFORMED_JSON,
    NOT_AN_OBJECT,
)

_FORM = re.compile(r"[^=&{}\[\]\s\"':]+=[^&]*(?:&[^=&]+=[^&]*)*&?\Z")
_PERCENT_JSON = re.compile(r"\s*%7B", re.IGNORECASE)
_ESCAPED_JSON = re.compile(r'\{\s*\\"')
_BEFORE_JSON = ' \t\r\n"\\'
_MOST_LAYERS = 5
_MISREAD_MARK = "\u00ef\u00bb\u00bf"
"""The three bytes of a byte order mark, misread as Latin-1 characters and encoded again."""


@dataclass(frozen=True, slots=True)
class BodyText:
    """A body after reading.

    Offsets count in `text`. `node` is the object in it, None if it has none that can be checked. `certain` means that
    `node` is clearly what was meant.
    """

    text: str
    node: Node | None
    faults: tuple[BodyFault, ...]

    @property
    def certain(self) -> bool:
        """Whether every fault in the text could be fixed without guessing."""
        return self.node is not None and all(fault.certain for fault in self.faults)


def decode(body: bytes) -> str:
    """The body's bytes as text: UTF-8, as JSON requires, or otherwise the most likely encoding."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    if (encoding := _wide(body)) is not None:
        return body.decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        # The typographic quotation marks of old Windows programs are the usual cause.
        likely = body.decode("cp1252", "replace")
        return likely if any(mark in likely for mark in "\u201c\u201d\u2018\u2019") else body.decode("utf-8", "replace")


def _wide(body: bytes) -> str | None:
    """UTF-16 without a byte order mark, recognized by JSON's first two characters: every other byte is 0."""
    if len(body) % 2:
        return None
    zeros = [byte == 0 for byte in body[:4]]
    return "utf-16-le" if zeros == [False, True] * 2 else "utf-16-be" if zeros == [True, False] * 2 else None


def read_body(body: bytes) -> BodyText:
    """Read a body and report every fault in its text."""
    faults = BodyFaults()
    text = decode(body)
    if body[:2] == b"\x1f\x8b":
        help_ = "Send it uncompressed: the Platform API does not accept Content-Encoding in requests."
        faults.add(MALFORMED_JSON, "The body is compressed (gzip).", 0, 1, help_, certain=False)
        return BodyText(text, None, faults.all())
    if body[:3] == b"\xef\xbb\xbf" or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        _byte_order_mark(body, faults)
        # The mark remains a character of the text, so that offsets count it; the reader sees a space instead.
        readable = " " + text[1:] if text[:1] == "\ufeff" else text
    elif text.startswith(_MISREAD_MARK):
        _byte_order_mark(body, faults)
        readable = text.replace(_MISREAD_MARK, " " * len(_MISREAD_MARK), 1)
    else:
        _encoding(body, text, faults)
        readable = text
    node = _read_text(readable, faults)
    return BodyText(text, node, faults.all())


def _byte_order_mark(body: bytes, faults: BodyFaults) -> None:
    encoding = "UTF-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "UTF-8"
    faults.add(
        BYTE_ORDER_MARK,
        f"The body begins with a byte order mark ({encoding}), which JSON over HTTP must not have.",
        0,
        1,
        'Save the file as "UTF-8", not as "UTF-8 with BOM". In .NET use new UTF8Encoding(false), '
        "in PowerShell -Encoding utf8NoBOM.",
        certain=True,
    )


def _encoding(body: bytes, text: str, faults: BodyFaults) -> None:
    if _wide(body) is not None:
        message, help_ = "The body is UTF-16; JSON over HTTP must be UTF-8.", "Encode the text as UTF-8."
        faults.add(MALFORMED_JSON, message, 0, 1, help_, certain=True)
        return
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        at = len(body[: error.start].decode("utf-8", "replace"))
        message = f"The byte 0x{body[error.start]:02x} is not UTF-8; JSON must be UTF-8."
        help_ = "Encode the text as UTF-8. It seems to be in an older encoding (Windows-1252, Latin-1)."
        faults.add(MALFORMED_JSON, message, min(at, max(len(text) - 1, 0)), at + 1, help_, certain=False)


def _read_text(text: str, faults: BodyFaults) -> Node | None:
    stripped = text.strip()
    if not stripped:
        help_ = (
            'Send at least {"flowId": "…"}. If your code sets a body, check that it is written before the request is '
            "sent, and that its stream has not been read already."
        )
        faults.add(EMPTY_BODY, "The request has no body.", 0, 1, help_, certain=False)
        return None
    start = len(text) - len(text.lstrip())
    whole = (start, start + len(stripped))
    if (known := foreign_text(stripped)) is not None:
        faults.add(MALFORMED_JSON, known[0], *whole, known[1], certain=False)
        return None
    if _PERCENT_JSON.match(stripped) or _FORM.match(stripped):
        return _read_form(stripped, whole, faults)
    if _ESCAPED_JSON.match(stripped):
        return _read_escaped(stripped, whole, faults)
    node = read_value(text, faults)
    if node is None:
        return None
    if isinstance(node.value, str) and node.value.lstrip(_BEFORE_JSON)[:1] == "{":
        return _read_doubly_encoded(node, faults)
    if not node.is_object:
        message, help_ = _not_an_object(node.value)
        if not any(fault.start <= node.start and not fault.certain for fault in faults.found):
            faults.add(NOT_AN_OBJECT, message, node.start, node.end, help_, certain=False)
        return None
    return node


def _read_form(text: str, whole: tuple[int, int], faults: BodyFaults) -> Node | None:
    help_ = (
        "Send JSON: json=payload instead of data= in Python's requests, JSON.stringify(payload) in JavaScript, "
        "json.Marshal(payload) in Go."
    )
    if _PERCENT_JSON.match(text):
        message = "The body is percent-encoded JSON, as in a form."
        inner = BodyFaults()
        node = read_value(unquote_plus(text.rstrip("=")), inner)
        certain = node is not None and not inner.found
        faults.add(FORM_ENCODED_BODY, message, *whole, help_, certain=certain)
        return _flat(node.value, whole) if node is not None and certain and node.is_object else None
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=None)
    value: dict[str, Any] = dict(pairs)
    # Only string fields survive form encoding.
    certain = set(value) <= {"flowId", "flowVersion", "name"} and len(value) == len(pairs)
    message = "The body is encoded as a form (name=value&name=value), not as JSON."
    faults.add(FORM_ENCODED_BODY, message, *whole, help_, certain=certain)
    return _flat(value, whole) if certain else None


def _read_doubly_encoded(node: Node, faults: BodyFaults) -> Node | None:
    inner = BodyFaults()
    value, layers = read_value(node.value, inner), 1
    while value is not None and isinstance(value.value, str) and not inner.found and layers < _MOST_LAYERS:
        value, layers = read_value(value.value, inner), layers + 1
    certain = value is not None and not inner.found
    often = "twice" if layers == 1 else f"{layers + 1} times"
    faults.add(
        DOUBLE_ENCODED_BODY,
        f"The body is a JSON string that contains JSON: it was encoded {often}.",
        node.start,
        node.end,
        "Encode once: either your code makes the JSON text, or the client does. Give a client that encodes bodies the "
        "object itself (json=payload in Python, RestTemplate and SDKs in Java, axios), not its JSON text.",
        certain=certain,
    )
    if value is None or not certain or not value.is_object:
        return None
    return _flat(cast("dict[str, Any]", value.value), (node.start, node.end))


def _read_escaped(text: str, whole: tuple[int, int], faults: BodyFaults) -> Node | None:
    inner = BodyFaults()
    node = read_value(f'"{text}"', inner)
    value = read_value(node.value, inner) if node is not None and isinstance(node.value, str) else None
    certain = value is not None and not inner.found
    faults.add(
        DOUBLE_ENCODED_BODY,
        'The quotation marks of the body are escaped (\\") as if inside a string: it was encoded or quoted twice.',
        *whole,
        "Send plain JSON. In a shell, JSON in single quotes needs no backslashes.",
        certain=certain,
    )
    return _flat(value.value, whole) if value is not None and certain and value.is_object else None


def _flat(value: dict[str, Any], whole: tuple[int, int]) -> Node:
    """An object whose parts all have the position of the whole, since the text does not contain them literally."""

    def node_of(part: Any) -> Node:
        if isinstance(part, dict):
            entries = cast("dict[str, Any]", part)
            return Node(*whole, part, members=[Member(key, *whole, node_of(item)) for key, item in entries.items()])
        if isinstance(part, list):
            return Node(*whole, cast("list[Any]", part))
        return Node(*whole, part)

    return node_of(value)


def _not_an_object(value: Any) -> tuple[str, str]:
    if value is None:
        return (
            "The body is null, not a JSON object.",
            "Some SDKs send null if you pass no body: pass a FlowExecutionLaunchRequest.",
        )
    if isinstance(value, list):
        return (
            "The body is a JSON array, not an object.",
            "One request launches one flow: send a single object per request.",
        )
    kind = "a JSON string" if isinstance(value, str) else "true or false" if isinstance(value, bool) else "a number"
    return (
        f"The body is {kind}, not a JSON object.",
        f"Send an object such as {json.dumps({'flowId': '…'}, ensure_ascii=False)}.",
    )
