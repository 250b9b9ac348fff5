"""Each key of `expect`, met and not met."""

from pathlib import Path

import pytest

from tests.local.testing.running import HEAD, messages, run_expect, run_text

MET = [
    "{}",
    "{status: COMPLETED, reason: Batch synced}",
    "{reason: {matches: /synced$/}}",
    "{reason: {is: 'Append(\"Batch \", Flow.status)'}}",
    "{outputs: {status: synced, Flow.ordersSynced: 5, failedPages: '0', errorMessage: null}}",
    "{outputs: {orderIds: [A-1001, A-1002, A-1003, A-1004, A-1005]}}",
    "{outputs: {ordersSynced: {is: Count(Flow.orderIds)}, owner: {matches: Grace}}}",
    "{outputs: {status: {equals: synced}}}",
    "{variables: {Is the source switched on?: {enabled: true, Flow.pages: 3}}}",
    "{reaches: [settle the inputs, Take the order, Take the order, Report]}",
    "{avoids: [End refused, Give the page up]}",
    "{takes: {Find the owner: found, Was that all?: ['yes', 'yes', 'no']}}",
    "{visits: {Take the order: 5, Give the page up: 0}}",
    "{calls: {Get Orders: {times: 4, inputs: [{page: 0}, {page: 1}, {page: 1}, {page: 2}]}}}",
    "{calls: {ERP Data Actions/Confirm Batch: {inputs: [{count: 5}]}}}",
    "{calls: {Get Orders: {order: any, inputs: [{page: 2}, {page: 1}, {page: 1}, {page: 0}]}}}",
    "{within: 400 ms}",
    "{always: [Flow.failedPages <= 3, Flow.ordersSynced >= 0]}",
    "{warnings: 0}",
]

NOT_MET = [
    ("{status: FAILED}", "The flow ended as COMPLETED, expected FAILED."),
    ("{error: {type: NotSet}}", "The flow did not fail: it ended as COMPLETED."),
    ("{reason: Done}", 'The exit reason is "Batch synced", expected "Done".'),
    ("{reason: {matches: ^x}}", 'The exit reason is "Batch synced", expected a text that matches /^x/.'),
    ("{outputs: {ordersSynced: 6}}", "Flow.ordersSynced is 5, expected 6."),
    ("{outputs: {errorMessage: gone}}", 'Flow.errorMessage is NOT_SET, expected "gone".'),
    ("{outputs: {status: null}}", 'Flow.status is "synced", expected NOT_SET.'),
    (
        "{outputs: {ordersSynced: {is: Flow.failedPages + 1}}}",
        "Flow.ordersSynced is 5, expected 1 = Flow.failedPages + 1.",
    ),
    ("{outputs: {ordersSynced: {is: 5 / Flow.failedPages}}}", "Flow.ordersSynced could not be compared."),
    ("{variables: {Was that all?: {page: 1}}}", "After “Was that all?”, Flow.page is 2, expected 1."),
    ("{variables: {End refused: {page: 1}}}", "The action “End refused” did not run."),
    (
        "{reaches: [Report, Settle the inputs]}",
        "“Settle the inputs” was not reached after “Report”; it ran before that.",
    ),
    ("{path: [Settle the inputs, Report]}", "Action 2 of the run is “Look up the source system”, expected “Report”."),
    ("{path: [Settle the inputs]}", "The run went on with “Look up the source system” after the 1 action of the path."),
    ("{avoids: [Take the order]}", "“Take the order” ran 5 times, and should not run."),
    ("{takes: {Find the owner: notFound}}", "“Find the owner” took found, expected notFound."),
    ("{takes: {Was that all?: ['yes', 'no']}}", "“Was that all?” took yes, yes, no, expected yes, no."),
    ("{visits: {Take the order: 4}}", "“Take the order” ran 5 times, expected 4 times."),
    ("{calls: {Get Orders: {times: 3}}}", "“Get Orders” was called 4 times, expected 3 times."),
    ("{calls: {Get Orders: {inputs: [{page: 7}]}}}", "Call 1 of “Get Orders”: `page` is 0, expected 7."),
    (
        "{calls: {Confirm Batch: {inputs: [{batchId: x}]}}}",
        'Call 1 of “Confirm Batch”: `batchId` is "B-1", expected "x".',
    ),
    ("{calls: {Get Orders: {order: any, inputs: [{page: 7}]}}}", "No call of “Get Orders” has these inputs."),
    ("{never: [Confirm Batch]}", "“ERP Data Actions/Confirm Batch” was called with"),
    ("{within: 399 ms}", "The run took 0.400s on its clock, expected at most 0.399s."),
    ("{always: [Flow.ordersSynced < 3]}", "`Flow.ordersSynced < 3` is not true after “Take the order”, action"),
    ("{warnings: 1}", "The flow has 0 warnings, expected 1"),
    ("{success: {a: 1}}", "`success` is for a data action that is tested alone."),
]

UNKNOWN = [
    ("{outputs: {ordersSyncd: 5}}", "The flow has no output “ordersSyncd”. Did you mean Flow.ordersSynced?"),
    (
        "{reaches: [Take the ordr]}",
        "The flow “Order sync” has no action “Take the ordr”. Did you mean “Take the order”?",
    ),
    ("{takes: {Find the owner: fond}}", "The action “Find the owner” has no output “fond”."),
    ("{never: [Confirm Btch]}", "No flow calls the data action “Confirm Btch”."),
    ("{variables: {Report: {pge: 1}}}", "There is no variable “Flow.pge” here. Did you mean Flow.page?"),
    ("{always: [Flow.pge > 1]}", "The expression `Flow.pge > 1` is not valid."),
]


@pytest.mark.parametrize("expect", MET)
def test_what_is_met_passes(tmp_path: Path, expect: str) -> None:
    report = run_expect(tmp_path, expect)
    assert (messages(report), report.ok) == ([], True)


@pytest.mark.parametrize(("expect", "said"), NOT_MET)
def test_what_is_not_met_fails_with_a_sentence(tmp_path: Path, expect: str, said: str) -> None:
    report = run_expect(tmp_path, expect)
    assert not report.ok
    assert messages(report)[0].startswith(said), messages(report)


@pytest.mark.parametrize(("expect", "said"), UNKNOWN)
def test_a_name_that_does_not_exist_stops_the_file(tmp_path: Path, expect: str, said: str) -> None:
    report = run_expect(tmp_path, expect)
    assert (messages(report), report.results) == ([said], [])


def test_an_input_is_checked(tmp_path: Path) -> None:
    report = run_expect(tmp_path, "{}", inputs="inputs: {btchId: x, sourceSystem: [1]}")
    assert messages(report)[0] == "The flow has no input “btchId”. Did you mean Flow.batchId?"
    assert messages(report)[1].startswith("[1] is not valid for the input Flow.sourceSystem (String)")


def test_a_failure_has_its_place_and_the_last_actions(tmp_path: Path) -> None:
    (result,) = run_expect(tmp_path, "{always: [Flow.ordersSynced < 2]}").results
    (failure,) = result.failures
    start = failure.diagnostic.start
    assert start is not None
    assert (start.line, start.column) == (7, 23)
    assert (failure.got, failure.wanted) == ("false", "true")
    assert [step.name for step in result.steps][-1] == "Take the order"
    assert len(result.steps) == 5
    assert result.steps[-1].file.endswith("order-sync.yaml")


def test_a_flow_that_fails_is_expected_by_its_error(tmp_path: Path) -> None:
    (tmp_path / "flow.yaml").write_text(
        """
workflow:
  name: Faulty
  startUpRef: /workflow/states/state[S]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - stringCollectionVariable: {name: Flow.lines, initialValue: {lit: []}, isInput: true, isOutput: false}
    - stringVariable: {name: Flow.first, initialValue: {noValue: true}, isInput: false, isOutput: true}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: S
        actions:
          - updateData:
              name: First line
              statements: [{string: {variable: Flow.first, value: {exp: "Flow.lines[0]"}}}]
          - endWorkflow: {name: End, exitReason: {noValue: true}}
""",
        encoding="utf-8",
    )
    text = "flow: flow.yaml\ntests:\n  - name: a\n    expect: {}\n"
    (said,) = messages(run_text(tmp_path, text))
    assert said.startswith("The flow ended as FAILED, expected COMPLETED. NoSuchItem in “First line”: Index 0")
    text = text.replace(
        "{}", "{status: FAILED, error: {type: NoSuchItem, action: First line, message: {matches: Index 0}}}"
    )
    assert run_text(tmp_path, text).ok
    text = text.replace("status: FAILED, error: {type: NoSuchItem", "error: {type: Other")
    assert messages(run_text(tmp_path, text)) == ['The error\'s type is "NoSuchItem", expected "Other".']


def test_what_is_not_run_yet_is_refused_by_name(tmp_path: Path) -> None:
    report = run_text(tmp_path, f"{HEAD}  - name: a\n    steps: [{{hears: Hello}}]\n")
    assert messages(report)[0].startswith("This test has `steps`. Architrave does not")
