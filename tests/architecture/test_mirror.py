"""A reader finds the tests of each module: `tests/` mirrors the package, and tests/README.md lists the exceptions."""

import ast
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
PACKAGE = TESTS.parent / "src" / "architrave"
MODULES = sorted(
    path.relative_to(PACKAGE).with_suffix("").as_posix()
    for path in PACKAGE.rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py")
)
ROWS = re.findall(r"^\| (`.+?) \| (`.+) \|$", (TESTS / "README.md").read_text(encoding="utf-8"), re.MULTILINE)


def places(cell: str) -> list[str]:
    """The paths in a cell of the table."""
    return re.findall(r"`([^`]+)`", cell)


def mirrored(module: str) -> Path | None:
    """The tests of a module that its name determines."""
    path = Path(module)
    whole = path.parent.parent / f"test_{path.parent.name}.py"
    beside = path.parent.parent / f"test_{path.name}.py"
    for place in (path.parent / f"test_{path.name}.py", path, beside, whole):
        if (TESTS / place).exists():
            return TESTS / place
    return None


LISTED = [module for module in MODULES if mirrored(module) is None]
"""The modules whose tests the table must name."""


def row_of(module: str) -> str | None:
    """The first row of the table that names a module."""
    return next((named for named, _ in ROWS if any(fnmatch(module, pattern) for pattern in places(named))), None)


@pytest.mark.parametrize("module", LISTED)
def test_a_reader_finds_the_tests_of_each_module(module: str) -> None:
    assert row_of(module) is not None, f"where are the tests of {module}? Name them in tests/README.md"


def test_every_row_is_needed() -> None:
    assert {named for named, _ in ROWS} == {row_of(module) for module in LISTED}
    unused = [one for named, _ in ROWS for one in places(named) if not any(fnmatch(each, one) for each in LISTED)]
    assert unused == []


def test_the_tests_that_the_table_names_exist() -> None:
    gone = [place for _, tests in ROWS for place in places(tests) if not (TESTS / place).exists()]
    assert gone == [], "tests/README.md names tests that do not exist"


@pytest.mark.parametrize("path", sorted(TESTS.rglob("test_*.py")), ids=lambda path: path.relative_to(TESTS).as_posix())
def test_no_test_file_is_empty(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [one for one in functions if one.name.startswith("test_")], f"{path} has no tests"
