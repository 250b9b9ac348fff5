"""Journals that released versions wrote replay in this one, to the same trace and outcome."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from architrave.interpreter.effects import Start
from architrave.interpreter.journal import decode
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.interpreter.trace import traced
from tests.engine.keep_journals import KEPT, read, what_was_done

FILES = sorted(KEPT.glob("*/*.json"))


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
