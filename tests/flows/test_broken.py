"""Broken flows and their exact diagnostics.

Each `broken/NAME.yaml` contains one kind of mistake; `broken/NAME.txt` is what a person reads. To add a case, add the
flow, run `make goldens`, and read the result.
"""

from pathlib import Path

import pytest

from architrave.diagnostics import Source
from architrave.diagnostics.renderers.text import render_text
from architrave.flows.reader import read_flow
from tests.goldens import Golden

FOLDER = Path(__file__).parent / "broken"
CASES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_broken(path: Path, golden: Golden) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    _, found = read_flow(source)
    assert found, "a broken flow is found to be good"
    golden(path.with_suffix(".txt"), render_text(found, {source.name: source}) + "\n")


def test_no_result_is_left_over() -> None:
    left = {path.stem for path in FOLDER.glob("*.txt")} - {path.stem for path in CASES}
    assert left == set(), "these results have no flow any more: delete the .txt files"


def test_there_are_enough() -> None:
    assert len(CASES) >= 60
