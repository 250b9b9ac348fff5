"""Checks a JSON value against the type that the Platform API gives it: every property, at every depth.

What is checked: that required properties are there, that no property is unknown, that each value has its type and is
one of the values that the API knows. A null counts as absent, since many clients send one for what they do not set;
in an array it is an item of the wrong type (assumed).
That the cloud refuses unknown properties and does not convert types is assumed; it does so for launches. So is that
an object with an id in another one stands for what has the id, and needs nothing else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from architrave.cloud.models import Property, ValueType, model
from architrave.contract.rules import INVALID_VALUE, MISSING_FIELD, UNKNOWN_FIELD, WRONG_TYPE
from architrave.contract.wording import join, kind, quote, show
from architrave.diagnostics import Rule, did_you_mean

Path = tuple[str | int, ...]

MOST_PROBLEMS = 100
"""So many problems of one body are reported; more would not help."""

_LISTED = 12
_SERVERS = frozenset({"createdBy"})
"""Properties that the server sets, although the SDKs' types require them."""
_OPEN = frozenset({"JsonSchemaDocument"})
"""Models with properties that the SDKs do not list: a JSON Schema has more keywords."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with a value, by its path. `at_key`: with its key, not with its value. `missing` is what it lacks."""

    rule: Rule
    message: str
    path: Path
    help: str | None = None
    at_key: bool = False
    missing: str | None = None


def check_value(value: Any, of: ValueType, path: Path = ()) -> Iterator[Problem]:
    """The problems of a JSON value, of the type `of`, at `path` in the body."""
    if value is None and path:
        return
    match of.kind:
        case "any":
            return
        case "list":
            yield from _list(value, of, path)
        case "map":
            yield from _map(value, of, path)
        case "model":
            yield from _model(value, of.model, path)
        case _:
            yield from _scalar(value, of, path)


def _list(value: Any, of: ValueType, path: Path) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield _wrong(value, "an array", path, "Put it in square brackets." if path else None)
    elif of.items is not None:
        for index, item in enumerate(cast("list[Any]", value)):
            if item is None and of.items.kind != "any":
                yield _wrong(None, _words(of.items), (*path, index), "Leave it out.")
            else:
                yield from check_value(item, of.items, (*path, index))


def _map(value: Any, of: ValueType, path: Path) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong(value, "an object", path)
    elif of.items is not None:
        for key, item in cast("dict[str, Any]", value).items():
            yield from check_value(item, of.items, (*path, key))


def _model(value: Any, name: str, path: Path) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong(value, "an object", path)
        return
    known = model(name)
    if known is None:  # a model that the facts do not have: any object
        return
    given = cast("dict[str, Any]", value)
    is_reference = bool(path) and "id" in known.properties and given.get("id") is not None
    for required in () if is_reference else known.properties.values():
        if required.is_required and required.name not in _SERVERS and given.get(required.name) is None:
            yield Problem(
                MISSING_FIELD,
                f"The field {quote(_dotted((*path, required.name)))} is missing.",
                path,
                f"Add {quote(required.name)}: {join(required.values, 'or') or _words(required.type)}.",
                missing=required.name,
            )
    for key, item in given.items():
        declared = known.properties.get(key)
        if declared is None and name in _OPEN:
            continue
        if declared is None:
            yield _unknown(key, path, list(known.properties))
        else:
            yield from _property(item, declared, (*path, key))


def _property(value: Any, declared: Property, path: Path) -> Iterator[Problem]:
    yield from check_value(value, declared.type, path)
    if not declared.values or not isinstance(value, str) or value in declared.values:
        return
    meant = did_you_mean(value, declared.values)
    listed = join(declared.values[:_LISTED], "or") + (", …" if len(declared.values) > _LISTED else "")
    yield Problem(
        INVALID_VALUE,
        f"{quote(value)} is not a value of {quote(_dotted(path))}.",
        path,
        f"Did you mean {quote(meant)}?" if meant else f"Use {listed}.",
    )


def _unknown(key: str, path: Path, known: list[str]) -> Problem:
    meant = did_you_mean(key, known)
    where = quote(_dotted(path)) if path else "The body"
    listed = join([quote(name) for name in known[:_LISTED]]) + (", …" if len(known) > _LISTED else "")
    return Problem(
        UNKNOWN_FIELD,
        f"{where} has no field {quote(key)}.",
        (*path, key),
        f"Did you mean {quote(meant)}?" if meant else f"Its fields are {listed}.",
        at_key=True,
    )


def _scalar(value: Any, of: ValueType, path: Path) -> Iterator[Problem]:
    fits = {
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "integer": _is_whole(value),
        "number": isinstance(value, int | float | Decimal) and not isinstance(value, bool),
    }
    if not fits[of.kind]:
        yield _wrong(value, _words(of), path)
    elif of.format and not _is_moment(cast("str", value), of.format):
        yield Problem(
            INVALID_VALUE,
            f"{quote(_dotted(path))} must be {_words(of)}, not {show(value)}.",
            path,
            f"Write it as in {_EXAMPLES[of.format]}.",
        )


def _is_whole(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, Decimal):
        return value.is_finite() and value == value.to_integral_value()
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _is_moment(text: str, form: str) -> bool:
    try:
        read = date.fromisoformat(text) if form == "date" else datetime.fromisoformat(text)
    except ValueError:
        return False
    is_local = not isinstance(read, datetime) or read.tzinfo is None
    return _MOMENT.match(text) is not None and (is_local or form != "local-date-time")


def _wrong(value: Any, wanted: str, path: Path, help_: str | None = None) -> Problem:
    subject = f"The field {quote(_dotted(path))}" if path else "The body"
    return Problem(WRONG_TYPE, f"{subject} must be {wanted}, not {kind(value)}.", path, help_)


_WORDS = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "list": "an array",
    "map": "an object",
    "model": "an object",
    "any": "any value",
}
_FORMATS = {"date-time": "a date and time", "date": "a date", "local-date-time": "a date and time without a time zone"}
_EXAMPLES = {
    "date-time": "2026-03-26T20:33:25.890Z",
    "date": "2026-03-26",
    "local-date-time": "2026-03-26T20:33:25.890",
}


def _words(of: ValueType) -> str:
    return _FORMATS.get(of.format) or _WORDS[of.kind]


def _dotted(path: Path) -> str:
    """A path as people write it: `mediaSettings.call.alertingTimeoutSeconds`, `addresses[0].type`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
