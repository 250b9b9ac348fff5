"""The commands that the documentation shows print what it says. `ARCHITRAVE_UPDATE=1` writes their output anew."""

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from architrave.cli import architrave

ROOT = Path(__file__).parents[2]
PAGES = ["threads.md"]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def commands(block: str) -> list[str]:
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


def played(block: str) -> str:
    shown: list[str] = []
    for command in commands(block):
        name, *arguments = shlex.split(command)
        assert name == "architrave"
        result = CliRunner().invoke(architrave, arguments, catch_exceptions=False)
        shown.append(f"$ {command}\n{result.output.rstrip()}\n")
    return "".join(shown)


@pytest.mark.parametrize("page", PAGES)
def test_commands_print_what_the_page_says(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    path = ROOT / "docs" / page
    text = path.read_text(encoding="utf-8")
    if os.environ.get("ARCHITRAVE_UPDATE"):
        path.write_text(BLOCK.sub(lambda found: f"```console\n{played(found.group(1))}```", text), encoding="utf-8")
        return
    for block in BLOCK.findall(text):
        assert played(block) == block
