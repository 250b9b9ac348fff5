"""Requests that a JSON object describes: in a HAR file, a collection, a client's error, a line of a structured log."""

import re
from collections.abc import Iterator
from typing import Any

from architrave.contract.reading.described_bodies import read_body
from architrave.contract.reading.found import Draft, Header
from architrave.contract.reading.located import Located, entries_of, items_of
from architrave.contract.reading.word import Word

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
BODY_FIELD = re.compile(r"flow[-_ ]?id|input[-_ ]?data", re.IGNORECASE)
_METHOD = ("method", "httpMethod", "http_method", "requestMethod", "request_method", "verb", "Method", "Verb", "type")
_URL = ("url", "uri", "requestUrl", "requestURL", "request_url", "requestUri", "RequestUri", "URL", "Url", "href")
_PATH = ("path", "rawPath")
_HEADERS = ("headers", "header", "requestHeaders", "request_headers", "RequestHeaders", "Headers")
_BODIES = (
    *("postData", "body", "data", "json", "payload", "requestBody", "request_body", "RequestBody", "Body"),
    *("requestPayload", "content", "Content"),
)


def describes_request(value: Any) -> bool:
    """Whether a JSON value describes an HTTP request: it has an address, and a method or a body."""
    entries = entries_of(value)
    method = next((entries[key] for key in _METHOD if isinstance(entries.get(key), str)), None)
    has_method = isinstance(method, str) and method.upper() in METHODS
    url: Any = next((entries[key] for key in _URL if entries.get(key) is not None), None)
    if isinstance(url, dict):
        return has_method and ("raw" in url or "path" in url)
    if not isinstance(url, str):
        path = next((entries[key] for key in _PATH if isinstance(entries.get(key), str)), None)
        return has_method and isinstance(path, str) and path.startswith("/")
    looks_right = "/" in url or "{{" in url or "." in url
    return looks_right and (has_method or any(entries.get(key) is not None for key in _BODIES))


def has_body_field(value: Any) -> bool:
    """Whether a JSON value is an object with a field for the flow or its inputs, as a launch body is."""
    return any(BODY_FIELD.fullmatch(key) for key in entries_of(value))


def describing(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all objects in a JSON value that describe a request."""
    todo: list[tuple[Any, tuple[str | int, ...]]] = [(value, path)]
    while todo:
        item, at = todo.pop()
        if describes_request(item):
            yield at
            continue
        if has_body_field(item):
            continue
        inner: list[tuple[str | int, Any]] = [*entries_of(item).items(), *enumerate(items_of(item))]
        todo += [(child, (*at, key)) for key, child in reversed(inner) if isinstance(child, dict | list)]


def read_described(located: Located) -> Draft:
    """The request that an object describes."""
    draft = Draft(located.span)
    method = located.get(*_METHOD)
    draft.method = method.string() if method is not None and str(method.value).upper() in METHODS else None
    draft.url = _url(located)
    headers = located.get(*_HEADERS)
    if headers is not None:
        draft.headers = list(_headers(headers))
        draft.headers_span = (headers.span[0], headers.span[0] + 1)
    body = located.get(*_BODIES)
    if body is not None:
        read_body(body, located, draft)
    elif draft.method is not None and draft.method.value.upper() in ("GET", "HEAD", "OPTIONS", "DELETE"):
        draft.body = Word(located.span[0])
    return draft


def _url(located: Located) -> Word | None:
    given = located.get(*_URL)
    if given is None:
        path = located.get(*_PATH)
        return None if path is None else path.string()
    if isinstance(given.value, dict):
        raw = given.get("raw")
        return (raw.string() if raw is not None else None) or _joined(given)
    word = given.string()
    base = located.get("baseURL", "baseUrl", "base_url", "prefixUrl")
    before = base.string() if base is not None else None
    if word is None or before is None or "://" in word.value or "{{" in word.value:
        return word
    joined = Word(word.start, word.end)
    joined.put(before.value.rstrip("/") + "/" + word.value.lstrip("/"), word.start)
    return joined


def _joined(url: Located) -> Word | None:
    """The address of a Postman URL without its text: its host and path are lists."""

    def pieces(key: str, separator: str) -> str:
        given = entries_of(url.value).get(key)
        return given if isinstance(given, str) else separator.join(str(piece) for piece in items_of(given))

    host, path = pieces("host", "."), pieces("path", "/")
    if not host and not path:
        return None
    word = Word(*url.span)
    word.put(f"{host}/{path.lstrip('/')}", url.span[0])
    return word


def _headers(given: Located) -> Iterator[Header]:
    if isinstance(given.value, str):
        word = given.string()
        for line in word.value.splitlines() if word is not None else ():
            name, colon, value = line.partition(":")
            if colon:
                yield Header(name.strip(), value.strip(), given.span)
        return
    for name, value in given.members():
        if (text := _header_text(value.value)) is not None and not name.startswith(":"):
            yield Header(name, text, value.span)
    for item in given.items():
        pair, fields = items_of(item.value), entries_of(item.value)
        if fields.get("disabled") is True or fields.get("enabled") is False:
            continue
        name, value = (
            pair if len(pair) == 2 else (_first(fields, "name", "key", "Name"), _first(fields, "value", "Value"))
        )
        text = _header_text(value)
        if isinstance(name, str) and text is not None and not name.startswith(":"):
            yield Header(name, text, item.span)


def _first(fields: dict[str, Any], *keys: str) -> Any:
    return next((fields[key] for key in keys if key in fields), None)


def _header_text(value: Any) -> str | None:
    if isinstance(value, list):
        texts = [item for item in items_of(value) if isinstance(item, str)]
        return ", ".join(texts) if texts else None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return value if isinstance(value, str) else None
