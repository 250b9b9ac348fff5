"""The metrics: what they count, who may read them, and that no label has a value of a client's."""

import re
import sys

import pytest

from architrave.server.metrics.counts import BUCKETS, Counts
from tests.server.conftest import LAUNCHER, ORDER_SYNC, Served

LAUNCH = "/api/v2/flows/executions"
SECRET = "123-45-6789"


def metrics(served: Served) -> dict[str, float]:
    answer = served.http.get("/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = (line for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_requests_launches_and_executions_are_counted(serve) -> None:
    pytest.importorskip("prometheus_client")
    served = serve()
    served.log_in(LAUNCHER)
    good = served.launch(inputData={"Flow.batchId": "B", "Flow.sourceSystem": "erp"})
    served.ended(good.json()["id"])
    assert served.launch(SECRET, customData={SECRET: SECRET}).status_code == 400
    served.http.get(f"/{SECRET}")
    served.http.request("PROPFIND", "/architrave/health")
    found = metrics(served)
    assert found[f'architrave_http_requests_total{{method="POST",route="{LAUNCH}",status="200"}}'] == 1
    assert found[f'architrave_http_requests_total{{method="POST",route="{LAUNCH}",status="400"}}'] == 1
    assert found['architrave_http_requests_total{method="GET",route="other",status="404"}'] == 1
    assert found[f'architrave_http_request_duration_seconds_count{{route="{LAUNCH}"}}'] == 2
    assert found[f'architrave_http_request_duration_seconds_bucket{{le="+Inf",route="{LAUNCH}"}}'] == 2
    assert found['architrave_launches_rejected_total{rule="bad-flow-id"}'] == 1
    assert found['architrave_launches_rejected_total{rule="unknown-field"}'] == 1
    assert found["architrave_launches_accepted_total"] == 1
    assert found['architrave_executions_finished_total{status="COMPLETED"}'] == 1
    assert found['architrave_executions{state="running"}'] == 0
    assert found["architrave_journal_commits_total"] >= 1
    assert found["architrave_queued_writes"] == 0
    assert found["architrave_event_loop_lag_seconds"] >= 0
    assert not any(SECRET in name or "PROPFIND" in name for name in found)


def test_names_follow_the_conventions(serve) -> None:
    pytest.importorskip("prometheus_client")
    served = serve()
    text = served.http.get("/metrics").text
    for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE):
        assert name.startswith(("architrave_", "process_")), name
        assert (kind == "counter") == name.endswith("_total"), name
        assert f"# HELP {name} " in text


def test_elsewhere_they_need_a_token(serve) -> None:
    pytest.importorskip("prometheus_client")
    served = serve(names=None)
    assert served.http.get("/metrics").status_code == 200
    assert served.http.get("/metrics", headers={"Host": "api.example.com"}).status_code == 401
    served.services.is_local = False
    assert served.http.get("/metrics").status_code == 401
    served.log_in(LAUNCHER)
    assert served.http.get("/metrics").status_code == 200


def test_without_the_library_it_is_said_how_to_install_it(serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    answer = serve().http.get("/metrics")
    assert answer.status_code == 501
    assert "pip install 'architrave[metrics]'" in answer.json()["message"]


def test_durations_are_counted_in_their_bucket() -> None:
    counts = Counts()
    for seconds in (0.0005, BUCKETS[0], 0.3, 1000.0):
        counts.answered("GET", "/x", 200, seconds)
    buckets = counts.durations["/x"].by_bucket
    assert (buckets[0], buckets[BUCKETS.index(0.5)], buckets[-1], sum(buckets)) == (2, 1, 1, 4)
    assert counts.requests == {("GET", "/x", 200): 4}


@pytest.mark.usefixtures("caplog")
def test_the_access_log_has_a_line_for_each_request(tmp_path, caplog: pytest.LogCaptureFixture) -> None:
    import httpx

    import architrave
    from tests.server.conftest import EXAMPLE

    caplog.set_level("INFO", "architrave.access")
    with architrave.open(EXAMPLE, database=tmp_path / "kept.db", environment={}) as platform:
        server = platform.serve(access_log=True)
        with httpx.Client(base_url=server.url) as http:
            served = Served(http, platform).log_in(LAUNCHER)
            answer = served.launch("x", customData=SECRET)
            http.get("/architrave/executions", params={"context.ssn": SECRET})
            http.get("/%1B[2J%1b")
    records = [vars(record) for record in caplog.records if record.name == "architrave.access"]
    assert [(one["method"], one["path"], one["status"]) for one in records] == [
        ("POST", "/oauth/token", 200),
        ("POST", LAUNCH, 400),
        ("GET", "/architrave/executions", 200),
        ("GET", "/%1B[2J%1b", 404),
    ]
    launch = records[1]
    assert launch["client"] == LAUNCHER[0]
    assert launch["bytes"] == len(answer.content)
    assert launch["correlation_id"] == answer.headers["inin-correlation-id"]
    assert launch["milliseconds"] > 0
    assert SECRET not in caplog.text.partition("rejected a launch")[0]
    assert ORDER_SYNC
