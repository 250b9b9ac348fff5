"""The check of queries: every value against the parameter that the endpoint has."""

import logging

import pytest

from architrave.cloud.models import value_type
from architrave.cloud.parameters import Parameter
from architrave.server.query_check import query_problem, unknown_parameters
from tests.server.conftest import Served

KNOWN = {
    one.name: one
    for one in (
        Parameter("pageSize", value_type("int"), default="25"),
        Parameter("pageNumber", value_type("int"), default="1"),
        Parameter("days", value_type("int")),
        Parameter("share", value_type("float")),
        Parameter("deleted", value_type("bool")),
        Parameter("after", value_type("datetime")),
        Parameter("day", value_type("date")),
        Parameter("name", value_type("str")),
        Parameter("id", value_type("[str]")),
        Parameter("numbers", value_type("[int]")),
        Parameter("sortBy", value_type("str"), default="Name", values=("name", "id")),
        Parameter("sortOrder", value_type("str"), default="ASC", values=("ascending", "descending")),
        Parameter("expand", value_type("[str]"), values=("team", "skills")),
    )
}
GOOD = [
    *[("pageSize", value) for value in ("1", "25", "500", "")],
    *[("pageNumber", value) for value in ("1", "10000000")],
    *[("days", value) for value in ("0", "-5", "999999999")],
    *[("share", value) for value in ("1", "0.5", "-2.25")],
    *[("deleted", value) for value in ("true", "FALSE", "")],
    *[("after", value) for value in ("2026-03-26T20:33:25.890Z", "2026-03-26", "2015-01-01T12:00:00-0600")],
    *[("day", value) for value in ("2026-03-26", "2026-03-26T20:33:25.890Z")],
    *[("name", value) for value in ("x", "*", "a,b", "\u202e")],
    *[("id", value) for value in ("x", "x,y", ",")],
    *[("numbers", value) for value in ("1,2", "3")],
    *[("sortBy", value) for value in ("name", "NAME", "id")],
    *[("sortOrder", value) for value in ("asc", "DESC", "ascending", "Descending")],
    *[("expand", value) for value in ("team", "team,skills")],
]
WRONG = [
    *[("pageSize", value, "1 to 500") for value in ("0", "501", "-1", "1.0", "01", "+1", " 1", "x", "٣")],
    *[("pageNumber", value, "1 to 10000000") for value in ("0", "10000001", "1e3")],
    *[("days", value, "whole numbers") for value in ("x", "1.5", "1_000", "9" * 30)],
    *[("share", value, "numbers") for value in ("x", "1e5", "nan", ".5")],
    *[("deleted", value, "true, false") for value in ("yes", "1", "truee")],
    *[("after", value, "dates with times") for value in ("yesterday", "20260326", "2026-13-01", "1774557205890")],
    *[("day", value, "dates, such as 2026-03-26") for value in ("26.3.2026", "2026-02-30")],
    *[("numbers", value, "whole numbers") for value in ("1,x", "x")],
    *[("sortBy", value, "name, id") for value in ("colour", "name,id")],
    *[("sortOrder", value, "ascending, descending") for value in ("up",)],
    *[("expand", value, "team, skills") for value in ("team,x", "teams")],
]


@pytest.mark.parametrize(("name", "value"), GOOD)
def test_a_value_of_its_type_is_taken(name: str, value: str) -> None:
    assert query_problem(KNOWN, [(name, value)]) is None


@pytest.mark.parametrize(("name", "value", "allowed"), WRONG)
def test_a_wrong_value_is_named_with_what_is_allowed(name: str, value: str, allowed: str) -> None:
    problem = query_problem(KNOWN, [(name, value)])
    assert problem is not None
    body = problem.body("c")
    assert (body.status, body.code, body.errors) == (400, "invalid.value", [])
    assert body.message.startswith(f"Value [{value if ',' not in value or name == 'sortBy' else value.split(',')[-1]}")
    assert f"field type [{name}]. Allowable values are: {allowed}" in body.message
    assert [detail.field_name for detail in body.details] == [name]


def test_all_problems_are_reported_and_what_is_missing_too() -> None:
    needed = KNOWN | {"flow": Parameter("flow", value_type("str"), is_required=True)}
    problem = query_problem(needed, [("pageSize", "0"), ("name", "x"), ("deleted", "maybe"), ("other", "?")])
    assert problem is not None
    body = problem.body("c")
    assert body.message == 'A required query parameter is missing or empty: flow. (and 2 more problems; see "errors")'
    assert [detail.field_name for detail in body.details] == ["flow", "pageSize", "deleted"]
    assert [one.details[0].field_name for one in body.errors] == ["flow", "pageSize", "deleted"]
    assert query_problem(needed, [("flow", "")]) is not None
    assert query_problem(needed, [("flow", "x")]) is None


def test_a_repeated_value_is_one_too_many_unless_it_is_a_list_or_text() -> None:
    assert query_problem(KNOWN, [("deleted", "true"), ("deleted", "true")]) is not None
    for name, value in (("id", "x"), ("name", "x"), ("expand", "team")):
        assert query_problem(KNOWN, [(name, value), (name, value)]) is None


def test_unknown_parameters() -> None:
    assert unknown_parameters(KNOWN, [("pagesize", "1"), ("name", "x"), ("pagesize", "2"), ("q", "")]) == [
        "pagesize",
        "q",
    ]


def test_an_unknown_parameter_is_ignored_and_the_log_says_so(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "architrave.server"):
        for _ in range(3):
            answer = served.http.get("/api/v2/flows", params={"pagesize": "x", "\u202e": "1"})
            assert answer.status_code == 200
    said = [record.message for record in caplog.records if "query parameter" in record.message]
    assert said == [
        (
            "a request with the query parameter pagesize, which GET /api/v2/flows does not have: "
            "it is ignored. Did you mean pageSize?"
        )
    ]


def test_problems_of_a_query_as_problem_details(served: Served) -> None:
    headers = {"accept": "application/problem+json"}
    query = {"pageSize": "0", "sortOrder": "up"}
    problem = served.http.get(
        "/api/v2/flows/a1b2c3d4-5678-90ab-cdef-1234567890ab/versions", params=query, headers=headers
    )
    assert problem.status_code == 400
    assert problem.json()["detail"].startswith("Value [0] is not valid for field type [pageSize].")
    two = served.http.get("/api/v2/flows", params={"pageSize": "0", "deleted": "maybe"}, headers=headers).json()
    assert [one["parameter"] for one in two["errors"]] == ["pageSize", "deleted"]
