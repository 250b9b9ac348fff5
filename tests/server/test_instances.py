"""The history of executions over HTTP: queries, jobs, and the files that they prepare."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server.conftest import EXAMPLE, ORDER_SYNC, Served, serving

QUERY = "/api/v2/flows/instances/query"
JOBS = "/api/v2/flows/instances/jobs"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@contextmanager
def over(database: Path | str) -> Iterator[Served]:
    """A server whose client is logged in and has all permissions."""
    with serving(EXAMPLE, database) as served:
        client = served.platform.server.client
        yield served.log_in((client.id, client.secret))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory):
    with over(tmp_path_factory.mktemp("history") / "kept.db") as served:
        yield served


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path):
    """A server on either kind of database."""
    is_file = request.param == "sqlite"
    with over(tmp_path / "kept.db" if is_file else request.getfixturevalue("postgres_database")()) as served:
        yield served


def launched(ran: Served, **inputs: Any) -> dict[str, Any]:
    given = {"Flow.batchId": "B-1", "Flow.sourceSystem": "erp", **inputs}
    response = ran.launch(ORDER_SYNC, inputData=given)
    assert response.status_code == 200, response.text
    return ran.ended(response.json()["id"])


def job_of(ran: Served, job_id: str) -> httpx.Response:
    return ran.http.get(f"/api/v2/flows/instances/jobs/{job_id}")


def found(ran: Served, *groups: dict[str, Any], **params: Any) -> list[dict[str, Any]]:
    response = ran.http.post(QUERY, json={"query": list(groups)}, params=params)
    assert response.status_code == 200, response.text
    return response.json()["entities"]


def is_one(key: str, value: str, operator: str = "eq") -> dict[str, Any]:
    return {"criteria": {"key": key, "operator": operator, "value": value}}


def test_a_query_finds_what_has_ended(anywhere: Served) -> None:
    ran = anywhere
    ended = launched(ran)
    [first, *_] = found(ran, is_one("FlowId", ORDER_SYNC))
    assert first["id"] == ended["id"]
    assert (first["flowId"], first["flowType"], first["flowVersion"]) == (ORDER_SYNC, "workflow", "1.0")
    assert first["startDateTime"] == ended["dateLaunched"]
    assert first["endDateTime"] == ended["dateCompleted"]
    assert found(ran, is_one("FlowId", ORDER_SYNC), is_one("FlowType", "bot")) == []
    assert found(ran, is_one("FlowStartDateTime", ended["dateLaunched"], "gt"), is_one("FlowId", ORDER_SYNC)) == []
    assert len(found(ran, pageSize=1)) == 1


def test_the_file_of_an_execution(anywhere: Served) -> None:
    ran = anywhere
    ended = launched(ran)
    started = ran.http.get(f"/api/v2/flows/instances/{ended['id']}").json()
    assert started["jobState"] == "Registered"
    done = job_of(ran, started["id"]).json()
    assert done["jobState"] == "Success"
    [entity] = done["entities"]
    assert entity["id"] == ended["id"]
    flow = httpx.get(entity["downloadUri"], timeout=60).json()["flow"]
    assert (flow["executionId"], flow["flowName"]) == (ended["id"], "Order sync")
    trace = ran.http.get(f"/architrave/executions/{ended['id']}/trace").json()["trace"]
    names = [name for item in flow["execution"] for name in item]
    assert (names[0], names[-1]) == ("startedFlow", "endedFlow")
    assert len(names) == len(trace) + 2
    shown = [item[name] for item, name in zip(flow["execution"][1:-1], names[1:-1], strict=True)]
    assert [one["trackingId"] for one in shown] == [step["action"] for step in trace]


def test_a_job_is_about_several_executions(ran: Served) -> None:
    ids = [launched(ran)["id"], UNKNOWN]
    job = ran.http.post(JOBS, json={"ids": [*ids, ids[0]]}).json()
    entities = job_of(ran, job["id"]).json()["entities"]
    assert [one["id"] for one in entities] == ids
    assert (entities[1]["failed"], entities[1]["statusCode"]) == (True, "404")


def test_an_address_is_for_one_file_only(ran: Served) -> None:
    ids = [launched(ran)["id"] for _ in range(2)]
    job = ran.http.post(JOBS, json={"ids": ids}).json()
    first, second = (one["downloadUri"] for one in job_of(ran, job["id"]).json()["entities"])
    assert httpx.get(first.replace(ids[0], ids[1]), timeout=60).status_code == 403
    assert httpx.get(second, timeout=60).status_code == 200


def test_what_queries_can_use(ran: Served) -> None:
    known = ran.http.get("/api/v2/flows/instances/querycapabilities").json()
    assert "workflow" in known["flowTypes"]
    for criterion in known["criteria"]:
        value = "2026-03-01T00:00:00Z" if criterion["dataType"] == "dateTime" else "x"
        for operator in criterion["operators"]:
            found(ran, is_one(criterion["criteriaKey"], value, operator))


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 400, None),
        ({"query": {}}, 400, "query"),
        ({"query": [{"criteria": {"key": "FlowName"}}]}, 400, "query.0.criteria.key"),
        ({"query": [{"criteria": {"value": "x"}}]}, 400, "query.0.criteria"),
        ({"query": [{"and": [{"key": "FlowEndDateTime", "value": "now"}]}]}, 400, "query.0.and.0.value"),
        ({"query": [{"criteria": {"key": "FlowActionId", "operator": "eq", "value": "x"}}]}, 501, None),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_query(ran: Served, body: dict[str, Any], status: int, field: str | None) -> None:
    response = ran.http.post(QUERY, json=body)
    assert response.status_code == status, response.text
    if field is not None:
        assert field in [one.get("fieldName") for one in response.json()["details"]]


@pytest.mark.parametrize(("ids", "status"), [([], 400), ([UNKNOWN] * 201, 400), ("x", 400), ([1], 400)])
def test_what_is_wrong_with_a_job(ran: Served, ids: Any, status: int) -> None:
    assert ran.http.post(JOBS, json={"ids": ids}).status_code == status
    assert job_of(ran, UNKNOWN).status_code == 404
