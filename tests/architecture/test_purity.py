"""The pure packages reach nothing outside: checked in the code, and while their tests run."""

import ast
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.planted import SEEN_IN_THE_CODE, SEEN_WHILE_RUNNING
from tests.architecture.purity import PURE_MODULES, PURE_PACKAGES, refused_uses, unused_exceptions, uses
from tests.architecture.watching import TESTS, Watch

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "architrave"
HOST = "interpreter/zones.py"
"""The module in whose name violations are planted, one at a time."""


def planted(text: str, top: str, line: str) -> str:
    """The text of a module with a violation in it."""
    return f"{text}\n\n{top}\n\n\ndef planted() -> None:\n    {line}\n"


def test_the_pure_packages_are_pure() -> None:
    found = [str(use) for use in refused_uses(PACKAGE)]
    assert found == [], "not allowed in pure packages: tests/architecture/purity.py says what to do"


def test_every_exception_is_needed() -> None:
    assert unused_exceptions(PACKAGE) == set()


def test_only_the_compiler_runs_python() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    runs = {
        path.relative_to(PACKAGE).as_posix()
        for path, text in texts.items()
        if re.search(r"(?<![.\w])(compile|eval|exec)\b", text)  # parsing the others would take most of the time
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Name) and node.id in {"compile", "eval", "exec"}
    }
    assert runs == {"expressions/compiler.py"}


@pytest.mark.parametrize(("top", "line", "what"), SEEN_IN_THE_CODE)
def test_a_planted_violation_is_found_in_the_code(top: str, line: str, what: str) -> None:
    assert what in {use.what for use in uses(HOST, planted("", top, line))}


def test_a_module_that_may_import_from_its_package_late_may_import_no_others() -> None:
    text = (PACKAGE / "expressions/__init__.py").read_text(encoding="utf-8")
    found = uses("expressions/__init__.py", planted(text, "", "import_module('time').time()"))
    assert "import_module('time')" in {use.what for use in found}


def test_every_pure_package_is_read(tmp_path: Path) -> None:
    for name in PURE_PACKAGES:
        shutil.copytree(PACKAGE / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        module = tmp_path / name / "__init__.py"
        module.write_text(planted(module.read_text(encoding="utf-8"), "import time", "time.time()"), encoding="utf-8")
    for name in PURE_MODULES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(planted("", "import time", "time.time()"), encoding="utf-8")
    found = {use.module for use in refused_uses(tmp_path)}
    assert found >= {*(f"{name}/__init__.py" for name in PURE_PACKAGES), *PURE_MODULES}


@pytest.mark.parametrize(("top", "line", "what"), SEEN_WHILE_RUNNING)
def test_a_planted_violation_is_seen_while_running(tmp_path: Path, top: str, line: str, what: str) -> None:
    module = tmp_path / HOST
    module.parent.mkdir()
    module.write_text(planted("", top, line), encoding="utf-8")
    function = runpy.run_path(str(module))["planted"]
    watch = Watch(tmp_path)
    with watch.watching():
        function()
    assert what in {found.partition(" reaches ")[2] for found in watch.found}


@pytest.mark.parametrize(("mode", "is_seen"), [("r", False), ("w", True)])
def test_definitions_read_files_and_write_none(tmp_path: Path, mode: str, *, is_seen: bool) -> None:
    module = tmp_path / "definitions" / "files.py"
    module.parent.mkdir()
    module.write_text(planted("", "", f"open('/dev/null', '{mode}').close()"), encoding="utf-8")
    function = runpy.run_path(str(module))["planted"]
    watch = Watch(tmp_path)
    with watch.watching():
        function()
    assert bool(watch.found) == is_seen


WATCHED = [
    "contract/test_check.py",
    "contract/test_reading.py",
    "definitions",
    "expressions/test_declared_examples.py",
    "expressions/test_localized.py",
    "expressions/test_oracle.py",
    "flows",
    "interpreter",
    "templates",
]
"""The tests during which the pure packages are watched: they run most of the code, in seconds."""


@pytest.mark.slow
def test_the_pure_packages_reach_nothing_while_they_run() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not (slow or property)", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-p", "tests.architecture.watching", *(str(TESTS / name) for name in WATCHED)],
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    assert " reaches " not in done.stdout
