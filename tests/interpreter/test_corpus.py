"""Every workflow and common module of the corpus runs to an end, with any replies, on all of its paths."""

import re
from collections import defaultdict
from functools import cache

import pytest

from architrave.diagnostics import Source
from architrave.engine.virtual import VirtualEngine
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.interpreter.trace import result_json
from tests.interpreter.worlds import ChanceWorld, data_actions
from tests.shared import SHARED, needs_shared

WORLDS = 400
UNREACHABLE = {"callback-prioritization__terraform__Callback-Prioritization-Workflow.yaml"}
"""Its data actions depend on a variable that nothing sets."""
FILES = sorted([*SHARED.glob("corpus/workflow/*.yaml"), *SHARED.glob("corpus/commonModule/*.yaml")])


def read(name: str) -> Program:
    return _read(name)


@cache
def _read(name: str) -> Program:
    (path,) = [path for path in FILES if path.name == name]
    text = path.read_text(encoding="utf-8")
    keys = set(re.findall(r"\{\{(\w+)\}\}", text))
    values = {key: "en-us" if "lang" in key else key for key in keys}
    program, faults = read_flow(Source(name, text), substitutions=values)
    assert program is not None
    assert not [fault for fault in faults if fault.is_error], faults
    return program


@pytest.mark.slow
@needs_shared
@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_a_corpus_flow_ends_in_every_world(name: str) -> None:
    program = read(name)
    module = read("send-message-transcript-by-email__terraform__modules__flow__resolve-contact.yaml")
    taken: dict[int, set[str | None]] = defaultdict(set)
    for seed in range(WORLDS):
        world = ChanceWorld(program, seed, module.hash)
        done = VirtualEngine(world, {module.hash: module}.__getitem__, seed=seed).run(program, world.start())
        assert done.outcome is not None
        assert done.outcome.status in {"COMPLETED", "FAILED"}
        error = done.outcome.error
        assert error is None or error.type not in {"ActionNotSupported", "ActionLimitExceeded"}, error
        if seed < 20:
            assert result_json(done.outcome, done.trace)["trace"]
        for step in done.trace:
            if step.program is not program:
                continue
            taken[step.action.number].add(step.path)
    missed = {action.name: taken[action.number] for action in data_actions(program) if len(taken[action.number]) < 3}
    assert not missed or name in UNREACHABLE
