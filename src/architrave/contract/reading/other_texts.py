"""Texts that are neither JSON nor a message nor a curl command: copied code, logs, source code, other files."""

import re

from architrave.contract.reading.browser_copies import FETCH, POWERSHELL, copied_fetches, copied_powershell
from architrave.contract.reading.found import Draft, Found, NotARequest
from architrave.contract.reading.labelled import labelled_requests
from architrave.contract.reading.logs import logged_requests
from architrave.contract.reading.objects_in_text import objects_in, strings_in
from architrave.contract.reading.other_files import export_file, markup, only_named, yaml_file
from architrave.contract.reading.printed_objects import is_written_as_json, printed_object
from architrave.contract.reading.source_code import source_code
from architrave.contract.reading.unknown_texts import unknown_text
from architrave.contract.reading.word import Word

_MOST_LAYERS = 2
_CONTAINER = re.compile(r"^[\w.-]+ +\| ?", re.MULTILINE)
_ENOUGH = 100_000
"""How many characters of a file are looked at to find out what it is."""
_WRAPPED = re.compile(r"\s*(?:b?[\"'“‘(]+|&|```\w*|\w+=|[^\s{}\[\]:=]{1,4})\s*\{")
"""The beginning of a body that something put into quotation marks, a code fence or a form, or with other characters
before it: it was sent like that.
"""


def read_text(text: Word, name: str) -> list[tuple[str, Draft]] | NotARequest:
    """The requests in a text, each with the number of its line; or what the text is. Empty if that is unknown."""
    text = _without_container(text)
    drafts = [*copied_fetches(text)] if FETCH.search(text.value) else []
    drafts += [*copied_powershell(text)] if POWERSHELL.search(text.value) else []
    drafts = drafts or [draft for _, _, draft in logged_requests(text)]
    if not drafts:
        begin = text.value[:_ENOUGH]
        known = export_file(name, begin) or yaml_file(name, begin) or source_code(name, begin)
        if known is not None:
            return known
        drafts = [draft for draft in _loose(text, 0) if draft.url is not None or not _WRAPPED.match(text.value)]
        printed = printed_object(begin) if not any(map(_has_json, drafts)) else None
        if printed is not None:
            return printed
    if not drafts:
        return markup(name, text.value) or only_named(text.value) or unknown_text(text.value) or []
    # Lines are counted by the place of each request; the same text may be read in two ways.
    starts: dict[int, Draft] = {}
    for draft in sorted(drafts, key=lambda draft: draft.span[0]):
        starts.setdefault(draft.span[0], draft)
    return [("", draft) for draft in starts.values()]


def _has_json(draft: Draft) -> bool:
    return draft.body is not None and is_written_as_json(draft.body.value)


def _without_container(text: Word) -> Word:
    """A log without the name of the container that Docker Compose writes before each line."""
    if not _CONTAINER.match(text.value):
        return text
    return text.replaced(_CONTAINER, lambda _: "")


def _loose(text: Word, layer: int) -> list[Draft]:
    """Requests in forms that source code also has.

    A log may be wrapped in JSON, one object a line: its messages are read first, since only they have a whole request.
    """
    inner = strings_in(text) if layer < _MOST_LAYERS else []
    if inner and (wrapped := _loose(Word.joined(inner), layer + 1)) and any(draft.url for draft in wrapped):
        return wrapped
    # The error of a client is read as one object; the labels in it are not a request of their own.
    found: list[Found] = [*(logged_requests(text) if layer else ()), *labelled_requests(text), *objects_in(text)]
    drafts: list[Draft] = []
    end = -1
    for start, stop, draft in sorted(found, key=lambda item: (item[0], -item[1])):
        if start >= end or draft.span[0] == (drafts[-1].span[0] if drafts else None):
            drafts.append(draft)
            end = max(end, stop)
    return drafts
