"""Criteria of a search."""

from typing import Any

import pytest

from architrave.organization.criteria import is_found, unsupported

TEXTS = ("name", "email", "title", "department")
ADA = {"id": "u-1", "name": "Ada Byron", "email": "ada@example.com", "title": "Countess", "state": "active"}


def by(kind: str, value: Any = None, *fields: str, **more: Any) -> dict[str, Any]:
    values = {"values": value} if isinstance(value, list) else {"value": value}
    return {"type": kind, "fields": list(fields), **values, **more}


FOUND: list[list[dict[str, Any]]] = [
    [],
    [by("EXACT", "ADA@example.com", "email")],
    [by("EXACT", ["x", "Ada Byron"], "name")],
    [by("STARTS_WITH", "by", "name")],
    [by("CONTAINS", "a b", "name")],
    [by("TERM", "byron", "name")],
    [by("TERMS", "byron ada", "name")],
    [by("QUERY_STRING", "*byron*", "name")],
    [by("REQUIRED_FIELDS", None, "email", "title")],
    [by("MATCH_ALL")],
    [by("CONTAINS", "countess")],
    [by("EXACT", "ada@example.com", "username")],
    [by("EXACT", "nobody", "name"), by("EXACT", "active", "state", operator="OR")],
    [by("EXACT", "active", "state"), by("EXACT", "nobody", "name", operator="NOT")],
    [{"type": "EXACT", "group": [by("EXACT", "x", "name"), by("EXACT", "Countess", "title", operator="OR")]}],
]
NOT_FOUND: list[list[dict[str, Any]]] = [
    [by("EXACT", "Ada", "name")],
    [by("STARTS_WITH", "yron", "name")],
    [by("TERM", "byr", "name")],
    [by("REQUIRED_FIELDS", None, "department")],
    [by("CONTAINS", "x", "name")],
    [by("EXACT", "active", "state"), by("EXACT", "nobody", "name")],
    [by("MATCH_ALL", operator="NOT")],
    [by("TERM", "", "name")],
]


@pytest.mark.parametrize("criteria", FOUND)
def test_found(criteria: list[dict[str, Any]]) -> None:
    assert is_found(ADA, criteria, TEXTS)


@pytest.mark.parametrize("criteria", NOT_FOUND)
def test_not_found(criteria: list[dict[str, Any]]) -> None:
    assert not is_found(ADA, criteria, TEXTS)


def test_what_is_not_supported_is_named() -> None:
    nested = {"type": "EXACT", "group": [by("RANGE"), by("REGEX")]}
    assert unsupported([by("REGEX"), nested, by("EXACT", "x")]) == ["REGEX", "RANGE"]
