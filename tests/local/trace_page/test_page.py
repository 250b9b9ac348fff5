"""The page of a run: complete without a script, safe for hostile values, small, and the same for the same run."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256

import pytest

from architrave.diagnostics import Source
from architrave.diagram.recorded import recorded
from architrave.local.trace_page.figures import execution_page
from architrave.local.trace_page.page import trace_page
from tests.local.trace_page.runs import Page, example_page, execution, page_of, page_with_responses, words

LARGEST = 100_000
HOSTILE = "</script><img src=x onerror=alert(1)>\u202e\x07\"'"


@cache
def example() -> str:
    return example_page()


def test_everything_can_be_read_without_a_script() -> None:
    text = words(example())
    for part in (
        "Order sync COMPLETED, Batch synced, after 0.400s",
        "59 steps · launched 2026-01-05T09:00:00.000Z",
        "Fetch the page callTask → Failed",
        'Flow.batch"" → "B-1" = If(IsNotSetOrEmpty(Flow.batchId), "unnamed", Trim(Flow.batchId))',
        "Is the source switched on? decision → yes",
        "conditionFlow.enabledtrue",
        "order-sync.yaml:434",
        'Flow.confirmationId"C-4711"',
    ):
        assert part in text, part


def test_the_flow_and_its_module_are_drawn_and_boxes_lead_to_steps() -> None:
    page = Page(example())
    assert example().count("<svg ") == 2
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) <= set(page.ids)
    assert "step-1" in page.links
    assert set(re.findall(r'data-box="([^"]+)"', example())) <= set(page.ids)


def test_the_lines_of_each_action_that_ran_are_there_once() -> None:
    text = words(example())
    assert text.count('condition: exp: Flow.enabled outputs: "no": actions:') == 1
    assert "Lines in the files" in text
    places = re.findall(r'<a class="place" href="#([^"]+)">', example())
    assert len(places) == 59
    excerpts = re.findall(r'<figure id="([^"]+)">', example())
    assert set(places) == set(excerpts)
    assert len(excerpts) == len(set(excerpts))


def test_the_lines_of_an_action_end_with_it() -> None:
    html = page_of(FAILING, {"Flow.text": "a"})
    (first,) = re.findall(
        r'<figure id="y0-0"><figcaption>flow.yaml:16</figcaption><pre dir="ltr">(.*?)</pre>', html, re.DOTALL
    )
    assert first.startswith(
        "- updateData:\n    name: &quot;Divide NAME&quot;\n    statements:\n      - string: {variable"
    )
    assert "endWorkflow" not in first


def test_the_requests_and_responses_of_data_actions_are_there() -> None:
    html = page_with_responses()
    text = words(html)
    assert "HTTP GET https://erp.example/api/batches/B-1/orders?page=0 → 503" in text
    assert "RequestGET https://erp.example/api/batches/B-1/orders?page=0 Accept: application/json X-Source: erp" in text
    assert "Response503 <b>busy</b>\\u202e" in text
    assert "set-cookie: ***" in text.lower()
    assert 'POST https://erp.example/api/batches/B-1/confirmation Content-Type: application/json {"count": 1,' in text
    calls = re.findall(r'<li id="step-\d+"[^>]*>(?:(?!</li>).)*?<b>HTTP</b>', html, re.DOTALL)
    assert all('<span class="faint"><bdi>callData' in call for call in calls)
    assert "HTTP" not in words(example())


def test_a_page_of_sixty_steps_is_within_its_budget() -> None:
    assert len(example().encode()) <= LARGEST


def test_the_same_run_gives_the_same_page() -> None:
    assert example_page() == example()


def test_the_policy_allows_only_the_page_itself() -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', example())
    for kind in ("style", "script"):
        (content,) = re.findall(rf"<{kind}>(.*?)</{kind}>", example(), re.DOTALL)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "http" not in example().replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")


def test_a_run_that_stopped_says_so() -> None:
    text = words(example_page(until="Find the owner"))
    assert "Order sync RUNNING, after 0.000s so far" in text


def test_a_failed_run_shows_its_error() -> None:
    html = page_of(FAILING, {"Flow.text": "a"})
    text = words(html)
    assert "Fails FAILED, after 0.000s" in text
    assert html.count(" data-failed>") == 1
    assert "DivisionByZero in Divide NAME" in text
    assert 'class="b ran failed"' in html


FAILING = """
workflow:
  name: Fails
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - integerVariable: {name: Flow.number, initialValue: {lit: 1}, isInput: true, isOutput: true}
    - stringVariable: {name: Flow.text, initialValue: {noValue: true}, isInput: true, isOutput: true}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - updateData:
              name: "Divide NAME"
              statements:
                - string: {variable: Flow.text, value: {exp: 'Flow.text + "!"'}}
                - integer: {variable: Flow.number, value: {exp: 'Flow.number / (Flow.number - Flow.number)'}}
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""


def test_hostile_values_are_shown_as_text() -> None:
    name = HOSTILE.encode("unicode-escape").decode().replace("\\x", "\\u00").replace('"', '\\"')
    html = page_of(FAILING.replace("NAME", name), {"Flow.text": HOSTILE})
    text = words(html)
    assert "<img src=x onerror=alert(1)>" in text
    assert "\\u202e" in text


def test_a_run_of_an_unknown_flow_has_no_diagram() -> None:
    step = {"action": 0, "name": "A", "type": "wait", "flow": "F", "at": "2026-01-05T09:00:00.000Z"}
    current = step | {"name": "B", "until": "2026-01-05T10:00:00.000Z"}
    run = recorded({"status": "RUNNING", "trace": [step], "current": current, "id": "e-1"})
    text = words(trace_page(run, ()))
    assert "so there is no diagram" in text
    assert "execution e-1" in text
    assert "B wait waits until 2026-01-05T10:00:00.000Z" in text


def test_an_execution_shows_the_modules_that_it_called() -> None:
    run, sources = execution()
    other = Source("other.yaml", "commonModule: {name: Not called}")
    html = execution_page(run, [*sources, other, Source("broken.yaml", "[")])
    assert html.count("<svg ") == len(sources) == 2
    assert "paging.yaml:" in words(html)
    assert execution_page(run, sources[:1]).count("<svg ") == 1
    assert "so there is no diagram" in words(execution_page(run, []))


def test_a_run_without_steps_has_a_page() -> None:
    assert "0 steps" in words(trace_page(recorded({"status": "RUNNING", "trace": []}), ()))


@pytest.mark.parametrize(("steps", "limit"), [(3, 7_000_000), (5_000, 3_500_000)])
def test_values_are_shortened_the_more_steps_there_are(steps: int, limit: int) -> None:
    change = {"variable": "Flow.text", "before": None, "after": "x" * 100_000}
    step = {
        "action": 0,
        "name": "A",
        "type": "wait",
        "flow": "F",
        "at": "2026-01-05T09:00:00.000Z",
        "changes": [change],
    }
    run = recorded({"status": "COMPLETED", "trace": [step] * steps})
    assert len(trace_page(run, ())) < limit
