"""Texts that are not JSON at all: the printed form of an object, other formats, and code instead of its result."""

import re
from base64 import b64decode
from binascii import Error

_LIBRARY = "Send JSON with the content type application/json"
_MARSHAL = "Encode the object with a JSON library before sending it: json.Marshal in Go, ObjectMapper or Gson in Java"
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{16,}={0,2}")

_TEXTS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"\[object "),
        "The body is the text [object Object], which JavaScript prints for an object.",
        "Send JSON.stringify(payload): fetch and http do not convert objects to JSON.",
    ),
    (
        re.compile(r"--\S*\s+Content-Disposition: *form-data", re.IGNORECASE),
        "The body is a multipart form.",
        f"{_LIBRARY}. In Python's requests, use json=payload instead of files=.",
    ),
    (
        re.compile(r"@[^\n]*\Z"),
        "The body is an @ and a file name, not the content of the file.",
        "curl reads the file with -d @FILE or --data-binary @FILE, but not with --data-raw.",
    ),
    (re.compile(r"<(?!<)"), "The body is XML or HTML.", f"{_LIBRARY}."),
    (re.compile(r"```"), "The body is in a Markdown code fence.", "Remove the lines that begin with ```."),
    (re.compile(r"(?:map\[|&\{)"), "The body is what Go prints for a map or struct, not JSON.", f"{_MARSHAL}."),
    (re.compile(r"\{\s*[\w.]+=(?!>)"), "The body is what Java prints for a Map, not JSON.", f"{_MARSHAL}."),
    (
        re.compile(r"(?:[\w.$]+@[0-9a-f]{4,}\Z|class \w+ \{)"),
        "The body is what Java prints for an object (its toString()), not JSON.",
        f"{_MARSHAL}.",
    ),
    (re.compile(r"Array\s*\("), "The body is what PHP prints for an array, not JSON.", "Send json_encode($payload)."),
    (
        re.compile(r"b'\{|b\"\{"),
        'The body is what Python prints for bytes: b"…".',
        "Send the bytes themselves, or json=payload. str() and f-strings add the b and the quotes.",
    ),
    (
        re.compile(r"\{\s*&(?:quot|#34);"),
        "The body's quotation marks are escaped as &quot;, as in HTML.",
        "Send the text without HTML escaping.",
    ),
    (
        re.compile(
            r"(?:Invoke-(?:RestMethod|WebRequest)|irm|iwr|wget|https?(?: +POST\b)|const|let|var|await|import|from|async"
            r"|return|package|public)\s+\S|\$\.|\$\w+ *=|\w+ = ?[{[]|[\w.]+\(|%dw\b|#\[",
        ),
        "The text is program code, not the request that it sends.",
        "Use the request itself: the JSON, the HTTP message, or a curl command, which browsers and Postman can copy.",
    ),
    (
        re.compile(
            r"(?:#[^\n]*\n|---[^\n]*\n|[ \t\r]*\n)*(?:workflow|workitem|commonModule|(?:in|out|secure)\w*Call"
            r"|in\w+(?:Chat|Email|Message)|bot|botFlow|digitalBot|voicemail|voiceSurvey|surveyInvite):[ \t]*\r?\n",
            re.IGNORECASE,
        ),
        "The body is an Architect flow in YAML, not a launch request.",
        "To check the flow, run `architrave lint FILE`. To launch it, send JSON.",
    ),
    (re.compile(r"(?:---\s*\n)?\w+:(?:[ \t]+\S|[ \t]*\r?\n)"), "The body is YAML.", f"{_LIBRARY}."),
)


def foreign_text(text: str) -> tuple[str, str] | None:
    """What a text is that is not JSON, and how to fix it: message and help; None for one that may be meant as JSON."""
    if _BASE64.fullmatch(text) and _holds_json(text):
        return "The body is JSON encoded in Base64.", f"{_LIBRARY}, without Base64."
    return next(((message, help_) for pattern, message, help_ in _TEXTS if pattern.match(text)), None)


def _holds_json(text: str) -> bool:
    try:
        return b64decode(text).lstrip()[:1] == b"{"
    except (Error, ValueError):
        return False
