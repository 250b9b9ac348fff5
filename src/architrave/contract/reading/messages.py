"""HTTP messages inside other text, such as a log: a request line, headers, an empty line, the body."""

import re

from architrave.contract.reading.found import Draft, Header
from architrave.contract.reading.located import locate
from architrave.contract.reading.log_lines import begins_record
from architrave.contract.reading.word import Word

VERBS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
_FIRST = re.compile(rf"(?P<method>{VERBS})[ \t]+(?P<target>\S+)(?:[ \t]+\S+)?[ \t]*\r?(?:\n|\Z)", re.IGNORECASE)
_LINE = re.compile(r"(?P<content>[^\n]*)(?:\n|\Z)")
_HEADER = re.compile(r"[ \t]*(?P<name>:?[!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*:[ \t]*(?P<value>.*?)[ \t\r]*\Z")
_NO_BODY = ("GET", "HEAD", "OPTIONS", "DELETE")


def read_message(message: Word, *, has_body: bool | None = None) -> Draft | None:
    """The request in a message that begins with its request line, None if it does not.

    `has_body` says whether the message has a body, if that is known. Lines among the headers that are not headers are
    skipped: other programs write into the same log.
    """
    text = message.value
    first = _FIRST.match(text)
    if first is None:
        return None
    draft = Draft(
        (message.start, message.end), message.part(*first.span("method")), message.part(*first.span("target"))
    )
    draft.headers_span = message.span(*first.span("target"))
    draft.headers = []
    at = first.end()
    while at < len(text) and (line := _LINE.match(text, at)) is not None:
        content = line["content"]
        if not content.strip():
            at = line.end()
            break
        if content.lstrip()[:1] in ("{", "["):
            break
        header = _HEADER.match(content)
        if header is not None and not header["name"].startswith(":"):
            draft.headers.append(Header(header["name"], header["value"], message.span(at, at + len(content.rstrip()))))
        at = line.end()
    draft.body = body_in(message, at)
    if begins_record(draft.body.value):
        draft.body = Word(draft.body.start)
    if not draft.body.value and has_body is not False and draft.method is not None:
        length = next((header.value for header in draft.headers if header.name.lower() == "content-length"), None)
        is_empty = draft.method.value.upper() in _NO_BODY or length == "0"
        draft.body = draft.body if is_empty else None
    return draft


def body_in(message: Word, start: int) -> Word:
    """The body that begins at an offset: the JSON value there, or all the text if it is not JSON."""
    text = message.value
    begin = start + len(text[start:]) - len(text[start:].lstrip())
    if text[begin : begin + 1] in ("{", "["):
        found = locate(message, begin)
        return message.part(begin, found.end if found is not None else balanced(text, begin))
    return message.part(begin, max(len(text.rstrip()), begin))


def balanced(text: str, start: int) -> int:
    """The offset after the bracket that closes the one at `start`; the end of the text if none does."""
    depth, at, mark = 0, start, ""
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif mark:
            mark = "" if char in (mark, "\n") else mark
        elif char in "\"'`":
            mark = char
        elif char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return max(len(text.rstrip()), start)
