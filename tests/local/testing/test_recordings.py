"""Kept runs: replayed against a flow, made into tests, and shortened."""

import json
from pathlib import Path
from typing import Any

import pytest

import architrave
from architrave.diagnostics import Source
from architrave.local.testing.from_run import flow_of, goes_the_same_way, shortened
from architrave.local.testing.from_run import test_text as text_of_test
from architrave.local.testing.recordings import NotARunError, Recording, read_recording
from tests.local.testing.running import EXAMPLE, HEAD, messages, run_text

INPUTS = {"batchId": "B-1", "sourceSystem": "erp"}
FLAKY = {
    "Get Orders": [
        {"success": {"orders.orderId": ["A-1"], "orders.amount": [1.5], "hasMore": True}},
        {"timeout": True},
        {"failure": {"errorCode": "x", "status": 500, "userMessage": "Down"}},
        {"delay": 0.5, "success": {"orders.orderId": [], "hasMore": False}},
    ],
    "Confirm Batch": {"failure": {"status": 404, "userMessage": "Unknown"}},
}


@pytest.fixture(params=[None, FLAKY], ids=["good", "flaky"])
def kept(request: pytest.FixtureRequest) -> dict[str, Any]:
    with architrave.open(EXAMPLE, mocks=request.param) as platform:
        return platform.run("Order sync", INPUTS, at="2026-03-02T06:00:00Z").to_json()


def recording(kept: dict[str, Any]) -> Recording:
    return read_recording(Source("kept.json", json.dumps(kept)))


def replay(folder: Path, kept: dict[str, Any], more: str = "") -> list[str]:
    (folder / "kept.json").write_text(json.dumps(kept), encoding="utf-8")
    return messages(run_text(folder, f"{HEAD}  - name: a\n    replay: kept.json\n{more}"))


def test_a_kept_run_goes_the_same_way(tmp_path: Path, kept: dict[str, Any]) -> None:
    assert replay(tmp_path, kept) == []
    assert goes_the_same_way(recording(kept), flow_of(recording(kept), EXAMPLE))


def test_the_first_step_that_differs_is_named(tmp_path: Path, kept: dict[str, Any]) -> None:
    kept["trace"][5]["name"] = "Renamed"
    (said,) = replay(tmp_path, kept)
    assert said.startswith("Step 6 differs: the kept run did “Renamed”")
    kept["trace"][5]["output"] = "other"
    assert "“Renamed” → other, the flow now does “Read the supplier's contact” → found." in replay(tmp_path, kept)[0]
    more = "    allow: [Read the supplier's contact, Report]\n"
    kept["trace"][5] |= {"name": "Report", "output": None}
    assert replay(tmp_path, kept, more) == []


def test_the_end_is_compared_too(tmp_path: Path, kept: dict[str, Any]) -> None:
    kept["outputData"]["Flow.owner"] = "Ada"
    kept["completionReason"] = "Done"
    assert [each.split(",")[0] for each in replay(tmp_path, kept)] == [
        f"The exit reason is {json.dumps(recording_reason(kept))}",
        'Flow.owner is "Grace Hopper"',
    ]
    more = f"    expect: {{outputs: {{owner: Grace Hopper}}, reason: {recording_reason(kept)}}}\n"
    assert replay(tmp_path, kept, more) == []


def recording_reason(kept: dict[str, Any]) -> str:
    return f"Batch {kept['outputData']['Flow.status']}"


def test_a_run_that_ended_earlier_or_later_differs(tmp_path: Path, kept: dict[str, Any]) -> None:
    last = kept["trace"].pop()
    number = len(kept["trace"]) + 1
    assert replay(tmp_path, kept) == [f"Step {number} differs: the flow now goes on with “End with the status”."]
    kept["trace"] += [last, last]
    assert replay(tmp_path, kept) == [f"Step {number + 1} differs: the kept run went on with “End with the status”."]


def test_a_test_made_of_a_run_passes(tmp_path: Path, kept: dict[str, Any]) -> None:
    found = recording(kept)
    flow = flow_of(found, EXAMPLE)
    for each, is_shortened in ((found, False), (shortened(found, flow), True)):
        text = f"org: {EXAMPLE}\n{text_of_test(each, flow, 'kept', is_shortened=is_shortened)}"
        assert messages(run_text(tmp_path, text)) == []


def test_a_shortened_run_has_only_what_its_way_needs(kept: dict[str, Any]) -> None:
    found = recording(kept)
    short = shortened(found, flow_of(found, EXAMPLE))
    assert short.way == found.way
    assert short.outputs == found.outputs
    assert "orders.amount" in json.dumps(found.replies)
    assert "orders.amount" not in json.dumps(short.replies)
    assert "sourceSystem" not in json.dumps(short.inputs)
    assert shortened(short, flow_of(found, EXAMPLE)) == short


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "kept.json is not JSON."),
        ("[]", "kept.json is not the JSON of a run."),
        ("{}", "kept.json is not the JSON of a run."),
        ('{"trace": [{"name": 1}], "launchedAt": "2026-01-01", "status": "FAILED"}', "kept.json is not the JSON of"),
        ('{"trace": [], "launchedAt": "2026-01-01", "status": "RUNNING"}', "kept.json has not ended"),
    ],
)
def test_what_is_not_a_run_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(NotARunError) as problem:
        read_recording(Source("kept.json", text))
    assert str(problem.value).startswith(said)
    (tmp_path / "kept.json").write_text(text, encoding="utf-8")
    assert (
        said.removeprefix("kept.json") in messages(run_text(tmp_path, f"{HEAD}  - {{name: a, replay: kept.json}}\n"))[0]
    )
