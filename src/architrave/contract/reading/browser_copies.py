"""Requests that a browser's developer tools copied: "Copy as fetch", "as Node.js fetch" and "as PowerShell"."""

import re
from collections.abc import Iterator

from architrave.contract.reading.described import read_described
from architrave.contract.reading.escapes import unescape, unescape_backticks
from architrave.contract.reading.found import Draft, Header
from architrave.contract.reading.located import locate
from architrave.contract.reading.word import Word

FETCH = re.compile(r"(?<![\w.])fetch\(\s*\"(?P<url>(?:[^\"\\\n]|\\.)*)\"\s*(?P<after>,\s*(?=\{)|\))")
POWERSHELL = re.compile(r"(?<![\w-])(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b", re.IGNORECASE)
_PLAIN = "text/plain;charset=UTF-8"
_FORM = "application/x-www-form-urlencoded"
_GAP = r"(?:\s|`\r?\n)*"
_DOUBLE = r"\"(?:[^\"`]|`.|\"\")*\""
_SINGLE = r"'(?:[^']|'')*'"
_VALUE = rf"(?:{_DOUBLE}|{_SINGLE}|[^\s\"'@(`-]\S*)"
_OPTION = re.compile(
    rf"-(?P<name>[A-Za-z]+){_GAP}(?:\(\[System\.Text\.Encoding\]::UTF8\.GetBytes\({_GAP}(?P<bytes>{_DOUBLE}|{_SINGLE})\)\)"
    rf"|@\{{(?P<table>(?:{_DOUBLE}|{_SINGLE}|[^}}\"'])*)\}}|(?P<value>{_VALUE}))?{_GAP}",
    re.DOTALL,
)
_ENTRY = re.compile(rf"(?P<name>{_DOUBLE}|{_SINGLE}|[\w-]+)\s*=\s*(?P<value>{_DOUBLE}|{_SINGLE})", re.DOTALL)


def copied_fetches(text: Word) -> Iterator[Draft]:
    """Every call of fetch whose arguments are literals, as browsers write them."""
    for found in FETCH.finditer(text.value):
        options = locate(text, found.end()) if found["after"] != ")" else None
        if options is None and found["after"] != ")":
            continue
        draft = read_described(options) if options is not None else Draft(text.span(*found.span()))
        draft.span = text.span(*found.span())
        url = unescape(text.part(*found.span("url")))
        url.start, url.end = url.start - 1, url.end + 1
        draft.url = url
        draft.headers = draft.headers or []
        draft.headers_span = draft.headers_span or text.span(found.start(), found.start() + len("fetch"))
        if draft.method is None:
            draft.method = Word(draft.span[0], draft.span[1], "GET")
        if draft.body is not None and draft.body.value:
            draft.default_header("Content-Type", _PLAIN, (draft.body.start, draft.body.end))
        yield draft


def copied_powershell(text: Word) -> Iterator[Draft]:
    """Every call of Invoke-WebRequest or Invoke-RestMethod whose arguments are literals."""
    for found in POWERSHELL.finditer(text.value):
        draft = Draft(text.span(*found.span()), headers=[], headers_span=text.span(*found.span()))
        at = found.end()
        gap = re.compile(_GAP).match(text.value, at)
        at = gap.end() if gap is not None else at
        while (option := _OPTION.match(text.value, at)) is not None:
            _take(text, option, draft)
            at = option.end()
        if draft.url is None or (draft.body is not None and draft.body.value.startswith(("$", "("))):
            continue
        if draft.method is None:
            draft.method = Word(*draft.span, "GET")
        if draft.body is None and draft.method.value.upper() not in ("POST", "PUT", "PATCH"):
            draft.body = Word(draft.span[0])
        if draft.body is not None and draft.body.value:
            draft.default_header("Content-Type", _FORM, (draft.body.start, draft.body.end))
        yield draft


def _take(text: Word, option: re.Match[str], draft: Draft) -> None:
    name = option["name"].lower()
    if option["table"] is not None and name == "headers":
        start = option.start("table")
        for entry in _ENTRY.finditer(option["table"]):
            key, value = (
                _string(text.part(start + entry.start(part), start + entry.end(part))).value
                for part in ("name", "value")
            )
            _set(draft, Header(key, value, text.span(start + entry.start(), start + entry.end())))
        return
    group = "bytes" if option["bytes"] is not None else "value"
    if option[group] is None:
        return
    word = _string(text.part(*option.span(group)))
    if name == "uri":
        draft.url = word
    elif name == "method":
        draft.method = word
    elif name == "body":
        draft.body = word
    elif name == "contenttype":
        _set(draft, Header("Content-Type", word.value, (word.start, word.end)))


def _set(draft: Draft, header: Header) -> None:
    kept = [other for other in draft.headers or () if other.name.lower() != header.name.lower()]
    draft.headers = [*kept, header]


def _string(written: Word) -> Word:
    mark = written.value[:1]
    if mark not in ("'", '"') or len(written.value) < 2:
        return written
    inner = written.part(1, len(written.value) - 1)
    word = unescape_backticks(inner) if mark == '"' else inner.replaced(re.compile("''"), lambda _: "'")
    word.start, word.end = written.start, written.end
    return word
