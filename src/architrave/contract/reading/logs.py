"""Requests in the logs of HTTP clients, however each of them writes a request down.

Each form is turned into one HTTP message, which `messages` reads; structured logs are read by `described`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from architrave.contract.reading.escapes import unescape, unescape_wire
from architrave.contract.reading.found import Found
from architrave.contract.reading.log_lines import Line, following, joined, lead_pattern, with_one_line_records
from architrave.contract.reading.messages import VERBS, read_message
from architrave.contract.reading.okhttp import START, okhttp_requests
from architrave.contract.reading.word import Word

_MESSAGE = re.compile(
    rf"^(?P<lead>(?:[^\n\"']{{0,300}}?[\s>|:\]\-])??)(?P<first>(?:{VERBS})[ \t]+[^\s\"']+[ \t]+HTTP/[\d.]+)[ \t\r]*$"
    rf"|^(?P<jersey>[^\n]{{0,300}}?\d+ > )(?P<start>(?:{VERBS})[ \t]+[^\s\"']+)[ \t\r]*$",
    re.MULTILINE,
)
_RESPONSE = re.compile(r"(?:<+ ?|\d+ < ?)?HTTP/[\d.]+ \d{3}\b|< |\* |\d+ < \d{3}\b|\d+ \* Client response")
_WIRE = re.compile(
    r"^(?P<lead>[^\n]*?)(?:(?P<sent>>>|<-) \"(?P<content>[^\n]*)\"|(?P<received><<|->) \"[^\n]*)[ \t\r]*$", re.MULTILINE
)
_SEND = re.compile(
    r"(?P<sent>send): b?(?:'(?P<single>(?:[^'\\\n]|\\.)*)'|\"(?P<double>(?:[^\"\\\n]|\\.)*)\")|^(?P<received>reply): ",
    re.MULTILINE,
)
_QUOTED = re.compile(rf"[\"'](?P<content>(?:{VERBS}) [^\s\"'\\]+ HTTP/[\d.]+\\r\\n(?:[^\"\\\n]|\\.)*)[\"']")
_REQUEST = re.compile(rf"(?:{VERBS}) \S+ HTTP/", re.IGNORECASE)


def logged_requests(text: Word) -> list[Found]:
    """Every request in a log that is written like an HTTP message."""
    text = with_one_line_records(text, (START, _MESSAGE))
    found = [item for reader in _READERS for item in reader(text)]
    found.sort(key=lambda item: item[:2])
    apart: list[Found] = []
    for item in found:
        if not apart or item[0] >= apart[-1][1] or _is_another(item, apart[-1]):
            apart.append(item)
        elif apart[-1][2].body is None and item[2].body is not None:
            apart[-1] = item
    return apart


def _is_another(item: Found, last: Found) -> bool:
    """Whether a request that begins inside the lines of the last one is another, such as that of another thread."""
    mine, other = item[2].body, last[2].body
    return item[0] > last[0] and mine is not None and other is not None and not (other.start <= mine.start < other.end)


def _messages(text: Word) -> Iterator[Found]:
    """Messages as they are sent: MuleSoft, Jersey, Go's DumpRequestOut, `curl -v`, HTTPie."""
    for found in _MESSAGE.finditer(text.value):
        lead, first = (found["lead"], "first") if found["first"] is not None else (found["jersey"], "start")
        lines: list[Line] = []
        for line in following(text.value, found.end() + 1, lead, exactly=found["jersey"] is not None):
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
    """Messages of which each line of the log has a piece; a piece that begins a request, or a reply, ends the last.

    Lines with another lead, such as the number of another connection, belong to another message.
    """
    groups: dict[re.Pattern[str] | None, _Group] = {}
    for found in lines:
        group = groups.setdefault(lead_pattern(found.groupdict().get("lead") or ""), _Group())
        word = piece(found) if found["sent"] is not None else None
        begins = word is not None and _REQUEST.match(word.value) is not None
        if word is None or begins:
            yield from group.take()
        if word is not None and (group.words or begins):
            group.start = group.start if group.words else found.start()
            group.words.append(word)
            group.end = found.end()
    for group in groups.values():
        yield from group.take()


@dataclass(slots=True)
class _Group:
    """The pieces of a message so far, and where they begin and end in the log."""

    words: list[Word] = field(default_factory=list[Word])
    start: int = 0
    end: int = 0

    def take(self) -> Iterator[Found]:
        """The request that the pieces are, if they are one. The group is empty afterwards."""
        draft = read_message(Word.joined(self.words)) if self.words else None
        if draft is not None:
            yield self.start, self.end, draft
        self.words = []


def _quoted(text: Word) -> Iterator[Found]:
    r"""A whole message in one quoted string with `\r\n` in it, as Go prints with %q."""
    for found in _QUOTED.finditer(text.value):
        draft = read_message(unescape(text.part(*found.span("content"))))
        if draft is not None:
            yield found.start(), found.end(), draft


_READERS = (okhttp_requests, _messages, _wire, _send, _quoted)
