"""A module is one idea, short enough to read in one sitting."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "architrave"
MODULES = sorted(SOURCE.rglob("*.py"))
MODULE_LINES = 600
FUNCTION_LINES = 60


def names(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("module", MODULES, ids=names)
def test_module_and_function_sizes(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") <= MODULE_LINES, f"{names(module)} is longer than {MODULE_LINES} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert length <= FUNCTION_LINES, f"{names(module)}:{node.name} has {length} lines"


@pytest.mark.parametrize("module", [m for m in MODULES if m.read_text(encoding="utf-8").strip()], ids=names)
def test_every_module_says_what_it_is_for(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))), f"{names(module)} has no docstring"


def test_no_module_is_named_for_nothing() -> None:
    vague = {"utils", "util", "helpers", "common", "base", "manager", "misc"}
    assert not [names(m) for m in MODULES if m.stem in vague]
