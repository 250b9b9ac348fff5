"""Fault injection over HTTP: what a client sees of each fault, in which requests, and what the server tells of it."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

import architrave
from architrave.cli.files import read_source
from tests.server.conftest import EXAMPLE, ORDER_SYNC, READER, Served, serving

FLOWS = "/api/v2/flows"
LAUNCH = "/api/v2/flows/executions"
INPUTS = {"Flow.batchId": "B-1", "Flow.sourceSystem": "erp"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def disturbed(tmp_path_factory: pytest.TempPathFactory):
    with serving(EXAMPLE, tmp_path_factory.mktemp("chaos") / "kept.db") as served:
        yield served.log_in()


def inject(served: Served, *faults: dict[str, Any], seed: int = 0) -> None:
    response = here(served, "PUT", "/architrave/chaos", json={"seed": seed, "faults": list(faults)})
    assert response.status_code == 200, response.text


def here(served: Served, method: str, path: str, **more: Any) -> httpx.Response:
    """A request without credentials, as a program on this machine may send it."""
    return httpx.request(method, f"{served.platform.server.url}{path}", timeout=60, **more)


def told(served: Served) -> dict[str, Any]:
    return here(served, "GET", "/architrave/chaos").json()


def executions(served: Served) -> int:
    client = served.platform.server.client
    token = served.token((client.id, client.secret))
    listed = served.http.get("/architrave/executions?pageSize=500", headers={"Authorization": f"Bearer {token}"})
    return len(listed.json()["entities"])


@pytest.mark.parametrize("status", [401, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("retry_after", [None, 3])
def test_a_status_is_answered_instead(disturbed: Served, status: int, retry_after: int | None) -> None:
    more = {} if retry_after is None else {"retryAfter": retry_after}
    inject(disturbed, {"fault": "answer", "status": status, "times": 1, "name": "ünusual", **more})
    response = disturbed.http.get(FLOWS)
    assert response.status_code == status
    assert response.headers.get("retry-after") == (None if retry_after is None else "3")
    assert response.headers["architrave-chaos"] == r"\xfcnusual"
    if status == 502:
        assert response.headers["content-type"].startswith("text/html")
    else:
        assert response.json()["status"] == status
        assert response.json()["contextId"] == response.headers["inin-correlation-id"]
    after = disturbed.http.get(FLOWS)
    assert after.status_code == 200
    assert "architrave-chaos" not in after.headers


@pytest.mark.parametrize(
    ("fault", "error", "launched"),
    [
        ("answer", None, 0),
        ("cut", httpx.RemoteProtocolError, 0),
        ("lost", httpx.RemoteProtocolError, 1),
        ("half", httpx.HTTPError, 1),
        ("garbled", None, 1),
        ("slow", None, 1),
    ],
)
def test_whether_a_request_is_processed(disturbed: Served, fault: str, error: Any, launched: int) -> None:
    own_keys = {"answer": {"status": 503}, "slow": {"seconds": 0}}.get(fault, {})
    inject(disturbed, {"fault": fault, "method": "POST", "path": LAUNCH, **own_keys})
    before = executions(disturbed)
    if error is None:
        response = disturbed.launch(inputData=INPUTS)
        assert response.headers["architrave-chaos"] == f"{fault} 1"
        if fault == "garbled":
            assert response.status_code == 200
            with pytest.raises(json.JSONDecodeError):
                response.json()
    else:
        with pytest.raises(error):
            disturbed.launch(inputData=INPUTS)
    assert executions(disturbed) - before == launched


def test_half_of_a_stream_is_sent(disturbed: Served) -> None:
    inject(disturbed, {"fault": "half", "path": FLOWS})
    received: list[bytes] = []
    with disturbed.http.stream("GET", FLOWS) as response:
        announced = int(response.headers["content-length"])
        with pytest.raises(httpx.HTTPError):
            received.extend(response.iter_bytes(100))
    assert 0 < len(b"".join(received)) < announced


STATUSES = [
    ({}, "xxxxxx"),
    ({"after": 2}, "..xxxx"),
    ({"times": 2}, "xx...."),
    ({"every": 3}, "..x..x"),
    ({"after": 1, "every": 2, "times": 2}, "..x.x."),
    ({"method": "POST"}, "......"),
    ({"path": "/api/v2/*"}, "xxxxxx"),
    ({"path": "/api/v2/flows/*"}, "......"),
    ({"client": "erp-sync"}, "xxxxxx"),
    ({"client": "reporting"}, "......"),
]


@pytest.mark.parametrize(("keys", "injected"), STATUSES, ids=[str(keys) for keys, _ in STATUSES])
def test_in_which_requests(disturbed: Served, keys: dict[str, Any], injected: str) -> None:
    inject(disturbed, {"fault": "answer", "status": 503, **keys})
    seen = [disturbed.http.get(FLOWS).status_code for _ in injected]
    assert "".join("x" if status == 503 else "." for status in seen) == injected
    fault = told(disturbed)["faults"][0]
    assert fault["injected"] == injected.count("x")


def test_a_percentage_is_drawn_and_the_seed_repeats_it(disturbed: Served) -> None:
    def seen(seed: int) -> list[int]:
        inject(disturbed, {"fault": "answer", "status": 503, "percent": 30}, seed=seed)
        return [disturbed.http.get(FLOWS).status_code for _ in range(100)]

    first = seen(1)
    assert seen(1) == first
    assert seen(2) != first
    assert 15 <= first.count(503) <= 45


def test_the_first_fault_that_fits_is_injected(disturbed: Served) -> None:
    inject(
        disturbed,
        {"fault": "answer", "status": 429, "times": 1},
        {"fault": "answer", "status": 503, "times": 1},
    )
    assert [disturbed.http.get(FLOWS).status_code for _ in range(3)] == [429, 503, 200]
    assert [fault["concerned"] for fault in told(disturbed)["faults"]] == [3, 2]


def test_a_fault_may_be_for_one_client_only(disturbed: Served) -> None:
    inject(disturbed, {"fault": "answer", "status": 503, "client": READER[0], "path": FLOWS})
    reader = {"Authorization": f"Bearer {disturbed.token(READER)}"}
    assert disturbed.http.get(FLOWS).status_code == 200
    assert disturbed.http.get(FLOWS, headers=reader).status_code == 503


@pytest.mark.parametrize("client", [None, "erp-sync", "reporting"])
def test_a_token_expires_early(tmp_path: Path, client: str | None) -> None:
    clock = architrave.ManualClock("2026-03-01T10:00:00Z")
    narrowed = {} if client is None else {"client": client}
    chaos = {"faults": [{"fault": "expire", "seconds": 30, **narrowed}]}
    with serving(EXAMPLE, tmp_path / "kept.db", chaos=chaos, clock=clock) as served:
        served.log_in()
        served.platform.advance(seconds=29)
        assert served.http.get(FLOWS).status_code == 200
        served.platform.advance(seconds=1)
        refused = served.http.get(FLOWS)
        if client == "reporting":
            assert refused.status_code == 200
            return
        assert (refused.status_code, refused.json()["code"]) == (401, "credentials.expired")
        assert served.log_in().http.get(FLOWS).status_code == 200
        assert told(served)["injections"][-1]["client"] == "erp-sync"


def test_own_paths_are_spared(disturbed: Served) -> None:
    inject(disturbed, {"fault": "cut"})
    for path in ("/architrave/health", "/architrave/ready", "/architrave/chaos", "/openapi.json"):
        assert here(disturbed, "GET", path).status_code == 200, path
    inject(disturbed)


def test_what_was_injected_is_told(disturbed: Served) -> None:
    written = {"name": "busy", "fault": "answer", "status": 429, "retryAfter": 2, "path": LAUNCH, "times": 1}
    inject(disturbed, written, seed=9)
    disturbed.launch(inputData=INPUTS)
    found = told(disturbed)
    assert found["seed"] == 9
    assert found["faults"] == [{**written, "concerned": 1, "injected": 1}]
    [injection] = found["injections"]
    assert injection.pop("at")
    assert injection == {
        "name": "busy", "fault": "answer", "method": "POST", "path": LAUNCH, "client": "erp-sync"
    }  # fmt: skip
    inject(disturbed)
    assert told(disturbed) == {"seed": 0, "faults": [], "injections": []}


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b'{"faults": [{"fault": "cut", "secnds": 1}]}', 400, "faults.0.secnds"),
        (b'{"faults": [{"fault": "cut"}, {"fault": "no"}]}', 400, "faults.1.fault"),
        (b"\xff", 400, None),
        (b'"' + b"a" * 1_000_001 + b'"', 413, None),
    ],
)
def test_wrong_faults_change_nothing(disturbed: Served, body: bytes, status: int, field: str | None) -> None:
    inject(disturbed, {"fault": "answer", "status": 503, "path": "/nowhere"})
    response = here(disturbed, "PUT", "/architrave/chaos", content=body, headers=JSON)
    assert response.status_code == status, response.text
    assert [one.get("fieldName") for one in response.json()["details"]] == ([] if field is None else [field])
    assert len(told(disturbed)["faults"]) == 1
    inject(disturbed)


def test_a_wrong_file_is_reported_when_the_platform_opens(tmp_path: Path) -> None:
    file = tmp_path / "chaos.yaml"
    file.write_text("faults:\n  - fault: cutt\n", encoding="utf-8")
    assert read_source(str(file), "--chaos").text
    with architrave.open(EXAMPLE, chaos=file) as platform, pytest.raises(architrave.CannotOpenError, match="cutt"):
        platform.serve()


def test_without_faults_a_request_is_not_looked_at(disturbed: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    inject(disturbed)
    monkeypatch.setattr("architrave.server.app.answer_wrongly", None)
    assert disturbed.http.get(FLOWS).status_code == 200
    assert disturbed.launch(ORDER_SYNC, inputData=INPUTS).status_code == 200
