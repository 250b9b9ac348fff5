"""Requests in the logs of HTTP clients, however each of them writes a request down.

Each form is turned into one HTTP message, which `messages` reads; structured logs are read by `described`.
"""

import re
from collections.abc import Callable, Iterator

from architrave.contract.reading.escapes import unescape, unescape_wire
from architrave.contract.reading.found import Draft
from architrave.contract.reading.log_lines import Line, following, joined
from architrave.contract.reading.messages import VERBS, read_message
from architrave.contract.reading.word import Word

Found = tuple[int, int, Draft]
"""A request, and where it begins and ends in the text that was searched."""

_OKHTTP = re.compile(rf"^(?P<lead>[^\n]*?)-{{2,3}}> (?P<first>(?:{VERBS}) \S+[^\n]*)$", re.MULTILINE)
_OKHTTP_END = re.compile(rf"--> END \w+(?: \((?:(?P<bytes>\d+)-byte)?)?|--> (?:{VERBS}) |<-- ")
_MESSAGE = re.compile(
    rf"^(?P<lead>(?:[^\n\"']{{0,300}}?[\s>|:\]\-])??)(?P<first>(?:{VERBS})[ \t]+[^\s\"']+[ \t]+HTTP/[\d.]+)[ \t\r]*$"
    rf"|^(?P<jersey>[^\n]{{0,300}}?\d+ > )(?P<start>(?:{VERBS})[ \t]+[^\s\"']+)[ \t\r]*$",
    re.MULTILINE,
)
_RESPONSE = re.compile(r"(?:<+ ?|\d+ < ?)?HTTP/[\d.]+ \d{3}\b|< |\* |\d+ < \d{3}\b|\d+ \* Client response")
_WIRE = re.compile(
    r"^[^\n]*?(?:(?P<sent>>>|<-) \"(?P<content>[^\n]*)\"|(?P<received><<|->) \"[^\n]*)[ \t\r]*$", re.MULTILINE
)
_SEND = re.compile(
    r"(?P<sent>send): b?(?:'(?P<single>(?:[^'\\\n]|\\.)*)'|\"(?P<double>(?:[^\"\\\n]|\\.)*)\")|^(?P<received>reply): ",
    re.MULTILINE,
)
_QUOTED = re.compile(rf"[\"'](?P<content>(?:{VERBS}) [^\s\"'\\]+ HTTP/[\d.]+\\r\\n(?:[^\"\\\n]|\\.)*)[\"']")
_REQUEST = re.compile(rf"(?:{VERBS}) \S+ HTTP/", re.IGNORECASE)


def logged_requests(text: Word) -> list[Found]:
    """Every request in a log that is written like an HTTP message."""
    found = [item for reader in _READERS for item in reader(text)]
    found.sort(key=lambda item: item[:2])
    apart: list[Found] = []
    for item in found:
        if not apart or item[0] >= apart[-1][1]:
            apart.append(item)
        elif apart[-1][2].body is None and item[2].body is not None:
            apart[-1] = item
    return apart


def _okhttp(text: Word) -> Iterator[Found]:
    """OkHttp's HttpLoggingInterceptor, and Feign: `--> POST URL`, then headers, body and `--> END POST`."""
    for found in _OKHTTP.finditer(text.value):
        lines: list[Line] = []
        closing = None
        for line in following(text.value, found.end() + 1, found["lead"]):
            closing = _OKHTTP_END.search(text.value, line.content, line.end)
            if closing is not None:
                break
            lines.append(line)
        size = closing["bytes"] if closing is not None else None
        message = joined(text, found.span("first"), lines)
        draft = read_message(message, has_body=None if size is None else int(size[:9]) > 0)
        if draft is not None:
            yield found.start(), lines[-1].end if lines else found.end(), draft


def _messages(text: Word) -> Iterator[Found]:
    """Messages as they are sent: MuleSoft, Jersey, Go's DumpRequestOut, `curl -v`, HTTPie."""
    for found in _MESSAGE.finditer(text.value):
        lead, first = (found["lead"], "first") if found["first"] is not None else (found["jersey"], "start")
        lines: list[Line] = []
        for line in following(text.value, found.end() + 1, lead):
            if _RESPONSE.match(text.value, line.content, line.end) or _REQUEST.match(
                text.value, line.content, line.end
            ):
                break
            lines.append(line)
        draft = read_message(joined(text, found.span(first), lines))
        if draft is not None:
            yield found.start(), lines[-1].end if lines else found.end(), draft


def _wire(text: Word) -> Iterator[Found]:
    r"""Wire logs of Apache HttpClient, `>> "POST … HTTP/1.1[\r][\n]"`, and of Ruby, `<- "POST …"`."""

    def piece(found: re.Match[str]) -> Word:
        content = text.part(*found.span("content"))
        return unescape(content) if found["sent"] == "<-" else unescape_wire(content)

    return _pieces(_WIRE.finditer(text.value), piece)


def _send(text: Word) -> Iterator[Found]:
    """What Python's http.client prints with a debug level, also for requests and urllib3: `send: b'POST …'`."""

    def piece(found: re.Match[str]) -> Word:
        return unescape(text.part(*found.span("single" if found["single"] is not None else "double")))

    return _pieces(_SEND.finditer(text.value), piece)


def _pieces(lines: Iterator[re.Match[str]], piece: Callable[[re.Match[str]], Word]) -> Iterator[Found]:
    """Messages of which each line of the log has a piece; a piece that begins a request, or a reply, ends the last."""
    group: list[Word] = []
    start, end = 0, 0
    for found in lines:
        word = piece(found) if found["sent"] is not None else None
        if group and (word is None or _REQUEST.match(word.value)):
            yield from _whole(group, start, end)
            group = []
        if word is not None and (group or _REQUEST.match(word.value)):
            start = found.start() if not group else start
            group.append(word)
            end = found.end()
    yield from _whole(group, start, end)


def _whole(group: list[Word], start: int, end: int) -> Iterator[Found]:
    draft = read_message(Word.joined(group)) if group else None
    if draft is not None:
        yield start, end, draft


def _quoted(text: Word) -> Iterator[Found]:
    r"""A whole message in one quoted string with `\r\n` in it, as Go prints with %q."""
    for found in _QUOTED.finditer(text.value):
        draft = read_message(unescape(text.part(*found.span("content"))))
        if draft is not None:
            yield found.start(), found.end(), draft


_READERS = (_okhttp, _messages, _wire, _send, _quoted)
