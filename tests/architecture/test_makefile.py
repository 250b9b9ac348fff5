"""`make` immediately rejects an unsuitable Python with a reason, and the help describes every target."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
STAND_IN = """#!{python}
import sys
sys.version_info = {version}
exec(sys.argv[2])
"""

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not on this machine")


def install(folder: Path, python: Path | str) -> "subprocess.CompletedProcess[str]":
    """Set up a new checkout with a Python, as a dry run."""
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "pyproject.toml").touch()
    command = ["make", "--no-print-directory", "--dry-run", "install", f"PYTHON={python}"]
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(command, cwd=folder, env=outside, capture_output=True, text=True, check=False)


def stand_in(folder: Path, version: tuple[int, int]) -> Path:
    """A fake Python that reports a version."""
    path = folder / "python"
    path.write_text(STAND_IN.format(python=sys.executable, version=(*version, 0)), encoding="utf-8")
    path.chmod(0o755)
    return path


@needs_make
@pytest.mark.parametrize("version", [(2, 7), (3, 10)])
def test_an_old_python_is_rejected_immediately(tmp_path: Path, version: tuple[int, int]) -> None:
    python = stand_in(tmp_path, version)
    done = install(tmp_path, python)
    assert done.returncode == 2
    said = f"Architrave needs Python 3.11 or later; {python} is Python {version[0]}.{version[1]}."
    assert said in done.stderr


@needs_make
@pytest.mark.parametrize("python", ["/bin/false", "/bin/echo", "/nowhere/python3"])
def test_what_does_not_run_as_a_python_is_rejected_immediately(tmp_path: Path, python: str) -> None:
    done = install(tmp_path, python)
    assert done.returncode == 2
    assert f'"{python}" does not run as a Python' in done.stderr


@needs_make
def test_a_python_other_than_that_of_the_environment_is_rejected(tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    stand_in(tmp_path / ".venv" / "bin", (3, 11))
    done = install(tmp_path, stand_in(tmp_path, (3, 12)))
    assert done.returncode == 2
    assert 'run "make clean" first' in done.stderr


@needs_make
def test_a_suitable_python_is_accepted(tmp_path: Path) -> None:
    done = install(tmp_path, stand_in(tmp_path, (3, 14)))
    assert (done.returncode, done.stderr) == (0, "")


def test_every_target_is_in_the_help_or_is_part_of_one_that_is() -> None:
    targets = set(re.findall(r"^([a-z-]+)(?: [a-z-]+)*:(?!=)", MAKEFILE, re.MULTILINE))
    explained = set(re.findall(r"^([a-z]+):.*##", MAKEFILE, re.MULTILINE))
    assert targets - explained == {"quick", "pure-expressions"}


def test_the_pages_name_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):(?!=)", MAKEFILE, re.MULTILINE))
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "tests/README.md")]
    named = {name for page in pages for name in re.findall(r"`?\bmake ([a-z]+)\b`", page.read_text(encoding="utf-8"))}
    assert named <= targets
