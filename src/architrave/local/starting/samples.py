"""Sample values for replies and rows: of the type that a flow expects, and as their names suggest."""

import re
from typing import Any

from architrave.expressions.types import Type

_BY_CODE: dict[str, Any] = {
    "int": 1,
    "dec": 1.5,
    "jsn": {},
    "dtm": "2026-01-05T09:00:00.000Z",
    "dat": "2026-01-05",
    "tim": "09:00:00",
    "dur": "PT1M",
    "cur": {"amount": "10", "code": "USD"},
    "phn": "+13175550100",
}
_BY_WORD = (
    ({"email", "mail"}, "ada@example.com"),
    ({"phone", "ani", "dnis", "sms", "mobile", "e164"}, "+13175550100"),
    ({"url", "uri", "link"}, "https://example.com/1"),
    ({"json", "attributes"}, "{}"),
    ({"language", "locale"}, "en-us"),
    ({"timestamp", "datetime"}, "2026-01-05T09:00:00.000Z"),
)
_FALSE_WORDS = frozenset({"more", "next", "error", "errors", "failed", "failure", "retry", "truncated", "deleted"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+[a-z]*")


def sample(kind: Type, name: str) -> Any:
    """A JSON value that a variable of this type takes; `name` is an output, a column or an attribute.

    None for a type of which a reply cannot have values.
    """
    if kind.is_collection:
        item = sample(kind.item, name)
        return [] if item is None else [item]
    words = {word.lower() for word in _WORD.findall(name)}
    if kind.code == "bln":
        # A loop over pages ends when there are no more.
        return not words & _FALSE_WORDS
    if kind.code == "str":
        return next((text for of, text in _BY_WORD if words & of), f"{name.rpartition('.')[2]}-1")
    return _BY_CODE.get(kind.code)
