"""Journals that earlier versions wrote: each replays in this one to the same trace and outcome, or its execution is
parked with a message that says what has changed.
"""

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from architrave.diagnostics import Diagnostic
from architrave.engine import rules
from architrave.engine.durable.recovery import StoredExecution, loaded
from architrave.interpreter.effects import Start
from architrave.interpreter.journal import Entry, Replayed, decode
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.interpreter.trace import Trace, traced
from architrave.store import ExecutionRow
from tests.engine.keep_journals import KEPT, read, what_was_done

if TYPE_CHECKING:
    from architrave.flows.program import Program

FILES = sorted(KEPT.glob("*/*.json"))
DIVERGES = frozenset(
    {
        "0.1.0/answers.all-there",
        "0.1.0/answers.nothing-there",
        "0.1.0/errors.a-wait-that-is-too-long",
        "0.1.0/many.twenty-six-of-a-type",
        "0.1.0/waiting.for-four-days",
        "0.1.0/waiting.trimmed",
        "0.1.0/waiting.trimmed-again-and-again",
    }
)
"""Those whose actions now ask for something else: the journal itself shows it, and the execution is parked."""

ENDS_OTHERWISE = frozenset({"0.1.0/waiting.for-too-long-at-once"})
"""Those that ended at once, and so are never continued."""


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


class Kept:
    """A kept journal, and what this version does with it."""

    def __init__(self, path: Path) -> None:
        self.kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        self.program = read(self.kept["flow"])
        modules = [read(text) for text in self.kept["modules"]]
        self.programs: dict[str, Program] = {one.hash: one for one in (self.program, *modules)}
        self.journal = base64.b64decode(self.kept["journal"])

    @property
    def entries(self) -> list[Entry]:
        return decode(self.journal)

    def reason_to_park(self) -> Diagnostic | None:
        row = ExecutionRow(
            id="e-1",
            flow_id="f",
            flow_version="1.0",
            program=self.program.hash,
            semantics="; ".join([self.kept["semantics"].partition("; ")[0], *SEMANTICS_VERSION.split("; ")[1:]]),
            name=self.program.name,
            launched_at=self.kept["launchedAt"],
            inputs=json.dumps(self.kept["inputs"]),
        )
        found = loaded(StoredExecution(row, [self.journal]), self.programs.__getitem__)
        return found if isinstance(found, Diagnostic) else None

    def replayed(self) -> tuple[Trace, Replayed]:
        start = Start("e-1", self.kept["inputs"], self.kept["launchedAt"])
        trace, replayed, _ = traced(self.program, start, self.programs.__getitem__, self.entries)
        return trace, replayed


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_kept_journal_replays_or_its_execution_is_parked(path: Path) -> None:
    kept = Kept(path)
    reason = kept.reason_to_park()
    if reason is not None:
        assert reason.rule is rules.OTHER_SEMANTICS
        assert "It uses what has changed since: " in reason.message
        assert any(f"“{action.name}”" in reason.message for one in kept.programs.values() for action in one.actions)
        return
    trace, replayed = kept.replayed()
    assert (replayed.divergence is not None) == (name_of(path) in DIVERGES), replayed.divergence
    if replayed.divergence is not None or name_of(path) in ENDS_OTHERWISE:
        return
    done = json.loads(json.dumps(what_was_done(replayed.outcome, trace)))
    same = set(done) if kept.kept["semantics"] == SEMANTICS_VERSION else {"steps", "status", "error"}
    assert {name: done[name] for name in same} == {name: kept.kept[name] for name in same}


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("unset.the-key-of-a-table", "a key of NOT_SET"),
        ("unset.the-zone-of-a-schedule", "a time zone of NOT_SET"),
        ("input_faults.of-a-data-action", "a fault in an input"),
        ("people.some-there", "Find Users by ID"),
        ("conversation.with-a-conversation", "Get Conversation Data"),
        ("records.without", "Encrypt Data"),
        ("finding.all-there", "what Find does"),
    ],
)
def test_the_reason_names_what_has_changed(name: str, what: str) -> None:
    reason = Kept(KEPT / "0.1.0" / f"{name}.json").reason_to_park()
    assert reason is not None
    assert what in reason.message


@pytest.mark.parametrize(
    "name", ["control.few", "module.there", "data_actions.by-turns", "schedules.at-lunch", "waiting.for-three-days"]
)
def test_what_uses_nothing_that_has_changed_is_not_parked(name: str) -> None:
    assert Kept(KEPT / "0.1.0" / f"{name}.json").reason_to_park() is None


def test_there_are_kept_journals() -> None:
    assert len(FILES) >= 20
