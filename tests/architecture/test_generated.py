"""The pages that `make docs` generates are current."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.fixture
def _tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(TOOLS), *sys.path])


@pytest.mark.usefixtures("_tools")
def test_pages_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    stale = import_module("docs").main(["--check"])
    assert stale == 0, capsys.readouterr().out
