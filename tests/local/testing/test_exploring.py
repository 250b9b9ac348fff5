"""`explore` and `lookUps` in flow tests."""

from pathlib import Path

import pytest

from architrave.local.testing.results import Status
from tests.local.testing.running import ERP, HEAD, messages, run_text

EXPLORE = f"{HEAD}  - name: a\n    {ERP}\n    explore: "
NOT_FOUND = "{noun: dataTableRow, within: Source systems, notFound: true}"


def test_what_holds_of_every_run_passes(tmp_path: Path) -> None:
    text = f"{EXPLORE}{{budget: 1 s}}\n    expect: {{always: [Flow.failedPages <= 3], coverage: {{outputs: 60%}}}}\n"
    assert run_text(tmp_path, text).ok


def test_what_does_not_hold_shows_the_shortest_case(tmp_path: Path) -> None:
    report = run_text(tmp_path, f"{EXPLORE}{{budget: 1 s}}\n    expect: {{reason: Batch synced}}\n")
    (result,) = report.results
    assert result.status is Status.FAILED
    assert result.failures[0].diagnostic.message.startswith("The exit reason is ")
    example = result.failures[0].example
    assert example is not None
    again = run_text(tmp_path, HEAD + example + "\n")
    assert messages(again)[0].startswith("The exit reason is ")
    assert result.steps


@pytest.mark.parametrize(
    ("explore", "more"),
    [
        ("{effects: look-ups, budget: 300 ms}", "mocks: {Get Orders: {success: {hasMore: false}}}, validate: present"),
        ("{effects: [inputs], runs: 20}", "skip: no"),
        ("{depth: 1, runs: 50}", "validate: strict"),
    ],
)
def test_what_varies_can_be_limited(tmp_path: Path, explore: str, more: str) -> None:
    written = more.replace(", validate", "\n    validate")
    report = run_text(tmp_path, f"{EXPLORE}{explore}\n    {written}\n    expect: {{within: 1 h}}\n")
    assert report.ok, messages(report)


def test_an_unknown_effect_is_reported(tmp_path: Path) -> None:
    (said, *_) = messages(run_text(tmp_path, f"{EXPLORE}{{effects: [weather]}}\n"))
    assert said == "Expected what varies, found `weather`."


def test_a_look_up_finds_what_the_test_says(tmp_path: Path) -> None:
    text = f"{HEAD}  - name: a\n    {ERP}\n    lookUps: [{NOT_FOUND}]\n    expect: {{takes: {{ROW}}}}\n"
    taken = "Look up the source system: notFound"
    assert run_text(tmp_path, text.replace("{ROW}", "{" + taken + "}")).ok
    found = text.replace("notFound: true", "value: erp, found: {Enabled: false}").replace("{ROW}", "{" + taken + "}")
    assert messages(run_text(tmp_path, found)) == ["“Look up the source system” took found, expected notFound."]
    failed = text.replace("notFound: true", "failure: {errorType: Gone, errorMessage: Gone.}")
    assert run_text(tmp_path, failed.replace("{ROW}", "{Look up the source system: failure}")).ok


@pytest.mark.parametrize(
    ("look_up", "said"),
    [
        ("{noun: queue}", "A look-up has exactly one of found, notFound, failure."),
        ("{noun: queue, found: {}, notFound: true}", "A look-up has exactly one of found, notFound, failure."),
        ("{noun: queue, found: yes please}", "Expected a map of properties, or a list of these, found `yes please`."),
        ("{notFound: true}", "`noun` is missing in a look-up."),
        ("{noun: queue, notFond: true}", "Unknown key `notFond` in a look-up."),
    ],
)
def test_a_wrong_look_up_is_reported(tmp_path: Path, look_up: str, said: str) -> None:
    assert messages(run_text(tmp_path, f"{HEAD}  - name: a\n    {ERP}\n    lookUps: [{look_up}]\n"))[0] == said
