"""Files that are not requests at all: what they are, as far as their content shows it, and what to give instead."""

import re

from architrave.cloud.exports import export_suffix, is_export_text
from architrave.contract.reading.found import NotARequest

_BYTES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "an image (PNG)", ""),
    (b"\xff\xd8\xff", "an image (JPEG)", ""),
    (b"GIF8", "an image (GIF)", ""),
    (b"BM", "an image (BMP)", ""),
    (b"%PDF", "a PDF document", ""),
    (b"PK\x03\x04", "a ZIP archive (or a .docx, .xlsx or .jar file)", ""),
    (b"\x1f\x8b", "compressed (gzip)", "Unpack it first."),
    (b"\xca\xfe\xba\xbe", "a compiled Java class", ""),
    (b"\x7fELF", "a program", ""),
    (b"MZ", "a program for Windows", ""),
    (b"SQLite format 3", "an SQLite database", ""),
    (b"\xd4\xc3\xb2\xa1", "a network capture (pcap)", "Export the HTTP stream as text."),
    (b"\x0a\x0d\x0d\x0a", "a network capture (pcapng)", "Export the HTTP stream as text."),
    (b"RIFF", "an image or a sound", ""),
)
_REQUEST = "Give the request: the JSON body, the HTTP message, or a curl command."
_BODY = re.compile(r"flow[-_ ]?id|input[-_ ]?data", re.IGNORECASE)
_COPY = "Copy the request as text and give that."

_FLOW = re.compile(
    r"^(?:workflow|workitem|commonModule|(?:in|out|secure)\w*Call|in\w+(?:Chat|Email|Message)|bot|botFlow|digitalBot"
    r"|voicemail|voiceSurvey|surveyInvite):[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_YAML = re.compile(r"(?:[ \t]*#[^\n]*\n|---[^\n]*\n|[ \t\r]*\n)*\w+:(?:[ \t]|\r?\n|\Z)")
_ORG = re.compile(r"^(?:organization|clients|users|queues|roles|substitutions|schedules|divisions):", re.MULTILINE)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]{40,}\Z")
_SENT_LINES = (
    (
        re.compile(r"\bHTTP Request: POST \S+", re.IGNORECASE),
        "httpx does not log bodies: print json.dumps(payload) before the call.",
    ),
    (
        re.compile(r"https?://\S+ \"POST \S+ HTTP/"),
        "urllib3 does not log bodies: set http.client.HTTPConnection.debuglevel = 1.",
    ),
    (
        re.compile(r"Sending HTTP request POST \S+"),
        "HttpClient does not log bodies: log the serialized body before the call.",
    ),
    (re.compile(r"\"POST /api/v2/\S+ HTTP/"), "An access log has no bodies: log them where the request is sent."),
)


def other_bytes(data: bytes) -> NotARequest | None:
    """What a file is that is not text, or is empty."""
    if not data.strip():
        return NotARequest(
            "{name} is empty.",
            "Save the request in it: the JSON body, the HTTP message, or a curl command. If your program wrote the "
            "file, check that it writes the body.",
        )
    known = next(((what, instead) for begin, what, instead in _BYTES if data.startswith(begin)), None)
    if known is not None:
        return NotARequest(f"{{name}} is {known[0]}.", known[1] or _COPY)
    if b"\0" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff") and not _is_wide(data):
        return NotARequest("{name} is not text.", _COPY)
    return None


def _is_wide(data: bytes) -> bool:
    """Whether text may be UTF-16: every other byte of its beginning is 0."""
    head = data[:64]
    return not any(head[0::2]) or not any(head[1::2])


def export_file(name: str, text: str) -> NotARequest | None:
    """An export of Architect: a file called `NAME.i3InboundFlow` or similar, with encoded content."""
    suffix = export_suffix(name)
    if suffix is None and not (is_export_text(text) and _BASE64.match(text[:400].strip())):
        return None
    kind = f" ({suffix})" if suffix is not None else ""
    return NotARequest(
        f"{{name}} is a flow that Architect exported in its own format{kind}, not a launch request.",
        "Export the flow as YAML, in Architect or with `archy export`, and run `architrave lint FLOW.yaml`.",
    )


def yaml_file(name: str, text: str) -> NotARequest | None:
    """A YAML file that belongs to an organization: a flow, org.yaml, mocks."""
    suffix = name.rpartition(".")[2].lower()
    if not _YAML.match(text) and suffix not in ("yaml", "yml"):
        return None
    if _FLOW.search(text):
        return NotARequest("{name} is a flow, not a launch request.", "To check it, run `architrave lint {file}`.")
    base = re.split(r"[\\/]", name)[-1].lower()
    if base == "org.yaml" or _ORG.search(text):
        return NotARequest(
            "{name} describes an organization; it is not a launch request.",
            "To check it, run `architrave lint FOLDER`. To check a launch against it, run "
            "`architrave check REQUEST --org FOLDER`.",
        )
    if re.match(r"mocks?\b", base):
        return NotARequest(
            "{name} is a file of mocks, not a launch request.", "Use it with `architrave run FLOW --mocks {file}`."
        )
    if suffix in ("yaml", "yml") and not _BODY.search(text):
        return NotARequest("{name} is a YAML file, not a launch request.", _REQUEST)
    return None


def markup(name: str, text: str) -> NotARequest | None:
    """A page, a table or plain text instead of a request."""
    if re.match(r"\s*(?:<!DOCTYPE html|<html\b)", text, re.IGNORECASE):
        return NotARequest("{name} is an HTML page, not a request.", "Copy the request in it and give that.")
    is_table = name.lower().endswith((".csv", ".tsv"))
    rows = [line for line in text.splitlines()[:20] if line.strip()]
    for mark in ",;\t":
        counts = {line.count(mark) for line in rows}
        is_regular = len(rows) > 2 and len(counts) == 1 and counts.pop() > 1 and not re.search(r"[{}<>]", text)
        if is_table or is_regular:
            return NotARequest(
                "{name} is a table, not a request.", "One request launches one flow: give the request for one row."
            )
    if re.match(r"\s*<definitions\b|\s*<(?:\?xml[^>]*>\s*<)?(?:soap|SOAP)", text):
        return NotARequest("{name} is SOAP XML, not a request to the Platform API.", "Send JSON.")
    if re.search(r"\w\s+\w", text) and not re.search(r"[{}\[\]<>\"'=:%]", text):
        return NotARequest("{name} is text without a request.", _REQUEST)
    return None


def only_named(text: str) -> NotARequest | None:
    """A log that names a POST, but has neither its headers nor its body."""
    for pattern, instead in _SENT_LINES:
        if (found := pattern.search(text)) is not None:
            line = text.count("\n", 0, found.start()) + 1
            return NotARequest(f"{{name}} is a log that names a request (line {line}) but not its body.", instead)
    return None
