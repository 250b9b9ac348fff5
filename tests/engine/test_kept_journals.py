"""Journals that released versions wrote replay in this one, to the same trace and outcome.

`ARCHITRAVE_KEEP_JOURNALS=1` writes those of this version, from the flows of `tests/interpreter/flows`. What a release
wrote is never written anew: a journal that no longer replays is an execution that would be parked.
"""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest

from architrave import __version__
from architrave.diagnostics import Source
from architrave.engine.virtual import VirtualEngine
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import Outcome, Start
from architrave.interpreter.journal import decode, encode
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.interpreter.trace import Trace, traced
from tests.interpreter.cases import ALL, FLOWS, Case

KEPT = Path(__file__).parent / "journals"
FILES = sorted(KEPT.glob("*/*.json"))


def read(text: str) -> Program:
    program, faults = read_flow(Source("kept.yaml", text))
    assert program is not None, faults
    return program


def what_was_done(outcome: Outcome | None, trace: Trace) -> dict[str, Any]:
    """What must stay the same for ever: which actions, by which outputs, to which end. How a trace looks may change."""
    assert outcome is not None
    return {
        "steps": [[step.action.name, step.action.kind, step.path] for step in trace.steps],
        "status": outcome.status,
        "completionReason": outcome.completion_reason,
        "outputData": outcome.output_data,
        "error": None if outcome.error is None else outcome.error.type,
    }


def keep(case: Case) -> None:
    done = VirtualEngine(case.handlers(), case.modules.__getitem__).run(case.program, case.start)
    assert done.outcome is not None
    names = [case.flow, *case.given.get("modules", ())]
    flow, *modules = [(FLOWS / f"{name}.yaml").read_text(encoding="utf-8") for name in names]
    kept = {
        "version": __version__,
        "semantics": SEMANTICS_VERSION,
        "flow": flow,
        "modules": modules,
        "inputs": case.start.inputs,
        "launchedAt": case.start.launched_at,
        "journal": base64.b64encode(encode(done.journal)).decode(),
        **what_was_done(done.outcome, done.trace),
    }
    path = KEPT / __version__ / f"{case.golden.name.removesuffix('.trace.txt')}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.mark.skipif(not os.environ.get("ARCHITRAVE_KEEP_JOURNALS"), reason="writes the journals of this version")
@pytest.mark.parametrize("case", ALL, ids=str)
def test_keep(case: Case) -> None:
    keep(case)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_kept_journal_replays(path: Path) -> None:
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    modules = {program.hash: program for program in map(read, kept["modules"])}
    start = Start("e-1", kept["inputs"], kept["launchedAt"])
    entries = decode(base64.b64decode(kept["journal"]))
    trace, replayed, _ = traced(read(kept["flow"]), start, modules.__getitem__, entries)
    assert replayed.divergence is None, replayed.divergence
    done = json.loads(json.dumps(what_was_done(replayed.outcome, trace)))
    same = set(done) if kept["semantics"] == SEMANTICS_VERSION else {"steps", "status", "error"}
    assert {name: done[name] for name in same} == {name: kept[name] for name in same}


def test_there_are_kept_journals() -> None:
    assert len(FILES) >= 20
