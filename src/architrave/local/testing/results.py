"""The results of tests, as plain values that can be sent to another process."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from architrave.diagnostics import Diagnostic, Position
from architrave.flowtests.cases import SEPARATOR
from architrave.local.testing.coverage import FlowCoverage, percent, total_outputs


class Status(StrEnum):
    """How a test ended. `TODO`: it failed, as it says."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Edit:
    """What --update writes: a text in place of a part of a file, by offsets."""

    file: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that was not met: the sentence and its place, and both values as the flow spells them.

    `example` is the shortest case of an exploration that shows it, as a test.

    `after` is the number of actions after which it shows; None for the end of the run. `edit` writes what
    was seen in place of what was expected.
    """

    diagnostic: Diagnostic
    got: str | None = None
    wanted: str | None = None
    after: int | None = None
    edit: Edit | None = None
    example: str | None = None


@dataclass(frozen=True, slots=True)
class ShownStep:
    """An action that ran, and its place. `at` is in milliseconds since the start of the run."""

    name: str
    kind: str
    output: str | None
    at: int
    depth: int
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class CaseResult:
    """The result of one case. `line` is its place in `file`, `reason` why it was skipped or may fail.

    `steps` are the last actions before the first failure. `hits` are what coverage counts: the hash of a program, the
    number of an action that ran, and the output that it took. `mocks` are the places of the replies that are written in
    it, `used` of those that a call used.
    """

    file: str
    name: str
    row: str | None
    line: int
    status: Status
    failures: tuple[Failure, ...] = ()
    steps: tuple[ShownStep, ...] = ()
    reason: str | None = None
    seconds: float = 0.0
    hits: frozenset[tuple[str, int, str | None]] = frozenset()
    mocks: frozenset[Position] = frozenset()
    used: frozenset[Position] = frozenset()

    @property
    def full_name(self) -> str:
        """The name of the test and of the row."""
        return self.name if self.row is None else f"{self.name}{SEPARATOR}{self.row}"


@dataclass(slots=True)
class Report:
    """The results of all tests that were selected. `diagnostics` are problems in test files; an error fails.

    `coverage` is set if it was asked for; `fail_under` is how much of the outputs must be covered, in percent.
    """

    results: list[CaseResult] = field(default_factory=list[CaseResult])
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    files: list[str] = field(default_factory=list[str])
    deselected: int = 0
    seconds: float = 0.0
    coverage: tuple[FlowCoverage, ...] | None = None
    fail_under: float | None = None

    @property
    def is_covered(self) -> bool:
        """Whether the tests took as many outputs as they must."""
        return self.fail_under is None or percent(total_outputs(self.coverage or ())) >= self.fail_under

    @property
    def ok(self) -> bool:
        """Whether every test passed, every file could be run, and enough was covered."""
        return self.is_covered and not self.count(Status.FAILED) and not any(each.is_error for each in self.diagnostics)

    def count(self, status: Status) -> int:
        """How many tests ended so."""
        return sum(result.status is status for result in self.results)

    def failed(self) -> Iterable[CaseResult]:
        """The tests that failed."""
        return (result for result in self.results if result.status is Status.FAILED)
