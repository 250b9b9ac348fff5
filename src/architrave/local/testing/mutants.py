"""What became of the mutants of flows, as plain values that can be sent to another process."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from architrave.diagnostics import Diagnostic, Position
from architrave.flowtests.rules import UNNOTICED_CHANGE


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant, and what became of it: `noticed_by` is the first test that failed, None if all `tests` passed.

    `line` is the place in `file`, `action` the name of the changed action; `change` is for people, in the flow's own
    spelling.
    """

    file: str
    line: int
    action: str | None
    kind: str
    change: str
    tests: int
    noticed_by: str | None

    @property
    def why(self) -> str:
        """Why it was not noticed."""
        return "no test noticed" if self.tests else "no test reaches it"


@dataclass(frozen=True, slots=True)
class FlowMutants:
    """The mutants of one flow or common module."""

    name: str
    file: str
    tried: tuple[Tried, ...]

    @property
    def counts(self) -> tuple[int, int]:
        """How many were noticed, and how many there are."""
        return sum(each.noticed_by is not None for each in self.tried), len(self.tried)

    @property
    def survivors(self) -> list[Tried]:
        """Those that no test noticed."""
        return [each for each in self.tried if each.noticed_by is None]


def total_noticed(flows: Iterable[FlowMutants]) -> tuple[int, int]:
    """The mutants of all flows together: noticed, and all."""
    counts = [flow.counts for flow in flows]
    return sum(noticed for noticed, _ in counts), sum(total for _, total in counts)


def unnoticed(flows: Iterable[FlowMutants]) -> list[Diagnostic]:
    """A warning for each mutant that no test noticed, at its place in the flow."""
    return [_warning(each) for flow in flows for each in flow.survivors]


def _warning(tried: Tried) -> Diagnostic:
    where = f"In “{tried.action}”, " if tried.action is not None else ""
    message = f"{where}{tried.change}: {tried.why}."
    advice = "Expect something that differs then, such as an output, a call or the way."
    return Diagnostic(UNNOTICED_CHANGE, message, tried.file, None, Position(tried.line, 1), help=advice)


def mutants_json(flows: Iterable[FlowMutants]) -> dict[str, Any]:
    """The stable JSON shape."""
    return {"flows": [_flow_json(flow) for flow in flows]}


def _flow_json(flow: FlowMutants) -> dict[str, Any]:
    noticed, total = flow.counts
    return {
        "name": flow.name,
        "file": flow.file,
        "summary": {"noticed": noticed, "total": total},
        "mutants": [
            {
                "file": each.file,
                "line": each.line,
                "action": each.action,
                "kind": each.kind,
                "change": each.change,
                "tests": each.tests,
                "noticedBy": each.noticed_by,
            }
            for each in flow.tried
        ],
    }
