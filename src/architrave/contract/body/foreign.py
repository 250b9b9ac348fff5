"""Texts that are no JSON at all: what a program prints of an object, other formats, and code in place of its result."""

import re
from base64 import b64decode
from binascii import Error

_LIBRARY = "Send JSON with the content type application/json"
_MARSHAL = "Encode the object with a JSON library before it is sent, json.Marshal in Go, ObjectMapper or Gson in Java"
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{16,}={0,2}")

_TEXTS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"\[object "),
        "The body is the text [object Object], which JavaScript makes of an object.",
        "Send JSON.stringify(payload): fetch and http do not turn an object into JSON by themselves.",
    ),
    (
        re.compile(r"--\S*\s+Content-Disposition: *form-data", re.IGNORECASE),
        "The body is a multipart form.",
        f"{_LIBRARY}; with requests, json=payload in place of files=.",
    ),
    (
        re.compile(r"@[^\n]*\Z"),
        "The body is the name of a file behind an @, not what is in the file.",
        "curl reads a file for -d @FILE and --data-binary @FILE, not for --data-raw.",
    ),
    (re.compile(r"<(?!<)"), "The body is XML or HTML.", f"{_LIBRARY}."),
    (re.compile(r"```"), "The body stands in a code fence of Markdown.", "Take out the lines that begin with ```."),
    (re.compile(r"(?:map\[|&\{)"), "The body is what Go prints of a map or a struct.", f"{_MARSHAL}."),
    (re.compile(r"\{\s*[\w.]+=(?!>)"), "The body is what Java prints of a Map.", f"{_MARSHAL}."),
    (
        re.compile(r"(?:[\w.$]+@[0-9a-f]{4,}\Z|class \w+ \{)"),
        "The body is what Java prints of an object, its toString().",
        f"{_MARSHAL}.",
    ),
    (re.compile(r"Array\s*\("), "The body is what PHP prints of an array.", "Send json_encode($payload)."),
    (
        re.compile(r"b'\{|b\"\{"),
        'The body is what Python prints of bytes: b"…".',
        "Send the bytes themselves, or json=payload; str() and f-strings put the b and the quotes round them.",
    ),
    (
        re.compile(r"\{\s*&(?:quot|#34);"),
        "The quotation marks of the body are written as &quot;, as in HTML.",
        "Take the text before it is escaped for a page.",
    ),
    (
        re.compile(
            r"(?:Invoke-(?:RestMethod|WebRequest)|irm|iwr|wget|https?(?: +POST\b)|const|let|var|await|import|from|async"
            r"|return|package|public)\s+\S|\$\.|\$\w+ *=|\w+ = ?[{[]|[\w.]+\(|%dw\b|#\[",
        ),
        "The text is program code, not the request that it makes.",
        "Give what is sent: the JSON, the HTTP message, or a curl command, as browsers and Postman copy one.",
    ),
    (re.compile(r"(?:---\s*\n)?\w+:(?:[ \t]+\S|[ \t]*\r?\n)"), "The body is YAML.", f"{_LIBRARY}."),
)


def foreign_text(text: str) -> tuple[str, str] | None:
    """What a text is that is no JSON, and what to do: a message and a help; None for one that may be meant as JSON."""
    if _BASE64.fullmatch(text) and _holds_json(text):
        return "The body is JSON in Base64.", f"{_LIBRARY}, as it is."
    return next(((message, help_) for pattern, message, help_ in _TEXTS if pattern.match(text)), None)


def _holds_json(text: str) -> bool:
    try:
        return b64decode(text).lstrip()[:1] == b"{"
    except (Error, ValueError):
        return False
