"""Each sentence of ARCHITECTURE.md that says what must stay true has a test, and all tests named for it exist."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture.promises import PROMISES

ROOT = Path(__file__).resolve().parents[2]
HEADINGS = ("The packages", "Invariants", "What is deliberately absent")
"""The sections that make promises."""

LEADS = {"What makes it safe:"}
"""Sentences that introduce a list."""


def sentences() -> Iterator[str]:
    """The sentences of these sections, without tables, list marks and bold type."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for heading, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
        if heading not in HEADINGS:
            continue
        kept = [line for line in body.splitlines() if not line.startswith("|")]
        parts = re.split(r"\n\s*\n|\n(?=\s*(?:\d\.|-) )", "\n".join(kept))
        for part in parts:
            plain = " ".join(re.sub(r"^\s*(?:\d\.|-) ", "", part).replace("**", "").split())
            yield from (one for one in re.split(r"(?<=\.)\s+", plain) if one.endswith((".", ":")))


@cache
def names_of_tests(file: str) -> set[str]:
    """The names of the tests in a file below `tests/`."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_promise_is_held() -> None:
    unheld = [one for one in sentences() if one not in PROMISES and one not in LEADS and not one.startswith("Why ")]
    assert unheld == [], "name the tests that hold these sentences, in tests/architecture/promises.py"


def test_no_promise_is_forgotten() -> None:
    assert set(PROMISES) - set(sentences()) == set(), "these sentences are no longer in ARCHITECTURE.md"


def test_the_tests_that_hold_promises_exist() -> None:
    named = {test for tests in PROMISES.values() for test in tests}
    missing = [test for test in sorted(named) if test.partition("::")[2] not in names_of_tests(test.partition("::")[0])]
    assert missing == []


def test_the_sections_are_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert [heading for heading in HEADINGS if f"\n## {heading}\n" not in text] == []
    assert len(PROMISES) > 30
