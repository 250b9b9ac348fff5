"""Requests in the log of OkHttp's HttpLoggingInterceptor, and of Feign: `--> POST URL`, … `--> END POST`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from architrave.contract.reading.found import Found
from architrave.contract.reading.log_lines import Line, following, joined
from architrave.contract.reading.messages import VERBS, body_in, read_message
from architrave.contract.reading.word import Word

START = re.compile(
    rf"^(?P<lead>[^\n]*?)-{{2,3}}> (?P<first>(?:{VERBS}) \S+(?: [\w/.]+)?)(?: \([^\n()]*body[^\n()]*\))?[ \t\r]*$",
    re.MULTILINE,
)
"""The first line of a request; at the level BASIC also the only one, with the size of the body."""
_END = re.compile(rf"-->+ (?P<end>END) \w+(?: \((?:(?P<bytes>\d+)-byte)?)?|-->+ (?P<next>{VERBS}) |<--+ ")


@dataclass(frozen=True, slots=True)
class _Logged:
    """A request that OkHttp logged: its first line, the others up to its end, and the line that ends it."""

    found: re.Match[str]
    lines: list[Line]
    closing: re.Match[str] | None

    @property
    def is_cut(self) -> bool:
        """Whether another request begins before this one ends."""
        return self.closing is not None and self.closing["next"] is not None

    @property
    def is_ended(self) -> bool:
        """Whether the log has its end. If it has that of other requests only, the lines of this one are elsewhere."""
        return self.closing is not None and self.closing["end"] is not None

    @property
    def has_body(self) -> bool | None:
        """Whether it has a body, as far as the log says so."""
        size = self.closing["bytes"] if self.closing is not None else None
        return None if size is None else int(size[:9]) > 0

    @property
    def end(self) -> int:
        """Where its last line ends."""
        return self.lines[-1].end if self.lines else self.found.end()


def okhttp_requests(text: Word) -> Iterator[Found]:
    """OkHttp's HttpLoggingInterceptor, and Feign: `--> POST URL`, then headers, body and `--> END POST`."""
    starts = list(START.finditer(text.value))
    logged = [_logged(text.value, found) for found in starts]
    if any(one.is_cut for one in logged) or len({one.is_ended for one in logged}) > 1:
        logged = [_logged(text.value, found, exactly=True) for found in starts]
    cut: list[_Logged] = []
    for one in logged:
        draft = read_message(joined(text, one.found.span("first"), one.lines), has_body=one.has_body)
        if draft is None:
            continue
        if cut or (one.is_cut and not (draft.body is not None and draft.body.value)):
            cut.append(one)
            if one.is_cut:
                continue
            yield from _mixed(text, cut)
            cut = []
        else:
            yield one.found.start(), one.end, draft
    yield from _mixed(text, cut)


def _logged(text: str, found: re.Match[str], *, exactly: bool = False) -> _Logged:
    lines: list[Line] = []
    for line in following(text, found.end() + 1, found["lead"], exactly=exactly):
        closing = _END.search(text, line.content, line.end)
        if closing is not None:
            return _Logged(found, lines, closing)
        lines.append(line)
    return _Logged(found, lines, None)


def _mixed(text: Word, requests: list[_Logged]) -> Iterator[Found]:
    """Requests whose lines are mixed, with nothing that tells them apart. The bodies are known, in their order."""
    if not requests:
        return
    bodies: list[Word] = []
    last = requests[-1].found
    left = len(requests)
    for line in following(text.value, last.end() + 1, last["lead"]):
        closing = _END.search(text.value, line.content, line.end)
        left -= closing is not None and closing["end"] is not None
        if left == 0 or (closing is not None and closing["next"] is not None):
            break
        if text.value[line.content : line.end].lstrip()[:1] in ("{", "["):
            bodies.append(body_in(text.part(0, line.end), line.content))
    for index, one in enumerate(requests):
        draft = read_message(text.part(*one.found.span("first")))
        if draft is None:
            continue
        draft.body = bodies[index] if index < len(bodies) else None
        draft.headers, draft.is_mixed = None, True
        yield one.found.start(), one.found.end(), draft
