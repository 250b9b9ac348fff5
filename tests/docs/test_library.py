"""The examples on the pages for Python programs run, one after another, as a reader would run them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("library", "error[misnamed-field]"),
        pytest.param("platform", "error[unknown-input]", marks=pytest.mark.slow),
    ],
)
def test_examples_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], page: str, said: str
) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for block in BLOCK.findall(text):
        exec(compile(block, f"docs/{page}.md", "exec"), names)
    assert said in capsys.readouterr().out
