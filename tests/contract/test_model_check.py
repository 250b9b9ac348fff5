"""Checks of values against the API's types."""

from decimal import Decimal
from typing import Any

import pytest

from architrave.cloud.models import value_type
from architrave.contract.model_check import check_value
from architrave.contract.other_body import read_other_body

QUEUE = value_type("QueueRequest")

CASES: list[tuple[str, Any, list[tuple[str, str]]]] = [
    ("QueueRequest", {"name": "x"}, []),
    ("QueueRequest", {"name": "x", "routingRules": None, "description": None}, []),
    ("QueueRequest", {}, [("missing-field", "")]),
    ("QueueRequest", {"name": None}, [("missing-field", "")]),
    ("QueueRequest", {"name": 5}, [("wrong-type", "/name")]),
    ("QueueRequest", {"name": "x", "nam": 1}, [("unknown-field", "/nam")]),
    ("QueueRequest", [], [("wrong-type", "")]),
    ("QueueRequest", None, [("wrong-type", "")]),
    ("QueueRequest", {"name": "x", "acwSettings": {"timeoutMs": "5"}}, [("wrong-type", "/acwSettings/timeoutMs")]),
    ("QueueRequest", {"name": "x", "acwSettings": {"timeoutMs": 5.5}}, [("wrong-type", "/acwSettings/timeoutMs")]),
    ("QueueRequest", {"name": "x", "acwSettings": {"timeoutMs": 5.0}}, []),
    ("QueueRequest", {"name": "x", "acwSettings": {"timeoutMs": Decimal("1E+400")}}, []),
    (
        "QueueRequest",
        {"name": "x", "acwSettings": {"timeoutMs": Decimal("1E-400")}},
        [("wrong-type", "/acwSettings/timeoutMs")],
    ),
    ("QueueRequest", {"name": "x", "acwSettings": {"timeoutMs": True}}, [("wrong-type", "/acwSettings/timeoutMs")]),
    ("QueueRequest", {"name": "x", "scoringMethod": "Random"}, [("invalid-value", "/scoringMethod")]),
    ("QueueRequest", {"name": "x", "memberGroups": {}}, [("wrong-type", "/memberGroups")]),
    ("QueueRequest", {"name": "x", "dateCreated": "yesterday"}, [("invalid-value", "/dateCreated")]),
    ("QueueRequest", {"name": "x", "dateCreated": "2026-03-26T20:33:25.890Z"}, []),
    ("Schedule", {"name": "x", "start": "2026-03-26T09:00", "end": "2026-03-26T17:00:00.000"}, []),
    (
        "Schedule",
        {"name": "x", "start": "2026-03-26T09:00Z", "end": "17:00"},
        [("invalid-value", "/start"), ("invalid-value", "/end")],
    ),
    ("ExternalContact", {"externalOrganization": {"id": "a"}}, []),
    ("ExternalContact", {"externalOrganization": {}}, [("missing-field", "/externalOrganization")]),
    ("ExternalOrganization", {"id": "a"}, [("missing-field", "")]),
    ("[WritableEntity]", [{"id": "a"}, {"id": 1}, 5], [("wrong-type", "/1/id"), ("wrong-type", "/2")]),
    ("[WritableEntity]", [None], [("wrong-type", "/0")]),
    ("{int}", {"a": 1, "c": None}, []),
    ("{int}", {"a": 1, "b": "x"}, [("wrong-type", "/b")]),
    ("{int}", {"a": Decimal("1E+9999"), "b": Decimal("1E-9999")}, [("wrong-type", "/b")]),
    ("object", {"anything": [1]}, []),
    ("NoSuchModel", {"anything": 1}, []),
    ("NoSuchModel", 5, [("wrong-type", "")]),
]


@pytest.mark.parametrize(("of", "value", "expected"), CASES, ids=lambda each: repr(each)[:60])
def test_every_problem_at_its_place(of: str, value: Any, expected: list[tuple[str, str]]) -> None:
    found = list(check_value(value, value_type(of)))
    assert [(one.rule.slug, "".join(f"/{step}" for step in one.path)) for one in found] == [
        (slug, pointer) for slug, pointer in expected
    ]


def places(body: str, kind: str | None = "application/json") -> list[tuple[str, str | None, str | None]]:
    read = read_other_body(body.encode(), kind, QUEUE, 10_000)
    found: list[tuple[str, str | None, str | None]] = []
    for one in read.diagnostics:
        there = None
        if one.start is not None and one.end is not None:
            there = read.source.text[read.source.offset(one.start) : read.source.offset(one.end)]
        found.append((one.rule.slug, one.pointer, there))
    return found


BODIES: list[tuple[str, list[tuple[str, str | None, str | None]]]] = [
    ('{"name": "x"}', []),
    ('{\n  "nmae" : 5 }', [("missing-field", "", '{\n  "nmae" : 5 }'), ("unknown-field", "/nmae", '"nmae"')]),
    ('{"name": "ü", "name": 7}', [("duplicate-key", None, '"name"'), ("wrong-type", "/name", "7")]),
    (
        '{"name": "x", "routingRules": [{}, {"threshold": [1]}]}',
        [("wrong-type", "/routingRules/1/threshold", "[1]")],
    ),
    ('{"name": "x",}', [("trailing-comma", None, ",")]),
    ("", [("empty-body", None, None)]),
    ("[1, 2", [("malformed-json", None, "2"), ("wrong-type", "", None)]),
]


@pytest.mark.parametrize(("body", "expected"), BODIES)
def test_a_body_with_its_places(body: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert places(body) == expected


@pytest.mark.parametrize("kind", [None, "", "text/plain", "application/x-www-form-urlencoded"])
def test_the_content_type(kind: str | None) -> None:
    assert [slug for slug, _, _ in places('{"name": "x"}', kind)] == ["content-type"]


def test_a_large_body_is_not_read() -> None:
    found = read_other_body(b'{"name": "%s"}' % (b"x" * 20_000), "application/json", QUEUE, 10_000)
    assert [one.rule.slug for one in found.diagnostics] == ["too-large"]
