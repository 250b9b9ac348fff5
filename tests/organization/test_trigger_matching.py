"""Conditions of triggers, by table and for any value."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.definitions.nouns.trigger import OPERATORS
from architrave.organization.trigger_matching import compared, matches

EVENT: dict[str, Any] = {
    "mediaType": "VOICE",
    "count": 3,
    "ratio": 2.5,
    "isUrgent": True,
    "nothing": None,
    "tags": ["gold", "vip"],
    "participants": [{"purpose": "customer", "wait": 10}, {"purpose": "agent", "wait": 20}],
}


@pytest.mark.parametrize(
    ("path", "operator", "value", "expected"),
    [
        ("mediaType", "Equal", "VOICE", True),
        ("$.mediaType", "Equal", "VOICE", True),
        ("mediaType", "Equal", "voice", False),
        ("mediaType", "NotEqual", "CHAT", True),
        ("missing", "NotEqual", "CHAT", True),
        ("missing", "Equal", "CHAT", False),
        ("count", "Equal", 3, True),
        ("count", "Equal", 3.0, True),
        ("count", "GreaterThan", 2, True),
        ("count", "GreaterThan", 3, False),
        ("count", "GreaterThanOrEqual", 3, True),
        ("ratio", "LessThan", 3, True),
        ("ratio", "LessThanOrEqual", 2.5, True),
        ("mediaType", "LessThan", 3, False),
        ("isUrgent", "Equal", True, True),
        ("mediaType", "In", ["CHAT", "VOICE"], True),
        ("mediaType", "In", ["CHAT"], False),
        ("mediaType", "NotIn", ["CHAT"], True),
        ("tags", "Contains", "vip", True),
        ("tags", "Contains", "vi", False),
        ("mediaType", "Contains", "OIC", True),
        ("tags", "All", ["vip", "gold"], True),
        ("tags", "All", ["vip", "new"], False),
        ("mediaType", "All", ["VOICE"], False),
        ("tags", "Exists", True, True),
        ("nothing", "Exists", True, True),
        ("missing", "Exists", True, False),
        ("missing", "Exists", False, True),
        ("$.participants[?(@.purpose == 'agent')]", "Exists", True, True),
        ("$.participants[?(@.purpose == 'acd')]", "Exists", True, False),
        ("tags", "Size", 2, True),
        ("tags", "Size", 1, False),
        ("$.participants[1].purpose", "Equal", "agent", True),
        ("$.participants[*].purpose", "Contains", "customer", True),
        ("$.participants.length()", "Equal", 2, True),
    ],
)
def test_conditions(path: str, operator: str, value: Any, expected: bool) -> None:
    key = "values" if isinstance(value, list) else "value"
    (found,) = compared([{"jsonPath": path, "operator": operator, key: value}], EVENT)
    assert found.matches is expected


def test_every_condition_must_be_true() -> None:
    voice = {"jsonPath": "mediaType", "operator": "Equal", "value": "VOICE"}
    many = {"jsonPath": "count", "operator": "GreaterThan", "value": 5}
    assert matches({"matchCriteria": [voice]}, EVENT)
    assert not matches({"matchCriteria": [voice, many]}, EVENT)
    assert matches({}, EVENT)


def test_a_condition_is_shown_as_a_filter() -> None:
    shown = [
        one.as_filter
        for one in compared(
            [
                {"jsonPath": "$.mediaType", "operator": "Equal", "value": 'a"b'},
                {"jsonPath": "mediaType", "operator": "In", "values": ["A", 1]},
                {"jsonPath": "missing", "operator": "Exists", "value": False},
            ],
            EVENT,
        )
    ]
    assert shown == ['$[?(@.mediaType == "a\\"b")]', '$[?(@.mediaType IN ["A",1])]', "$[?(!@.missing)]"]


@given(st.text())
def test_any_text_equals_itself_and_nothing_longer(text: str) -> None:
    condition = {"matchCriteria": [{"jsonPath": "key", "operator": "Equal", "value": text}]}
    assert matches(condition, {"key": text})
    assert not matches(condition, {"key": f"{text}x"})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(OPERATORS),
    st.text(),
    VALUES,
    VALUES,
)
def test_whatever_is_compared_nothing_breaks(operator: str, path: str, value: Any, found: Any) -> None:
    key = "values" if isinstance(value, list) else "value"
    for one in compared(
        [{"jsonPath": each, "operator": operator, key: value} for each in ("key", path)], {"key": found}
    ):
        assert one.matches in (True, False)
