"""Detects the format of a text (JSON, curl, raw HTTP, a HAR file, a log, …), and reads the requests in it.

A body, an HTTP message and a curl command are recognized first and need nothing else. The readers of other formats are
imported when the text may be one of theirs.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from msgspec import structs

from architrave.contract.body.text import decode
from architrave.contract.layout import Layout
from architrave.contract.reading.curl import COMMAND, ReadFile, read_curl
from architrave.contract.reading.found import Draft, FoundRequest, NotARequest
from architrave.contract.reading.raw_http import HEADERS, REQUEST_LINE, read_headers_first, read_raw_http
from architrave.contract.reading.word import Word
from architrave.contract.request import LAUNCH_PATH, Sent
from architrave.diagnostics import Source

_RESPONSE = re.compile(r"^HTTP/[\d.]+ \d{3}\b", re.MULTILINE)
_DOCUMENT = re.compile(
    r'"(?:log|info|item|request|requests|config|options|headers|httpMethod|method|verb|url|uri|cells|access_token|code'
    r'|level|message|msg|timestamp|payload|body|values|contract|openapi|swagger|\$schema|dependencies)"\s*:',
    re.IGNORECASE,
)
_HTTP_FILE = re.compile(r"^(?:###|[ \t]*@[\w.-]+[ \t]*=|>>?!?[ \t]*\{%|>>?!? \S+\.\w+\s*$|<>? )|\{\{", re.MULTILINE)
_HTTP_LINE = re.compile(
    r"\A(?:\s|###?[^\n]*\n|//[^\n]*\n|@[^\n]*\n|<[ \t]*\{%.*?%\})*(?:GET|POST|PUT|PATCH|DELETE)[ \t]+\S",
    re.IGNORECASE | re.DOTALL,
)
_CODE_FIELD = re.compile(rb"flow[-_ ]?id\W", re.IGNORECASE)
_READS = ("GET", "HEAD", "OPTIONS")


def read_request(data: bytes, name: str, read_file: ReadFile | None = None) -> Sent:
    """Read one request from the bytes of a file called `name`: the first one, if it has several.

    What is not a request is taken as a body, so that a check says what is wrong with it. The layout of the result has
    the text, to show places in it. `read_file` reads the files that a curl command names; without it their content is
    unknown.
    """
    found = read_requests(data, name, read_file)
    return as_body(data, name) if isinstance(found, NotARequest) else found[0].sent


def as_body(data: bytes, name: str) -> Sent:
    """A request with these bytes as its body, whatever they are; everything else is unknown."""
    return Sent(body=data, layout=Layout(Source(name, decode(data))))


def read_requests(
    data: bytes, name: str, read_file: ReadFile | None = None, environment: Mapping[str, str] | None = None
) -> tuple[FoundRequest, ...] | NotARequest:
    """Read every launch from the bytes of a file called `name`; or say what the file is, if it is not a request.

    A file that may be a request, such as one in which the JSON is broken, is one with that text as its body.
    `environment` has values of variables that a collection or a file of HTTP requests uses.
    """
    source = Source(name, decode(data))
    if _HTTP_FILE.search(source.text) and _HTTP_LINE.search(source.text):
        from architrave.contract.reading.http_file import http_requests

        several = _only_launches(http_requests(source, read_file, environment or {}))
        if several is not None:
            return several
    sent = _plain(data, source, read_file)
    if sent is not None:
        return (FoundRequest(sent),)
    from architrave.contract.reading.other_files import other_bytes

    return other_bytes(data) or _from_other(data, source, environment or {})


def _plain(data: bytes, source: Source, read_file: ReadFile | None) -> Sent | None:
    """The request in a JSON body, an HTTP message or a curl command; None for anything else."""
    text = source.text
    begin = text.lstrip("\ufeff \t\r\n")[:1]
    if begin in ('"', "[") and _is_code(source):
        return None
    if begin in ("{", "[", '"', ""):
        is_body = begin != "" and not _DOCUMENT.search(text)
        return Sent(body=data, layout=Layout(source)) if is_body else None
    if (line := REQUEST_LINE.match(text)) is not None and _is_request_line(line):
        response = _RESPONSE.search(text, line.end())
        return read_raw_http(data, source, line) if response is None else _without(response, source, line)
    if (command := COMMAND.search(text)) is not None:
        return read_curl(source, command.end() - len(command.group().split()[-1]), read_file)
    if HEADERS.match(text) is not None:
        return read_headers_first(data, source)
    return None


def _only_launches(requests: list[FoundRequest]) -> tuple[FoundRequest, ...] | NotARequest | None:
    """The launches in a file of HTTP requests; the only request there is taken as one."""
    if len(requests) < 2:
        return tuple(replace(item, label="", start=0) for item in requests) or None
    launches = [item for item in requests if _is_launch(item.sent)]
    if not launches:
        return _no_launch(len(requests))
    return tuple(launches)


def _is_code(source: Source) -> bool:
    """Whether a text that begins like JSON is code: a docstring, "use strict", an attribute in brackets."""
    if source.text.lstrip("\ufeff \t\r\n").startswith('"""'):
        return True
    from architrave.contract.reading.source_code import has_code_suffix

    return has_code_suffix(source.name)


def _is_request_line(line: re.Match[str]) -> bool:
    """Whether a line is not a sentence that begins like a request: "POST /api/v2/flows/executions returns 400"."""
    return "HTTP/" in line["line"] or " " not in line["target"].strip()


def _without(response: re.Match[str], source: Source, line: re.Match[str]) -> Sent:
    """The request in a text that shows its response too."""
    text = source.text[: response.start()]
    sent = read_raw_http(text.encode("utf-8", "surrogatepass"), Source(source.name, text), line)
    layout = sent.layout
    return sent if layout is None else structs.replace(sent, layout=replace(layout, source=source))


def _from_other(data: bytes, source: Source, environment: Mapping[str, str]) -> tuple[FoundRequest, ...] | NotARequest:
    body = (FoundRequest(Sent(body=data, layout=Layout(source))),)
    text = Word.whole(source.text)
    if source.text[:1] == "\ufeff":
        text = text.part(1, len(source.text))
    if text.value.lstrip()[:1] in ("{", "[") and not (text.value.lstrip()[:1] == "[" and _is_code(source)):
        from architrave.contract.reading.json_documents import read_document

        found = read_document(text, environment)
        if isinstance(found, NotARequest):
            return found
        if found is not None:
            return _launches(found, source) or body
        if not _is_log(text):
            return body
    from architrave.contract.reading.other_texts import read_text

    found = read_text(text, source.name)
    if isinstance(found, NotARequest):
        return found
    return _launches(found, source) or body


def _is_log(text: Word) -> bool:
    """Whether a text that begins like JSON is a log with one object a line. Anything else is a body."""
    from architrave.contract.reading.described import has_body_field
    from architrave.contract.reading.located import locate

    first = locate(text)
    is_one = first is None or has_body_field(first.value)
    return not is_one and re.search(r"\}\s*\n\s*\{", text.value) is not None


def _launches(found: Iterable[tuple[str, Draft]], source: Source) -> tuple[FoundRequest, ...] | NotARequest | None:
    """The launches among the requests; a single request that may change something is taken as one."""
    drafts = list(found)
    requests = [(label, draft, draft.sent(source)) for label, draft in drafts]
    launches = [item for item in requests if _is_launch(item[2])]
    launches = _without_doubles(launches)
    if not launches and len(requests) == 1 and requests[0][2].method not in _READS:
        launches = requests
    if launches and all(sent.body is None for _, _, sent in launches):
        line = source.position(launches[0][1].span[0]).line
        return NotARequest(
            f"{{name}} shows a launch (line {line}) but not its body.",
            "Log the body too (curl -v and some log levels leave it out), or give the body alone.",
        )
    if launches:
        return _once_each(
            FoundRequest(sent, f"{label}: {draft.title}".strip(": ") or "A body", draft.span[0])
            for label, draft, sent in launches
        )
    if not drafts:
        return None
    return _no_launch(len(drafts))


def _no_launch(requests: int) -> NotARequest:
    count = "one request" if requests == 1 else f"{requests} requests"
    return NotARequest(
        f"{{name}} contains {count}, but none that launches a flow (POST {LAUNCH_PATH}).",
        "Record or export the launch itself.",
    )


def _without_doubles(launches: list[tuple[str, Draft, Sent]]) -> list[tuple[str, Draft, Sent]]:
    """The launches without those that a client logs twice: once without a body, and once with it."""
    kept: list[tuple[str, Draft, Sent]] = []
    with_body = Counter((sent.method, sent.path) for _, _, sent in launches if sent.body is not None)
    for item in launches:
        _, draft, sent = item
        if sent.body is not None or draft.is_mixed or with_body[sent.method, sent.path] <= 0:
            kept.append(item)
        else:
            with_body[sent.method, sent.path] -= 1
    return kept


def _once_each(launches: Iterable[FoundRequest]) -> tuple[FoundRequest, ...]:
    """The launches of a log, with those that were sent again, to the letter, only once."""
    kept: list[FoundRequest] = []
    seen: dict[Any, int] = {}
    for item in launches:
        sent, layout = item.sent, item.sent.layout
        same = (sent.method, sent.host, sent.path, sent.body, tuple((sent.headers or {}).items()))
        if layout is None or layout.body_form != "fixed" or same not in seen:
            seen[same] = len(kept)
            kept.append(item)
        else:
            first = kept[seen[same]]
            kept[seen[same]] = replace(first, repeated=(*first.repeated, item.start))
    return tuple(kept)


def _is_launch(sent: Sent) -> bool:
    from architrave.contract.paths import means_launch

    if sent.method in _READS:
        return False
    path = (sent.path or "").partition("?")[0]
    if path.startswith("/oauth/"):
        return False
    return path == LAUNCH_PATH or means_launch(path) or _CODE_FIELD.search(sent.body or b"") is not None
