"""A folder of exported flows learns the ids of the cloud: what the help says is what org.yaml takes."""

import re
import shutil
from pathlib import Path

import pytest

from architrave import check_launch
from architrave.flows.yaml.write import inline

FLOWS = Path(__file__).parents[2] / "examples" / "order-sync" / "flows"
CLOUD_ID = "0f1e2d3c-4b5a-4678-9abc-def012345678"
BODY = {"flowId": CLOUD_ID, "inputData": {"batchId": "b"}}


@pytest.mark.parametrize("name", ["Order sync", "Order: sync", "Ünïted", "true", 'The "best" \\ flow', "#1, {two}"])
def test_the_entry_works_as_printed(name: str, tmp_path: Path) -> None:
    for path in FLOWS.iterdir():
        shutil.copy(path, tmp_path)
    flow = tmp_path / "order-sync.yaml"
    flow.write_text(flow.read_text("utf-8").replace("name: Order sync", f"name: {inline(name)}", 1), "utf-8")
    unknown = check_launch(BODY, org=tmp_path)
    assert unknown.status == 404
    entry = re.search(r"`(flows: .*)`", unknown.diagnostics[0].help or "")
    assert entry is not None
    (tmp_path / "org.yaml").write_text(entry[1] + "\n", "utf-8")
    known = check_launch(BODY, org=tmp_path)
    assert [problem.rule.slug for problem in known.diagnostics] == ["missing-input", "unscoped-input"]
