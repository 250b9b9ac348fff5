"""Bodies of requests that a JSON object describes: text, a value, or an object that says how the body is encoded."""

from base64 import b64decode
from binascii import Error
from typing import Any
from urllib.parse import quote_plus

from architrave.contract.reading.found import Draft
from architrave.contract.reading.located import Located, entries_of, items_of
from architrave.contract.reading.word import Word

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def read_body(body: Located, located: Located, draft: Draft) -> None:
    """Read the body of a request that the object `located` describes."""
    entries = entries_of(body.value)
    if isinstance(entries.get("mode"), str) or "mimeType" in entries or isinstance(entries.get("text"), str):
        _wrapped(body, draft)
    elif isinstance(body.value, str):
        draft.body, draft.body_form = body.string(), "json string"
        if draft.body is not None and entries_of(located.value).get("isBase64Encoded") is True:
            draft.body, draft.body_form = _decoded(draft.body), "fixed"
    elif isinstance(body.value, dict | list):
        # The client encodes the value, and says that it is JSON.
        draft.body, draft.body_form = body.source_text(), "json"
        draft.default_header("Content-Type", _JSON, body.span)
    elif isinstance(body.value, bool | float):
        draft.body, draft.body_form = body.source_text(), "json"


def _wrapped(body: Located, draft: Draft) -> None:
    """Read a body that says how it is encoded: `postData` of a HAR file, `body` of Postman and Insomnia."""
    mode = entries_of(body.value).get("mode")
    text = body.get("raw") if mode == "raw" else body.get("text") if mode is None else None
    if text is not None:
        draft.body, draft.body_form = text.string() or text.source_text(), "json string"
        if isinstance(kind := entries_of(body.value).get("mimeType"), str):
            draft.default_header("Content-Type", kind, body.span)
        elif mode == "raw":
            draft.default_header("Content-Type", _language(body), text.span)
        return
    fields = body.get(str(mode) if mode in ("urlencoded", "formdata") else "params")
    if mode in ("file", "binary"):
        return
    draft.body = Word(*body.span)
    if fields is not None and items_of(fields.value):
        pairs = [
            (_encodable(item.get("key", item.get("name", ""))), _encodable(item.get("value", "")))
            for item in map(entries_of, items_of(fields.value))
            if item and item.get("disabled") is not True
        ]
        form = "&".join(f"{quote_plus(key)}={quote_plus(value)}" for key, value in pairs)
        draft.body = Word(*fields.span, form, [(index, fields.span[0]) for index in range(len(form))])
        draft.default_header("Content-Type", "multipart/form-data" if mode == "formdata" else _FORM, fields.span)


def _encodable(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()


def _language(body: Located) -> str:
    """The content type that Postman sends for a raw body."""
    options: Any = entries_of(body.value).get("options")
    for key in ("raw", "language"):
        options = entries_of(options).get(key)
    return {"json": _JSON, "xml": "application/xml", "html": "text/html"}.get(str(options), "text/plain")


def _decoded(word: Word) -> Word:
    try:
        text = b64decode(word.value).decode("utf-8", "replace")
    except (Error, ValueError):
        return word
    return Word(word.start, word.end, text, [(index, word.start) for index in range(len(text))])
