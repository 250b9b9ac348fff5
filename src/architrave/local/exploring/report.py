"""What an exploration found: coverage, findings, each with its shortest case as a test, and outputs that it missed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from architrave.exploring.cases import Case
from architrave.exploring.seen import Problem, Seen
from architrave.exploring.shrinking import MOST_RUNS, asked_only, shortened
from architrave.flows.yaml.write import inline
from architrave.local.exploring.exploring import Exploration
from architrave.local.exploring.missing import Missing, missing_of
from architrave.local.exploring.running import LONGEST
from architrave.local.exploring.written import Header, document, expectation, written
from architrave.local.testing.coverage import FlowCoverage, coverage_json, percent, total_outputs

_TITLES = {"loop": "It runs into the limit of actions", "contract": "A call does not fit its contract"}
_LONGEST_TITLE = 100
_MOST_LOOPS = 40
"""In how many runs a case is shortened that runs into the limit of actions: each takes long."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, the shortest case that has it, and that case as a test file."""

    problem: Problem
    case: Case
    header: Header
    lines: list[str]

    @property
    def test(self) -> str:
        """The test file."""
        return document(self.header, [self.lines])

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape."""
        problem = self.problem
        return {
            "kind": problem.kind,
            "type": problem.type or None,
            "message": problem.message,
            "action": problem.action,
            "file": problem.file or None,
            "line": problem.line or None,
            "test": self.test,
        }


@dataclass(frozen=True, slots=True)
class ExploreReport:
    """The result of `architrave explore`. `was_cut`: it ran out of time before its budget of work was used."""

    flow: str
    coverage: tuple[FlowCoverage, ...]
    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...]
    cases: str
    tests: str
    runs: int
    work: int
    was_cut: bool
    is_exhausted: bool
    until: float | None

    @property
    def percent(self) -> float:
        """How much of the outputs was taken."""
        return percent(total_outputs(self.coverage))

    @property
    def ok(self) -> bool:
        """Whether nothing was found, and as much was covered as was wanted."""
        return not self.findings and (self.until is None or self.percent >= self.until)

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape of `--format json`."""
        taken, total = total_outputs(self.coverage)
        return {
            "ok": self.ok,
            "flow": self.flow,
            "outputs": {"covered": taken, "total": total},
            "findings": [each.to_json() for each in self.findings],
            "missing": [each.to_json() for each in self.missing],
            "runs": self.runs,
            "work": self.work,
            "cut": self.was_cut,
            "exhausted": self.is_exhausted,
            "coverage": coverage_json(self.coverage),
        }


def report_of(exploration: Exploration, header: Header) -> ExploreReport:
    """The report of an exploration that has ended."""
    search, subject = exploration.search, exploration.subject
    found = [_finding(exploration, header, *each) for each in search.problems.values()]
    findings = sorted(found, key=lambda each: (each.problem.file, each.problem.line, each.problem.key))
    shown = [_numbered(each.lines, number, findings) for number, each in enumerate(findings, 1)]
    reached = {output[:2] for output in search.taken} | search.reached
    missing = missing_of(subject.places, exploration.outputs, search.taken, reached)
    return ExploreReport(
        subject.program.name,
        exploration.covered(search.taken, search.reached),
        tuple(findings),
        tuple(missing),
        document(header, [*_covering(exploration), *shown]),
        document(header, shown),
        search.runs,
        search.work,
        search.was_cut,
        search.is_exhausted,
        exploration.limits.until,
    )


def shortest(exploration: Exploration, problem: Problem, case: Case) -> Case:
    """The shortest case that was found with a problem."""

    def holds(candidate: Case) -> Seen | None:
        seen = exploration.runner.run(candidate, frozenset())
        return seen if seen.is_valid and any(each.key == problem.key for each in seen.problems) else None

    exploration.runner.most_steps = LONGEST
    most_runs = _MOST_LOOPS if problem.kind == "loop" else MOST_RUNS
    return shortened(case, holds, frozenset(exploration.first.inputs), most_runs=most_runs)


def _finding(exploration: Exploration, header: Header, problem: Problem, case: Case) -> Finding:
    short = shortest(exploration, problem, case)
    exact = next(iter(exploration.runner.run(short, frozenset()).problems), problem)
    lines = written(title_of(exact), short, expectation(exact))
    return Finding(exact, short, header, lines)


def _numbered(lines: list[str], number: int, findings: list[Finding]) -> list[str]:
    """The lines of a test, with a name that no other has."""
    is_twice = sum(each.lines[0] == lines[0] for each in findings) > 1
    return (
        [f"  - name: {inline(f'{title_of(findings[number - 1].problem)} ({number})')}", *lines[1:]]
        if is_twice
        else lines
    )


def title_of(problem: Problem) -> str:
    """A name for the test of a problem."""
    known = _TITLES.get(problem.kind)
    if known is None:
        known = f"{problem.type} in {problem.action}" if problem.action else problem.type or problem.message
    return " ".join(known.split())[:_LONGEST_TITLE]


def _covering(exploration: Exploration) -> Iterator[list[str]]:
    """A few cases that together take every output that was taken, each a test that expects how its run ends."""
    left = {output for output in exploration.search.taken if output in exploration.outputs}
    runs: dict[str, Seen] = {}
    for case in exploration.search.taken.values():
        runs.setdefault(case.key, exploration.runner.run(case, frozenset()))
    number = 0
    while left:
        best = max(runs.values(), key=lambda seen: (len(left & seen.outputs.keys()), -seen.case.size, seen.case.key))
        if not left & best.outputs.keys():
            return
        left -= best.outputs.keys()
        number += 1
        yield written(f"Explored {number}", asked_only(best), best.ending)
