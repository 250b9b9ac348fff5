"""Goldens: files with what a test expects to the letter. `make goldens` writes all of them anew; `git diff` shows how.

A test takes the fixture `golden` and gives it the file and the text. Journals that a release wrote are no goldens: they
are never written anew (`tests/engine/keep_journals.py`).
"""

from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[Path, str], None]
OPTION = "--update-goldens"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes the goldens."""
    parser.addoption(OPTION, action="store_true", help="run the tests that have goldens, and write these anew")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With the option, leave out the tests that have no goldens."""
    if config.getoption(OPTION):
        have = {item: "golden" in getattr(item, "fixturenames", ()) for item in items}
        config.hook.pytest_deselected(items=[item for item in items if not have[item]])
        items[:] = [item for item in items if have[item]]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with its file, or writes it."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption(OPTION):
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path.name} is missing: run `make goldens`, and read what it wrote"
        assert text == path.read_text(encoding="utf-8"), "if the new text is right, run `make goldens`"

    return compare
