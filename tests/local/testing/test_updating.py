"""--update writes what was seen, and leaves everything else as it is."""

from pathlib import Path

import pytest

from architrave.local.testing.updating import update
from tests.local.testing.running import ERP, HEAD, messages, run_text

BEFORE = f"""{HEAD}  # a comment
  - name: a   # another
    {ERP}
    expect:
      reason: Done  # why
      outputs: {{ordersSynced: 6, owner: "Ada", status: {{matches: ^x}}}}
      visits:
        Take the order: 4   # four
      takes: {{Find the owner: notFound}}
      calls: {{Get Orders: {{times: 1}}}}
      path:
        - Settle the inputs
        - Report
      within: 1 s
"""


def updated(folder: Path, text: str) -> tuple[str, int]:
    """The text after an update, and the number of values that were written."""
    report = run_text(folder, text)
    done = update(report.results)
    return (folder / "a.flowtest.yaml").read_text(encoding="utf-8"), sum(done.files.values())


def test_values_are_replaced_and_comments_stay(tmp_path: Path) -> None:
    after, number = updated(tmp_path, BEFORE)
    assert number == 7
    assert "      reason: Batch synced  # why\n" in after
    assert "{ordersSynced: 5, owner: Grace Hopper, status: {matches: ^x}}" in after
    assert "        Take the order: 5   # four\n" in after
    assert "takes: {Find the owner: found}" in after
    assert "times: 4" in after
    assert "      path:\n        [Settle the inputs, " in after
    assert after.startswith(f"{HEAD}  # a comment\n  - name: a   # another\n")
    assert messages(run_text(tmp_path, after)) == [
        'Flow.status is "synced", expected a text that matches /^x/.',
    ]


def test_a_snapshot_is_written_and_then_compared(tmp_path: Path) -> None:
    text = f"{HEAD}  - name: a\n    {ERP}\n    expect: {{snapshot: true}}\n"
    assert messages(run_text(tmp_path, text)) == ["There is no snapshot yet."]
    after, _ = updated(tmp_path, text)
    assert "snapshot: {status: COMPLETED, reason: Batch synced, outputs: {" in after
    assert messages(run_text(tmp_path, after)) == []
    (said,) = messages(run_text(tmp_path, after.replace("reason: Batch synced", "reason: Other")))
    assert said == 'In the snapshot, `reason` differs: it is "Batch synced", expected "Other".'


def test_rows_that_saw_different_values_change_nothing(tmp_path: Path) -> None:
    text = f"""{HEAD}  - name: a
    expect: {{outputs: {{status: x}}}}
    cases: [{{inputs: {{sourceSystem: erp}}}}, {{inputs: {{sourceSystem: legacy}}}}]
"""
    report = run_text(tmp_path, text)
    done = update(report.results)
    assert (done.files, done.conflicts) == ({}, 1)
    assert (tmp_path / "a.flowtest.yaml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("value", ["é\\u202e", "a: b", "- x", "null", "'", "{"])
def test_any_text_is_written_so_that_it_is_read_again(tmp_path: Path, value: str) -> None:
    written = value.encode().decode("unicode_escape") if "\\" in value else value
    text = f'{HEAD}  - name: a\n    inputs: {{batchId: "{value}", sourceSystem: erp}}\n'
    text += "    expect: {calls: {Confirm Batch: {inputs: [{batchId: other}]}}}\n"
    assert written
    after, _ = updated(tmp_path, text)
    assert messages(run_text(tmp_path, after)) == []
