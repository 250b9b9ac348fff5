"""JSON files that are not a launch body but contain requests: HAR files, collections, errors and logs of clients."""

import re
from collections.abc import Iterator
from typing import Any

from architrave.contract.reading.described import describes_request, describing, has_body_field, read_described
from architrave.contract.reading.found import Draft, NotARequest
from architrave.contract.reading.har import har_drafts, is_har
from architrave.contract.reading.located import Located, locate
from architrave.contract.reading.other_json import other_json
from architrave.contract.reading.postman import collection_drafts, is_collection
from architrave.contract.reading.variables import Variables
from architrave.contract.reading.word import Word

_HEADS = (
    (re.compile(r"\s*\{\s*\"log\"\s*:\s*\{"), "a HAR file"),
    (re.compile(r"\s*\{\s*\"info\"\s*:\s*\{\s*\"_postman_id\""), "a Postman collection"),
)


def read_document(text: Word, environment: Variables) -> list[tuple[str, Draft]] | NotARequest | None:
    """The requests in a JSON file, each with its label; None for a file that is a body, or not JSON."""
    document = locate(text)
    if document is None or text.value[document.end :].strip():
        return _cut_off(text)
    value = document.value
    if _is_body(value):
        return None
    try:
        return _read(document, environment)
    except RecursionError:
        return None


def _read(document: Located, environment: Variables) -> list[tuple[str, Draft]] | NotARequest | None:
    value = document.value
    if is_har(value):
        return list(har_drafts(document)) or NotARequest(
            "{name} is a HAR file without any requests.", "Reload the page with the network panel open, and export it."
        )
    if is_collection(value):
        return list(collection_drafts(document, environment)) or NotARequest(
            "{name} is a Postman collection without any requests.", "Export the collection with the launch in it."
        )
    if (other := other_json(value)) is not None:
        return other
    return list(_described(document)) or None


def _described(document: Located) -> Iterator[tuple[str, Draft]]:
    for path in describing(document.value):
        label = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
        yield label, read_described(document.at(path))


def _is_body(value: Any) -> bool:
    """Whether an object is a launch body: it has a field for the flow or its inputs."""
    if not isinstance(value, dict):
        return not isinstance(value, list)
    return has_body_field(value) and not describes_request(value)


def _cut_off(text: Word) -> NotARequest | None:
    what = next((what for head, what in _HEADS if head.match(text.value)), None)
    if what is None:
        return None
    return NotARequest(f"{{name}} is {what}, but its JSON is not complete.", "Export it again.")
