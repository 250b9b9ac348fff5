"""`make faults`: fault injection. Plants one deliberate fault at a time, and shows whether the tests find it.

Picks random places in `src/` and negates a condition or removes a statement there, each in a fresh copy of the
checkout. The tests of its package run first, because they find most faults; then the static checks and all other
tests run. Faults that no test finds are listed at the end, and the exit code is then 1.

    python tools/faults.py --count 50 --seed 1
"""

import argparse
import ast
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("src/architrave")
LONGEST_CHECK_SECONDS = 600
REMOVABLE = (ast.Assign, ast.AugAssign, ast.Continue, ast.Delete, ast.Expr, ast.Raise, ast.Return)
CONDITIONAL = (ast.If, ast.While, ast.IfExp, ast.Assert)


@dataclass(frozen=True)
class Fault:
    """One deliberate fault: its location, what was changed, and the text of the module with the fault."""

    module: Path
    line: int
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}  {self.what}"


def faults(module: Path, text: str) -> Iterator[Fault]:
    """Every fault that can be planted in the text of a module."""
    lines = text.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def replaced(node: ast.expr | ast.stmt, new: str, what: str) -> Fault:
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        old = text.encode()
        shown = " ".join(old[start:end].decode().split())
        changed = (old[:start] + new.encode() + old[end:]).decode()
        return Fault(module, node.lineno, f"{what}: {shown[:90]}", changed)

    for node in ast.walk(ast.parse(text)):
        conditions = [node.test] if isinstance(node, CONDITIONAL) else []
        conditions += node.ifs if isinstance(node, ast.comprehension) else []
        for condition in conditions:
            if ast.unparse(condition) != "TYPE_CHECKING":
                yield replaced(condition, f"(not ({ast.get_source_segment(text, condition)}))", "negated")
        if isinstance(node, REMOVABLE) and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield replaced(node, "pass", "removed")


def all_faults() -> list[Fault]:
    """Every fault that can be planted in the package, in file order."""
    modules = sorted((ROOT / PACKAGE).rglob("*.py"))
    return [one for path in modules for one in faults(path.relative_to(ROOT), path.read_text(encoding="utf-8"))]


def finder(fault: Fault) -> str | None:
    """The line of output that reports the fault, None if no check found it."""
    with tempfile.TemporaryDirectory(prefix="architrave-fault-") as name:
        copy = Path(name)
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        for file in subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0"):
            if file and (ROOT / file).is_file():
                (copy / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / file, copy / file)
        (copy / fault.module).write_text(fault.text, encoding="utf-8")
        for command in _checks(fault):
            if found := _failure(command, copy):
                return found
    return None


def _checks(fault: Fault) -> Iterator[list[str]]:
    pytest = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "auto", "--maxprocesses", "8", "-p", "no:cacheprovider"]
    relative = fault.module.relative_to(PACKAGE)
    nearest = ROOT / "tests" / relative.parts[0]
    if len(relative.parts) > 1 and nearest.is_dir():
        yield [*pytest, str(nearest.relative_to(ROOT))]
    yield [str(Path(sys.executable).with_name("ruff")), "check", "--quiet"]
    yield [str(Path(sys.executable).with_name("pyright")), "--pythonpath", sys.executable]
    yield pytest


def _failure(command: list[str], copy: Path) -> str | None:
    """The first line of a check's output that names a failure, None if the check passes."""
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(copy / "src"),
        "ARCHITRAVE_SHARED": os.environ.get("ARCHITRAVE_SHARED", str(ROOT.parent / "shared")),
    }
    with subprocess.Popen(
        command,
        cwd=copy,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as check:
        try:
            output, _ = check.communicate(timeout=LONGEST_CHECK_SECONDS)
        except subprocess.TimeoutExpired:
            return "a check did not finish"
        finally:
            with suppress(ProcessLookupError):
                os.killpg(check.pid, signal.SIGKILL)  # the processes that pytest started, too
    if check.returncode in (0, 5):  # 5: pytest found no test in the nearest folder
        return None
    told = [line for line in output.splitlines() if line.startswith(("FAILED", "ERROR")) or " error: " in line]
    return told[0][:150] if told else f"{Path(command[0]).name} exited with {check.returncode}"


def main() -> int:
    """Plant faults and report. Returns 1 if a fault was not found."""
    parser = argparse.ArgumentParser(description="Plant deliberate faults and show whether the tests find them.")
    parser.add_argument("--count", type=int, default=50, help="number of faults (default: 50)")
    parser.add_argument("--seed", type=int, default=1, help="random seed for picking faults (default: 1)")
    parser.add_argument("--under", default="", help="only modules whose path begins with this, for example contract/")
    options = parser.parse_args()
    places = [one for one in all_faults() if str(one.module.relative_to(PACKAGE)).startswith(options.under)]
    drawn = random.Random(options.seed).sample(places, min(options.count, len(places)))
    missed = []
    for number, fault in enumerate(drawn, start=1):
        found = finder(fault)
        print(f"{number:3} {fault}\n    {'found: ' + found if found else 'NOT FOUND'}", flush=True)
        if not found:
            missed.append(fault)
    print(f"\n{len(drawn) - len(missed)} of {len(drawn)} faults were found ({len(places)} possible places).")
    for fault in missed:
        print(f"not found: {fault}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
