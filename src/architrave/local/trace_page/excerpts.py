"""The lines of an action in its file, and the HTTP exchanges of a data action, as HTML."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import dedent
from typing import TYPE_CHECKING

from architrave.diagnostics import Source
from architrave.diagnostics.renderers.html import isolated, visible
from architrave.diagnostics.visible import visible_columns

if TYPE_CHECKING:
    from architrave.engine.data_actions import Exchange, Request, Response

_MOST_LINES = 8
"""How many lines of an action are shown."""

_LONGEST_LINE = 110


def excerpt_html(source: Source, name: str, line: int, key: str) -> str:
    """The first lines of the action that begins on a line of a file. `key` is the id of the result."""
    place = visible(f"{name}:{line}")
    shown = dedent("\n".join(_lines(source, line)))
    return f'<figure id="{key}"><figcaption>{place}</figcaption><pre dir="ltr">{visible(shown)}</pre></figure>'


def _lines(source: Source, first: int) -> Iterator[str]:
    """The lines from the first one that are further to the right than it; `…` if there are too many."""
    indent = -1
    for number in range(first, first + _MOST_LINES + 1):
        text = visible_columns(source.line(number)).expandtabs(2).rstrip()
        own = len(text) - len(text.lstrip())
        if not text or own <= indent:
            return
        if number == first + _MOST_LINES:
            yield f"{' ' * own}…"
            return
        indent = own if number == first else indent
        yield _cut(text, _LONGEST_LINE)


def exchanges_html(exchanges: "Sequence[Exchange]", longest: int) -> str:
    """Requests and their replies, folded. Texts are shortened to `longest` characters."""
    return "".join(_exchange(each, longest) for each in exchanges)


def _exchange(each: "Exchange", longest: int) -> str:
    request, response = each.request, each.response
    answer = each.problem if response is None else str(response.status)
    summary = f"<b>HTTP</b> {isolated(_cut(request.method + ' ' + request.url, 200))} → {isolated(_cut(answer, 200))}"
    texts = [("Request", _request(request, longest))]
    if response is not None:
        texts.append(("Response", _response(response, longest)))
    shown = "".join(
        f'<figure><figcaption>{title}</figcaption><pre dir="ltr">{visible(text)}</pre></figure>'
        for title, text in texts
    )
    return f"<details><summary>{summary}</summary>{shown}</details>"


def _request(request: "Request", longest: int) -> str:
    return _message(f"{request.method} {request.url}", request.headers, request.body or "", longest)


def _response(response: "Response", longest: int) -> str:
    body = response.body[: 4 * longest].decode("utf-8", "replace")
    return _message(str(response.status), response.headers, body, longest)


def _message(first: str, headers: Mapping[str, str], body: str, longest: int) -> str:
    lines = [first, *(f"{name}: {value}" for name, value in headers.items())]
    return "\n".join((*(_cut(line, longest) for line in lines), "", _cut(body, longest))).rstrip()


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
