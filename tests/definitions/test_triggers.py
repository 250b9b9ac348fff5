"""What is wrong with triggers, and topics."""

from typing import Any

import pytest

from architrave.cloud.trigger_topics import TRIGGER_TOPICS, is_of_topic
from architrave.definitions.triggers import trigger_faults


def faulty(**criterion: Any) -> dict[str, Any]:
    return {"matchCriteria": [criterion]}


@pytest.mark.parametrize(
    ("trigger", "path", "message"),
    [
        ({"description": "x" * 513}, ("description",), "513 characters"),
        ({"eventTTLSeconds": 9}, ("eventTTLSeconds",), "9 seconds are too few"),
        ({"delayBySeconds": 59}, ("delayBySeconds",), "cannot wait for 59 seconds"),
        ({"delayBySeconds": 901}, ("delayBySeconds",), "cannot wait for 901 seconds"),
        ({"delayBySeconds": 60, "eventTTLSeconds": 60}, ("delayBySeconds",), "not both"),
        (faulty(jsonPath="a[", operator="Equal", value=1), ("matchCriteria", 0, "jsonPath"), "is not valid"),
        (faulty(jsonPath="a", operator="Equal"), ("matchCriteria", 0), "compares with one value"),
        (faulty(jsonPath="a", operator="In", value=1), ("matchCriteria", 0), "compares with a list"),
        (faulty(jsonPath="a", operator="Equal", value=1, values=[1]), ("matchCriteria", 0, "values"), "not both"),
        (faulty(jsonPath="a", operator="Exists", value="yes"), ("matchCriteria", 0, "value"), "true or false"),
        (faulty(jsonPath="a", operator="Size", value=True), ("matchCriteria", 0, "value"), "a whole number"),
        (faulty(operator="Equal", value=1), ("matchCriteria", 0), "has no jsonPath"),
        (faulty(jsonPath="a", value=1), ("matchCriteria", 0), "has no operator"),
    ],
)
def test_faults(trigger: dict[str, Any], path: tuple[str | int, ...], message: str) -> None:
    (fault,) = trigger_faults(trigger)
    assert fault.path == path
    assert message in fault.message


def test_what_was_left_out_because_it_is_wrong_is_no_problem_of_its_own() -> None:
    assert not [*trigger_faults(faulty(jsonPath="a", value=1), is_whole=False)]


@pytest.mark.parametrize(
    "trigger",
    [
        {"delayBySeconds": 60},
        {"eventTTLSeconds": 10, "description": "x" * 512},
        faulty(jsonPath="$.a[0].b", operator="Equal", value=False),
        faulty(jsonPath="a", operator="Size", value=0),
        faulty(jsonPath="a", operator="NotIn", values=["x"]),
    ],
)
def test_nothing_is_wrong(trigger: dict[str, Any]) -> None:
    assert not [*trigger_faults(trigger)]


def test_topics() -> None:
    users = "v2.users.{id}.activity"
    assert is_of_topic("v2.users.42.activity", users)
    assert is_of_topic(users, users)
    assert not is_of_topic("v2.users.activity", users)
    assert not is_of_topic("v2.users..activity", users)
    assert not is_of_topic("v2.queues.42.activity", users)
    assert users in TRIGGER_TOPICS
