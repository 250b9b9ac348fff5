"""Files of HTTP requests, as the HTTP clients of IntelliJ and Visual Studio Code keep them (`.http`, `.rest`).

Requests stand between lines that begin with `###`. Around them are variables (`@name = value`), scripts (`< {% … %}`,
`> {% … %}`), and the names of files for scripts, responses and bodies.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from msgspec import structs

from architrave.contract.body.text import decode
from architrave.contract.findings import Findings
from architrave.contract.layout import Layout
from architrave.contract.reading.curl import ReadFile
from architrave.contract.reading.found import FoundRequest
from architrave.contract.reading.raw_http import REQUEST_LINE, read_raw_http
from architrave.contract.reading.variables import VARIABLE, filled, filled_text, variables_in
from architrave.contract.reading.word import Word
from architrave.contract.request import Sent
from architrave.contract.rules import UNREADABLE_FILE
from architrave.contract.wording import quote
from architrave.diagnostics import Source

_VARIABLE = re.compile(r"^[ \t]*@(?P<name>[\w.-]+)[ \t]*=[ \t]*(?P<value>[^\r\n]*?)[ \t]*\r?$", re.MULTILINE)
_SEPARATOR = re.compile(r"^###[ \t]*(?P<title>[^\r\n]*)", re.MULTILINE)
_BEFORE = re.compile(
    r"^[ \t]*(?:<[ \t]*\{%(?:(?!%\}).)*%\}|<[ \t]+\S+\.js\b|@[^\r\n]*|(?:import|run)[ \t][^\r\n]*)",
    re.MULTILINE | re.DOTALL,
)
_LEAD = re.compile(rf"(?:[ \t]*\r?\n|[ \t]*(?:#|//)[^\n]*\n|{_BEFORE.pattern[1:]})*", re.DOTALL)
_AFTER = re.compile(r"^(?:>>?!?[ \t]*(?:\{%|[^\s>])|<>[ \t]|HTTP/[\d.]+ \d{3}\b)", re.MULTILINE)
_BODY_FILE = re.compile(r"\s*<@?[ \t]+(?P<file>[^\r\n]+?)\s*\Z")
_NAME = re.compile(r"^(?:#|//)[ \t]*@name[ \t=]+(?P<name>[^\r\n]+)", re.MULTILINE)


def http_requests(source: Source, read_file: ReadFile | None, variables: Mapping[str, str]) -> list[FoundRequest]:
    """The requests in a file; empty if it is not a file of HTTP requests."""
    text = source.text
    known = {found["name"]: found["value"] for found in _VARIABLE.finditer(text)} | dict(variables)
    return list(_requests(source, read_file, known))


def _requests(source: Source, read_file: ReadFile | None, variables: Mapping[str, str]) -> Iterator[FoundRequest]:
    text = source.text
    separators = list(_SEPARATOR.finditer(text))
    starts = [0, *(found.end() for found in separators)]
    ends = [*(found.start() for found in separators), len(text)]
    titles = ["", *(found["title"].strip() for found in separators)]
    for start, end, title in zip(starts, ends, titles, strict=True):
        lead = _LEAD.match(text, start, end)
        begin = lead.end() if lead is not None else start
        section = _blank(text[:start]) + _BEFORE.sub(_blanked, text[start:begin]) + text[begin:end]
        line = REQUEST_LINE.match(section)
        if line is None:
            continue
        after = _AFTER.search(section, line.end())
        if after is not None:
            section = section[: after.start()].rstrip() + "\n"
        name = _NAME.search(text, start, line.start("line"))
        label = name["name"].strip() if name is not None else title
        sent = _read(section, source, read_file, variables)
        target = filled_text(line["target"].strip(), variables)
        yield FoundRequest(sent, f"{label}: {sent.method} {target}".strip(": "), line.start("line"))


def _blank(text: str) -> str:
    """As many characters and lines, all empty."""
    return re.sub(r"[^\r\n]", " ", text)


def _blanked(found: re.Match[str]) -> str:
    return _blank(found[0])


def _read(section: str, source: Source, read_file: ReadFile | None, variables: Mapping[str, str]) -> Sent:
    word = filled(Word.whole(section), variables)
    line = REQUEST_LINE.match(word.value)
    assert line is not None  # noqa: S101 - a variable in it is replaced by text on one line
    sent = read_raw_http(word.value.encode("utf-8", "surrogatepass"), Source(source.name, word.value), line)
    layout = sent.layout
    if layout is None:
        return sent
    begin = layout.parts["body"][0]
    layout = Layout(
        source,
        tuple(word.part(begin, len(word.value)).places),
        {name: word.span(*span) for name, span in layout.parts.items()},
        body_form="with variables" if VARIABLE.search(section, begin) else "text",
    )
    sent = structs.replace(sent, layout=layout, variables=variables_in(word.value))
    file = _BODY_FILE.match(word.value, begin)
    return sent if file is None else _with_file(sent, layout, file["file"], read_file)


def _with_file(sent: Sent, layout: Layout, name: str, read_file: ReadFile | None) -> Sent:
    content = read_file(name) if read_file is not None else None
    if content is None:
        faults = Findings(layout)
        faults.text(
            UNREADABLE_FILE,
            f"The file {quote(name)} cannot be read.",
            *layout.parts["body"],
            "Its path is relative to the folder of the request.",
        )
        return structs.replace(sent, body=None, faults=(*sent.faults, *(faults.found if read_file else ())))
    return structs.replace(
        sent, body=content, layout=replace(layout, body=((0, 0),), body_source=Source(name, decode(content)))
    )
