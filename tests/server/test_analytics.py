"""Analytics over HTTP: launches counted by flow, version, division and time."""

from pathlib import Path
from typing import Any

import pytest

import architrave
from tests.server.conftest import Served, serving

AGGREGATES = "/api/v2/analytics/flowexecutions/aggregates/query"
DAY = "2026-03-01T00:00:00.000Z/2026-03-02T00:00:00.000Z"
FLOW = """
workflow:
  name: {name}
  division: {division}
  startUpRef: "/workflow/states/state[S_10]"
  states:
    - state:
        name: S
        refId: S_10
        actions:
          - endWorkflow:
              name: End
              exitReason:
                noValue: true
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])])
def counted(request: pytest.FixtureRequest, tmp_path: Path):
    """A server with two launches of A at 10:00, one of B at 10:40 and one of A at 12:10."""
    org = tmp_path / "org"
    (org / "flows").mkdir(parents=True)
    (org / "org.yaml").write_text(
        "name: Counting\nroles: {all: ['*']}\nclients: [{id: c, secret: s, roles: [all]}]\n"
        "divisions: [{id: d-1, name: Home}, {id: d-2, name: Sales}]\n"
        "flows: {A: {id: flow-a}, B: {id: flow-b}}\n"
    )
    for name, division in (("A", "Home"), ("B", "Sales")):
        (org / "flows" / f"{name}.yaml").write_text(FLOW.format(name=name, division=division))
    is_file = request.param == "sqlite"
    database = tmp_path / "kept.db" if is_file else request.getfixturevalue("postgres_database")()
    with serving(org, database, clock=architrave.ManualClock("2026-03-01T10:00:00Z")) as served:
        served.log_in(("c", "s"))
        for flow, minutes in (("flow-a", 0), ("flow-a", 0), ("flow-b", 40), ("flow-a", 90)):
            served.platform.advance(minutes=minutes)
            assert served.launch(flow).status_code == 200
        yield served


def asked(served: Served, **query: Any) -> list[tuple[dict[str, str], dict[str, int]]]:
    body = {"interval": DAY, "metrics": ["nFlowExecutions"], **query}
    response = served.http.post(AGGREGATES, json=body)
    assert response.status_code == 200, response.text
    return [
        (
            result["group"],
            {
                part["interval"].partition("/")[0][11:16]: part["metrics"][0]["stats"]["count"]
                for part in result["data"]
            },
        )
        for result in response.json()["results"]
    ]


def test_launches_are_counted(counted: Served) -> None:
    for query, found in (
        ({}, [({}, {"00:00": 4})]),
        ({"granularity": "PT1H"}, [({}, {"10:00": 3, "12:00": 1})]),
        ({"groupBy": ["flowId"]}, [({"flowId": "flow-a"}, {"00:00": 3}), ({"flowId": "flow-b"}, {"00:00": 1})]),
        (
            {"groupBy": ["flowVersion", "flowId"], "granularity": "PT30M"},
            [
                ({"flowVersion": "1.0", "flowId": "flow-a"}, {"10:00": 2, "12:00": 1}),
                ({"flowVersion": "1.0", "flowId": "flow-b"}, {"10:30": 1}),
            ],
        ),
        ({"groupBy": ["divisionId"]}, [({"divisionId": "d-1"}, {"00:00": 3}), ({"divisionId": "d-2"}, {"00:00": 1})]),
        ({"interval": "2026-03-01T10:00:00Z/2026-03-01T10:40:00Z"}, [({}, {"10:00": 2})]),
        ({"interval": "2026-03-02T00:00:00Z/2026-03-03T00:00:00Z"}, []),
    ):
        assert asked(counted, **query) == found, query


def filtered(kind: str, *predicates: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": kind, "predicates": list(predicates), **more}


IS_A = {"type": "dimension", "dimension": "flowId", "operator": "matches", "value": "flow-a"}
IS_B = {"dimension": "flowId", "value": "flow-b"}
IS_SALES = {"dimension": "divisionId", "value": "d-2"}


def test_filters(counted: Served) -> None:
    for condition, count in (
        (filtered("and", IS_A), 3),
        (filtered("or", IS_A, IS_B), 4),
        (filtered("and", IS_A, IS_B), 0),
        (filtered("and", IS_SALES), 1),
        (filtered("and", {"dimension": "flowId", "operator": "exists"}), 4),
        (filtered("and", {"dimension": "flowId", "operator": "notExists"}), 0),
        (filtered("and", IS_B, clauses=[filtered("or", IS_A, IS_SALES)]), 1),
        (filtered("and"), 4),
    ):
        found = asked(counted, filter=condition)
        assert sum(sum(parts.values()) for _, parts in found) == count, condition


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({"interval": "today"}, 400, "interval"),
        ({"interval": None}, 400, None),
        ({"granularity": "1h"}, 400, "granularity"),
        ({"granularity": "PT1S"}, 400, "granularity"),
        ({"timeZone": "Mars/Olympus"}, 400, "timeZone"),
        ({"metrics": ["nFlow"]}, 400, "metrics.0"),
        ({"groupBy": ["flow"]}, 400, "groupBy.0"),
        ({"groupBy": [1]}, 400, "groupBy.0"),
        ({"filter": {"predicates": []}}, 400, "filter.type"),
        ({"filter": filtered("and", {"dimension": "flow"})}, 400, "filter.predicates.0.dimension"),
        ({"groupBy": ["flowObjectId"]}, 501, None),
        ({"views": [{"target": "nFlowExecutions", "name": "x", "function": "rangeBound"}]}, 501, None),
        ({"filter": filtered("and", {"type": "metric"})}, 501, None),
        ({"filter": filtered("and", {"value": "x"})}, 501, None),
    ],
)
def test_what_is_wrong_or_not_served(served: Served, query: dict[str, Any], status: int, field: str | None) -> None:
    client = served.platform.server.client
    served.log_in((client.id, client.secret))
    response = served.http.post(AGGREGATES, json={"interval": DAY, "metrics": ["nFlowExecutions"], **query})
    assert response.status_code == status, response.text
    if field is not None:
        assert field in [one.get("fieldName") for one in response.json()["details"]]
