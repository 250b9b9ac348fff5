"""Requests and bodies that stand as objects in other text: lines of structured logs, bodies that a program logged, and
the errors of axios as Node.js prints them.
"""

import re
from collections.abc import Iterator
from typing import Any

from architrave.contract.body.faults import BodyFaults
from architrave.contract.body.reader import read_value
from architrave.contract.reading.described import describing, has_body_field, read_described
from architrave.contract.reading.escapes import unescape
from architrave.contract.reading.found import Draft, Found, Header
from architrave.contract.reading.located import Located, entries_of, locate
from architrave.contract.reading.messages import VERBS, balanced
from architrave.contract.reading.word import Word
from architrave.contract.wording import dump

_OBJECT = re.compile(r"\{\s*[\"“'”‘]")
_BODY = re.compile(r"\{[^{}]{0,400}?flow[-_]?id[\"“'”’]?\s*:", re.IGNORECASE)
_ESCAPED = re.compile(r"\{(?:\\[nrt]|\s)*\\\"(?:[^\"\\\n]|\\.)*")
_INSPECTED = (re.compile(r"(?<=config: )\{|(?<=options: )\{"), re.compile(r"\{(?=\s*[A-Za-z]+: )"))
"""How the configuration of a request begins: the one that an error contains, else any object."""
_STRING = r"(?:'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`)"
_FIELD = re.compile(rf"(?<![\w'\"-])(?P<name>method|url|baseURL|data|body): (?P<value>{_STRING}(?:\s*\+\s*{_STRING})*)")
_DATA = re.compile(r"(?<![\w'\"-])(?:data|body): \{")
_MOST_TRIED = 100
_LARGEST = 100_000
"""An error that is longer is not looked at."""
_HEADERS = re.compile(r"(?<![\w'\"-])headers: (?:Object )?(?:\[?\w+\]? )?\{")
_HEADER = re.compile(rf"(?P<name>[\w-]+|{_STRING}): (?P<value>{_STRING})")
_ONE = re.compile(_STRING)


def objects_in(text: Word) -> Iterator[Found]:
    """Every object in a text that describes a request or is a launch body."""
    at = 0
    while (found := _OBJECT.search(text.value, at)) is not None:
        located = locate(text, found.start())
        if located is None:
            at = found.end()
            continue
        yield from _of_object(located)
        at = located.end
    yield from next(filter(None, (list(_inspected(text, begin)) for begin in _INSPECTED)), ())
    yield from _escaped(text)
    at = 0
    while (begun := _BODY.search(text.value, at)) is not None:
        at = balanced(text.value, begun.start())
        yield begun.start(), at, _body_only(text.part(begun.start(), at))


def strings_in(text: Word) -> list[Word]:
    """The messages of a structured log, one JSON object a line; those of each thread together."""
    threads: dict[str, list[Word]] = {}
    at = 0
    while (begun := _OBJECT.search(text.value, at)) is not None:
        located = locate(text, begun.start())
        if located is None:
            at = begun.end()
            continue
        message = located.get("message", "log", "msg", "textPayload", "@message", "MESSAGE")
        if message is not None and (word := message.string()) is not None:
            thread = located.get("thread_name", "thread", "threadName", "thread_id", "goroutine", "traceId", "trace_id")
            threads.setdefault(str(thread.value if thread is not None else ""), []).extend(
                (word, Word(word.end, word.end, "" if word.value.endswith("\n") else "\n", [(0, word.end)]))
            )
        at = located.end
    return [word for words in threads.values() for word in words]


def _of_object(located: Located) -> Iterator[Found]:
    if has_body_field(located.value):
        yield located.start, located.end, _body_only(located.source_text())
        return
    for path in describing(located.value):
        yield located.start, located.end, read_described(located.at(path))
    for path in _bodies(located.value):
        body = located.at(path)
        yield located.start, located.end, _body_only(body.source_text())


def _bodies(value: Any) -> Iterator[tuple[str | int, ...]]:
    """The paths of launch bodies that are direct members of an object: `{"msg": "launching", "payload": {…}}`."""
    for key, item in entries_of(value).items():
        if has_body_field(item):
            yield (key,)


def _escaped(text: Word) -> Iterator[Found]:
    for found in _ESCAPED.finditer(text.value):
        end = found.end()
        word = unescape(text.part(found.start(), end))
        located = locate(word)
        if located is not None and has_body_field(located.value):
            yield found.start(), end, _body_only(located.source_text())


def _body_only(body: Word) -> Draft:
    return Draft((body.start, body.end), body=body)


def _inspected(text: Word, begin: re.Pattern[str]) -> Iterator[Found]:
    """The configuration of a request in an error that Node.js printed: `config: { method: 'post', url: '…' }`."""
    at = tried = 0
    while tried < _MOST_TRIED and (found := begin.search(text.value, at)) is not None:
        tried += 1
        at, end = found.end(), balanced(text.value, found.start())
        if end - at > _LARGEST:
            continue
        fields = {
            item["name"]: text.part(*_shift(item.span("value"), found.end()))
            for item in _FIELD.finditer(text.value[found.end() : end])
        }
        if "url" not in fields or not {"data", "body", "method"} & fields.keys():
            continue
        draft = Draft(text.span(found.start(), end))
        method, url = _text(fields.get("method")), _text(fields.get("url"))
        draft.method = method if method is not None and re.fullmatch(VERBS, method.value, re.IGNORECASE) else None
        base = _text(fields.get("baseURL"))
        if url is not None and base is not None and "://" not in url.value:
            url = Word(url.start, url.end, base.value.rstrip("/") + "/" + url.value.lstrip("/"), [(0, url.start)])
        draft.url = url
        draft.body = _text(fields.get("data", fields.get("body"))) or _encoded(text, found.end(), end)
        headers = _HEADERS.search(text.value, found.end(), end)
        if headers is not None:
            stop = balanced(text.value, headers.end() - 1)
            draft.headers = [
                Header(
                    item["name"].strip("'\""),
                    unescape(Word.whole(item["value"][1:-1])).value,
                    text.span(*_shift(item.span(), headers.end())),
                )
                for item in _HEADER.finditer(text.value[headers.end() : stop])
            ]
            draft.headers_span = text.span(headers.start(), headers.start() + len("headers"))
        yield found.start(), end, draft
        at = end


def _encoded(text: Word, start: int, end: int) -> Word | None:
    """The body that a client makes of an object: its JSON, all of it with the place of the object."""
    found = _DATA.search(text.value, start, end)
    if found is None:
        return None
    written = text.part(found.end() - 1, balanced(text.value, found.end() - 1))
    node = read_value(written.value, BodyFaults())
    if node is None or not node.is_object:
        return None
    content = dump(node.value)
    return Word(written.start, written.end, content, [(at, written.start) for at in range(len(content))])


def _shift(span: tuple[int, int], by: int) -> tuple[int, int]:
    return span[0] + by, span[1] + by


def _text(written: Word | None) -> Word | None:
    """The text of a string that JavaScript code contains, also in several pieces with `+` between them."""
    if written is None:
        return None
    pieces = [unescape(written.part(found.start() + 1, found.end() - 1)) for found in _ONE.finditer(written.value)]
    whole = Word.joined(pieces)
    whole.start, whole.end = written.start, written.end
    return whole
