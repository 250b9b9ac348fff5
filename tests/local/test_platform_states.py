"""States of a platform: a random sequence of launches, waits, saves, restores and resets does what a model does."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import architrave
from architrave import LocalPlatform, ManualClock
from tests.local.test_platform import HELD_BACK, NAPS

WAITS = """
workflow:
  name: Waits
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - integerVariable: {name: Flow.seconds, initialValue: {lit: 0}, isInput: true, isOutput: false}
    - stringVariable: {name: Flow.done, initialValue: {lit: ""}, isInput: false, isOutput: true}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - wait:
              name: Wait
              trimDurationNearMaxRunningTime: {lit: false}
              duration: {exp: "MakeDuration(0, 0, 0, Flow.seconds)"}
          - updateData:
              name: Note
              statements:
                - string: {variable: Flow.done, value: {exp: ToString(Flow.seconds)}}
          - endWorkflow: {name: End, exitReason: {lit: Waited}}
"""
SECONDS = (1, 4, 6, 60, 3_600, 86_400)
SEEDS = range(6)
STEPS = 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "org" / "flows").mkdir(parents=True)
    (tmp_path / "org" / "flows" / "waits.yaml").write_text(WAITS, encoding="utf-8")
    return tmp_path / "org"


@dataclass(frozen=True)
class Known:
    """An execution: when it is due, and how long it waits."""

    due: int
    seconds: int


class Both:
    """A platform, and a model of it: which executions there are. Each has ended if it is due by the clock."""

    def __init__(self, platform: LocalPlatform, clock: ManualClock, choose: random.Random) -> None:
        self.platform, self.clock, self.choose = platform, clock, choose
        self.there: set[str] = set()
        self.ever: dict[str, Known] = {}
        self.saved: list[tuple[dict[str, Any], set[str]]] = []

    def launch(self) -> None:
        seconds = self.choose.choice(SECONDS)
        one = self.platform.launch("Waits", {"seconds": seconds})
        self.ever[one.id] = Known(self.clock() + seconds * 1000, seconds)
        self.there.add(one.id)

    def advance(self) -> None:
        self.platform.advance(seconds=self.choose.choice(SECONDS) / 2)

    def save(self) -> None:
        self.saved.append((self.platform.state(), set(self.there)))

    def restore(self) -> None:
        if self.saved:
            state, there = self.choose.choice(self.saved)
            self.platform.restore(state)
            self.there = set(there)

    def reset(self) -> None:
        self.platform.reset()
        self.there = set()

    def step(self) -> None:
        self.choose.choice([self.launch, self.launch, self.advance, self.save, self.restore, self.reset])()
        self.check()

    def check(self) -> None:
        self.platform.advance()
        for execution_id, known in self.ever.items():
            record = self.platform.execution(execution_id)
            if execution_id not in self.there:
                assert record is None
                continue
            assert record is not None
            if known.due > self.clock():
                assert record.status == "RUNNING"
            else:
                assert (record.status, record.output_data) == ("COMPLETED", {"Flow.done": str(known.seconds)})
        rows = self.platform.state()["tables"]["executions"]
        assert [row["id"] for row in rows] == [one for one in self.ever if one in self.there]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_sequence_does_what_the_model_does(folder: Path, tmp_path: Path, seed: int) -> None:
    random_sequence(folder, tmp_path / "kept.db", seed)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("seed", SEEDS[:2])
def test_a_random_sequence_on_postgresql(folder: Path, postgres_database: Callable[[], str], seed: int) -> None:
    random_sequence(folder, postgres_database(), seed)


def random_sequence(folder: Path, database: Path | str, seed: int) -> None:
    """Compare with the model after each step, and once more after a restart."""
    choose, clock = random.Random(seed), ManualClock("2026-01-01T00:00:00Z")
    with architrave.open(folder, database=database, clock=clock) as platform:
        both = Both(platform, clock, choose)
        for _ in range(STEPS):
            both.step()
    clock = ManualClock(clock())
    with architrave.open(folder, database=database, clock=clock) as platform:
        both.platform, both.clock = platform, clock
        both.check()


def test_a_state_is_data_that_another_platform_takes(folder: Path) -> None:
    clock = ManualClock("2026-01-01T00:00:00Z")
    with architrave.open(folder, clock=clock) as platform:
        one = platform.launch("Waits", {"seconds": 60})
        platform.advance(seconds=20)
        state = platform.state()
    clock = ManualClock("2026-01-01T00:00:20Z")
    with architrave.open(folder, clock=clock) as platform:
        platform.restore(state)
        platform.advance(seconds=39)
        assert platform.execution(one).status == "RUNNING"
        platform.advance(seconds=1)
        assert platform.execution(one).status == "COMPLETED"


def test_a_call_in_progress_ends_with_a_reset_and_is_made_again_after_a_restore(tmp_path: Path) -> None:
    (tmp_path / "naps.yaml").write_text(NAPS, encoding="utf-8")
    clock = ManualClock("1970-01-01T00:00:00Z")
    with architrave.open(tmp_path, mocks=HELD_BACK, clock=clock) as platform:
        one = platform.launch("Naps")
        platform.advance(hours=1, seconds=20)
        state = platform.state()
        assert platform.trace(one)[-1].name == "Note the first"
        platform.reset()
        platform.advance(hours=3)
        assert platform.execution(one) is None
        platform.restore(state)
        platform.advance(seconds=45)
        assert platform.execution(one).status == "RUNNING"
        platform.advance(minutes=30)
        assert platform.execution(one).status == "COMPLETED"


def test_what_is_no_state_is_a_value_error(folder: Path) -> None:
    with architrave.open(folder) as platform:
        for wrong in ({}, {"format": 1}, {"tables": {}}):
            with pytest.raises(ValueError, match="saved state"):
                platform.restore(wrong)
        one = platform.launch("Waits", {"seconds": 0})
        assert platform.result(one).status == "COMPLETED"


def test_after_a_reset_the_folder_is_published_as_at_a_first_start(folder: Path) -> None:
    path = folder / "flows" / "waits.yaml"
    with architrave.open(folder) as platform:
        platform.serve(on_reload=lambda _: None)
        path.write_text(WAITS.replace("lit: Waited", "lit: Waited long"), encoding="utf-8")
        flows = platform.organization.flows
        while next(iter(flows)).latest.number < 2:
            platform.result(platform.launch("Waits", {"seconds": 0}))
        platform.reset()
        assert [(flow.row.name, flow.latest.number) for flow in flows] == [("Waits", 1)]
        done = platform.result(platform.launch("Waits", {"seconds": 0}))
        assert (done.completion_reason, done.flow_version) == ("Waited long", "1.0")
