"""Keeps the journals that this version writes for the flows in `tests/interpreter/flows`, for later versions to replay.

Run before a release: `python -m tests.engine.keep_journals`. It keeps a database too, see `keep_database`. A kept
journal is never rewritten: if it no longer replays, a real execution would be parked.
"""

import base64
import json
from pathlib import Path
from typing import Any

from architrave import __version__
from architrave.diagnostics import Source
from architrave.engine.virtual import VirtualEngine
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import Outcome
from architrave.interpreter.journal import encode
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.interpreter.trace import Trace
from tests.engine import keep_database
from tests.interpreter.cases import ALL, FLOWS, Case

KEPT = Path(__file__).parent / "journals"


def read(text: str) -> Program:
    program, faults = read_flow(Source("kept.yaml", text))
    assert program is not None, faults
    return program


def what_was_done(outcome: Outcome | None, trace: Trace) -> dict[str, Any]:
    """What must never change: the actions, their outputs, the end. The format of a trace may change."""
    assert outcome is not None
    return {
        "steps": [[step.action.name, step.action.kind, step.path] for step in trace.steps],
        "status": outcome.status,
        "completionReason": outcome.completion_reason,
        "outputData": outcome.output_data,
        "error": None if outcome.error is None else outcome.error.type,
    }


def kept(case: Case) -> dict[str, Any]:
    done = VirtualEngine(case.handlers(), case.modules.__getitem__).run(case.program, case.start)
    assert done.outcome is not None
    names = [case.flow, *case.given.get("modules", ())]
    flow, *modules = [(FLOWS / f"{name}.yaml").read_text(encoding="utf-8") for name in names]
    return {
        "version": __version__,
        "semantics": SEMANTICS_VERSION,
        "flow": flow,
        "modules": modules,
        "inputs": case.start.inputs,
        "launchedAt": case.start.launched_at,
        "journal": base64.b64encode(encode(done.journal)).decode(),
        **what_was_done(done.outcome, done.trace),
    }


def main() -> None:
    folder = KEPT / __version__
    folder.mkdir(parents=True, exist_ok=True)
    for case in ALL:
        path = folder / f"{case.golden.name.removesuffix('.trace.txt')}.json"
        if not path.exists():
            path.write_text(json.dumps(kept(case), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            print(path)
    keep_database.keep(__version__)


if __name__ == "__main__":
    main()
