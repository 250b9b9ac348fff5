"""Queries for the history of executions."""

import pytest

from architrave.organization.history_query import criteria_of, is_met, wanted_of

VALUES = {"FlowStartDateTime": 1_000, "FlowEndDateTime": 2_000, "FlowId": "f-1", "FlowType": "workflow"}


def one(key: str, operator: str | None, value: str | None = None):
    return {"key": key, "operator": operator, "value": value}


IS_FLOW, IS_OTHER = one("FlowId", "eq", "f-1"), one("FlowId", "eq", "f-2")
AT_SECOND_1 = "1970-01-01T00:00:01Z"


@pytest.mark.parametrize(
    ("criterion", "met"),
    [
        (IS_FLOW, True),
        (IS_OTHER, False),
        (one("FlowId", None, "f-1"), True),
        (one("FlowId", "not", "f-1"), False),
        (one("FlowId", "not", "f-2"), True),
        (one("FlowType", "begins", "work"), True),
        (one("FlowType", "begins", "flow"), False),
        (one("FlowStartDateTime", "eq", AT_SECOND_1), True),
        (one("FlowStartDateTime", "gt", AT_SECOND_1), False),
        (one("FlowStartDateTime", "gte", AT_SECOND_1), True),
        (one("FlowEndDateTime", "lt", AT_SECOND_1), False),
        (one("FlowEndDateTime", "lte", "1970-01-01T00:00:02.000Z"), True),
        (one("FlowErrorReason", "not_null"), False),
        (one("FlowId", "not_null"), True),
        (one("FlowErrorReason", "eq", "x"), False),
        (one("ConversationId", "eq", "x"), False),
    ],
)
def test_a_criterion(criterion, met):
    assert is_met([{"criteria": criterion}], VALUES) is met


@pytest.mark.parametrize(
    ("group", "met"),
    [
        ({}, True),
        ({"and": [IS_FLOW, IS_OTHER]}, False),
        ({"or": [IS_FLOW, IS_OTHER]}, True),
        ({"or": [IS_OTHER]}, False),
        ({"not": [IS_OTHER]}, True),
        ({"not": [IS_OTHER, IS_FLOW]}, False),
        ({"or": [IS_FLOW], "not": [IS_FLOW]}, False),
        ({"and": [IS_FLOW], "criteria": IS_OTHER}, False),
    ],
)
def test_a_group(group, met):
    assert is_met([group], VALUES) is met
    assert is_met([group, {"criteria": IS_FLOW}], VALUES) is met
    assert not is_met([group, {"criteria": IS_OTHER}], VALUES)


def test_no_group_is_met_by_all():
    assert is_met([], VALUES)


def test_all_criteria_of_a_query():
    query = [{"and": [IS_FLOW], "not": [IS_OTHER]}, {"criteria": IS_OTHER}]
    assert criteria_of(query) == [IS_FLOW, IS_OTHER, IS_OTHER]


def test_a_value_that_is_no_date():
    assert wanted_of(one("FlowStartDateTime", "gt", "yesterday")) is None
