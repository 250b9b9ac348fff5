"""Mutated files of every kind are diagnostics or good: whatever a person wrote, no reader, check or run raises.

5,000 mutations in CI, 200,000 with `make soak`. The seeds are fixed, so that a failure can be reproduced. The guard
that turns a bug in one file into a diagnostic is off here.
"""

import os
import random

import pytest

from architrave.diagnostics import guarding
from tests.local.mutated_files import kinds

IS_LONG = "ARCHITRAVE_SOAK" in os.environ
COUNT = 200_000 if IS_LONG else 5_000
BLOCKS = 10
LONGEST_FLOW = 1_000 if IS_LONG else 100


@pytest.fixture(autouse=True)
def _without_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "CAUGHT", ())


@pytest.mark.soak
@pytest.mark.parametrize("block", range(BLOCKS))
def test_mutated_files(block: int) -> None:
    chance = random.Random(block)
    for name, kind in kinds(LONGEST_FLOW).items():
        for _ in range(COUNT * kind.share // 1000 // BLOCKS):
            text = chance.choice(kind.mutators)(chance)
            try:
                kind.attempt(text, chance)
            except Exception as error:
                error.add_note(f"The file ({name}):\n{text[:20_000]}")
                raise
