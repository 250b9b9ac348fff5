"""Requests in logs that write one line for each part: `URL: …`, `Method: …`, `Headers: …`, `Body: …`.

The Genesys Cloud SDKs, Spring interceptors, REST Assured, RestSharp and ASP.NET do so, each in other words.
"""

import re
from collections.abc import Iterator

from architrave.contract.reading.found import Draft, Found, Header
from architrave.contract.reading.messages import VERBS, body_in
from architrave.contract.reading.word import Word

_LABEL = re.compile(
    r"^(?P<lead>[^\n]{0,300}?)\b(?:(?:Http[ _-]?)?Request[ _-]?)?"
    r"(?P<label>URL|URI|Path|Endpoint|Method|Verb|Headers?|Body|Payload|Content)[ \t]*[:=][ \t]*(?P<rest>[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_KINDS = {
    **dict.fromkeys(("url", "uri", "path", "endpoint"), "url"),
    **dict.fromkeys(("method", "verb"), "method"),
    **dict.fromkeys(("header", "headers"), "headers"),
    **dict.fromkeys(("body", "payload", "content"), "body"),
}
_ENDED = re.compile(r"=+ ?RESPONSE|^[^\n]{0,300}?\b(?:Response|Status)(?:[ _-]?Code)?\b", re.IGNORECASE | re.MULTILINE)
_METHOD = re.compile(rf"['\"]?(?P<method>{VERBS})\b", re.IGNORECASE)
_URL = re.compile(r"['\"]?(?P<url>(?:https?://|/)[^\s'\",]+)")
_ROW = re.compile(r"[ \t]+(?P<name>[A-Za-z][\w-]*)[ \t]*[:=][ \t]*(?P<value>[^\n]*?)[ \t\r]*$", re.MULTILINE)
_INLINE = re.compile(
    r"\"?(?P<name>[A-Za-z][\w-]*)\"?[ \t]*[:=][ \t]*(?:\[|\")?(?P<value>[^\"\]]*?)(?:\"\]?|\]|(?=,|$))"
)
_MOST_LINES = 60


def labelled_requests(text: Word) -> Iterator[Found]:
    """Every request in a text that has a label for its method and its address."""
    block: dict[str, re.Match[str]] = {}
    done = 0
    for found in _LABEL.finditer(text.value):
        kind = _KINDS[found["label"].lower()]
        if block and (kind in block or _is_apart(text.value, _end(block), found.start())):
            for item in _read(text, block):
                done = item[1]
                yield item
            block = {}
        # A label in the body of the last request is not one.
        if found.start() >= done and (block or kind in ("url", "method")):
            block[kind] = found
    yield from _read(text, block)


def _end(block: dict[str, re.Match[str]]) -> int:
    return max(found.end() for found in block.values())


def _is_apart(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return between.count("\n") > _MOST_LINES or _ENDED.search(between) is not None


def _read(text: Word, block: dict[str, re.Match[str]]) -> Iterator[Found]:
    if not {"url", "method"} <= block.keys():
        return
    method = _METHOD.match(block["method"]["rest"])
    url = _URL.match(block["url"]["rest"])
    if method is None or url is None:
        return
    start = min(found.start() for found in block.values())
    draft = Draft(text.span(start, _end(block)))
    draft.method = _inside(text, block["method"], method.span("method"))
    draft.url = _inside(text, block["url"], url.span("url"))
    if (headers := block.get("headers")) is not None:
        draft.headers = list(_headers(text, headers))
        draft.headers_span = text.span(headers.start("label"), headers.end("label"))
    end = _end(block)
    if (body := block.get("body")) is not None:
        draft.body = body_in(text.part(0, _body_end(text.value, body)), body.start("rest"))
        end = max(end, body.start("rest") + len(draft.body.value))
    yield start, end, draft


def _inside(text: Word, found: re.Match[str], span: tuple[int, int]) -> Word:
    at = found.start("rest")
    return text.part(at + span[0], at + span[1])


def _body_end(text: str, body: re.Match[str]) -> int:
    """The end of the body's text: that of its line, unless it is JSON, which says where it ends."""
    rest = body["rest"].strip()
    below = text[body.end() :].lstrip()[:1]
    return len(text) if rest[:1] in ("{", "[") or (not rest and below in ("{", "[")) else body.end()


def _headers(text: Word, found: re.Match[str]) -> Iterator[Header]:
    at = found.start("rest")
    if found["rest"].strip():
        for item in _INLINE.finditer(found["rest"].strip("[]{} \t\r")):
            yield Header(item["name"], item["value"].strip(), text.span(at, at + len(found["rest"].rstrip())))
        # REST Assured writes the first header on the line of the label and the others below.
    at = found.end() + 1
    while (row := _ROW.match(text.value, at)) is not None:
        yield Header(row["name"], row["value"], text.span(*row.span("name")))
        at = row.end() + 1
