"""Criteria of a search, as `POST …/search` of users, groups and locations takes them.

The types of criteria are documented. That text ignores case, and what the operators mean when they are mixed, is
assumed: criteria are met from left to right, each joined to those before by its operator.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

Criteria = Mapping[str, Any]
Properties = Mapping[str, Any]

_SAME = {"username": "email", "addresses": "email", "primaryContactInfo": "email"}
NOT_SUPPORTED = ("REGEX", "RANGE", "LESS_THAN", "LESS_THAN_EQUAL_TO", "GREATER_THAN", "GREATER_THAN_EQUAL_TO")
"""The types of criteria that are refused by name."""

_WORD = re.compile(r"\w+")


def is_found(entity: Properties, criteria: Sequence[Criteria], fields: Sequence[str]) -> bool:
    """Whether an entity, as its properties, meets criteria; every one meets none.

    `fields` are the properties that a criterion without fields searches.
    """
    found = True
    for number, one in enumerate(criteria):
        meets = _meets(entity, one, fields)
        operator = one.get("operator", "AND")
        if operator == "NOT":
            found = found and not meets
        elif operator == "OR" and number:
            found = found or meets
        else:
            found = found and meets
    return found


def unsupported(criteria: Iterable[Criteria]) -> list[str]:
    """The types of criteria, also of nested ones, that the search does not support."""
    found: list[str] = []
    for one in criteria:
        if one.get("type") in NOT_SUPPORTED:
            found.append(str(one["type"]))
        found += unsupported(cast("list[Criteria]", one.get("group") or []))
    return list(dict.fromkeys(found))


def _meets(entity: Properties, one: Criteria, searched: Sequence[str]) -> bool:
    group = cast("list[Criteria]", one.get("group") or [])
    if group:
        return is_found(entity, group, searched)
    fields = cast("list[str]", one.get("fields") or searched)
    texts = [_text(entity, field) for field in fields]
    kind = one.get("type", "")
    if kind == "MATCH_ALL":
        return True
    if kind == "REQUIRED_FIELDS":
        return all(texts)
    wanted = [str(value).casefold() for value in one.get("values") or [one.get("value") or ""]]
    test = _TESTS.get(kind)
    return test is not None and any(test(text, value) for text in texts for value in wanted)


def _text(entity: Properties, field: str) -> str:
    value = entity.get(_SAME.get(field, field))
    return value.casefold() if isinstance(value, str) else "" if value is None else str(value).casefold()


def _words(text: str, wanted: str) -> bool:
    """Whether a text has all words of another."""
    return bool(wanted) and set(_WORD.findall(wanted)) <= set(_WORD.findall(text))


_TESTS: dict[str, Callable[[str, str], bool]] = {
    "EXACT": lambda text, wanted: text == wanted,
    "STARTS_WITH": lambda text, wanted: any(part.startswith(wanted) for part in (text, *text.split())),
    "CONTAINS": lambda text, wanted: wanted in text,
    "TERM": _words,
    "TERMS": _words,
    "QUERY_STRING": lambda text, wanted: wanted.replace("*", "") in text,
}
