"""A database from an earlier version opens in this one: ended executions read back, unfinished ones continue.

`0.1.0` was written by commit c31aa0f, before actions had typed fields and replies had types.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from architrave.engine.world import Call
from architrave.interpreter.effects import Start
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.interpreter.trace import traced
from tests.engine.keep_database import BY_HASH, KEPT, LEFT_AT, go_on, id_of, restored, running, settled

KEPT_VERSIONS = sorted(path.stem for path in KEPT.glob("*.sql"))
Records = dict[str, dict[str, Any]]


def said_of(version: str) -> dict[str, Any]:
    return json.loads((KEPT / f"{version}.json").read_text(encoding="utf-8"))


def number(semantics: str) -> str:
    """The version of the interpreter, without those of time zones, telephone numbers and locales."""
    return semantics.partition("; ")[0]


VERSIONS = [version for version in KEPT_VERSIONS if number(said_of(version)["semantics"]) == number(SEMANTICS_VERSION)]
"""Those that this version goes on with: what has not ended in the others is parked."""


def database(version: str, folder: Path, *, ours: str | None = None) -> Path:
    """The kept database, with today's data for time zones, phone numbers and locales, which none of its flows uses."""
    sql, semantics = (KEPT / f"{version}.sql").read_text(encoding="utf-8"), said_of(version)["semantics"]
    data = SEMANTICS_VERSION.split("; ")[1:]
    return restored(sql.replace(semantics, "; ".join([ours or number(semantics), *data])), folder / "kept.db")


def as_kept(records: Records, kept: Records) -> Records:
    """The executions as they read today, limited to what was kept."""
    plain = json.loads(json.dumps(records))
    return {name: {key: plain[name][key] for key in one} for name, one in kept.items()}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_kept_database_reads_back_unchanged(version: str, tmp_path: Path) -> None:
    async def scenario() -> Records:
        async with running(database(version, tmp_path), LEFT_AT, slow=True) as (engine, world):
            return await settled(engine, world)

    left = said_of(version)["left"]
    assert as_kept(asyncio.run(scenario()), left) == left


@pytest.mark.parametrize("version", VERSIONS)
def test_the_journals_of_ended_executions_replay_to_the_same_ends(version: str, tmp_path: Path) -> None:
    async def scenario() -> Records:
        replayed: Records = {}
        async with running(database(version, tmp_path), LEFT_AT, slow=True) as (engine, world):
            for name, record in (await settled(engine, world)).items():
                if record["status"] != "RUNNING":
                    start = Start(record["id"], record["inputs"], record["launched_at"])
                    journal = await engine.journal(record["id"])
                    _, end, _ = traced(BY_HASH[record["program"]], start, BY_HASH.__getitem__, journal)
                    assert end.outcome is not None, name
                    replayed[name] = {"status": end.outcome.status, "output_data": end.outcome.output_data}
        return replayed

    ended = {name: one for name, one in said_of(version)["left"].items() if one["status"] != "RUNNING"}
    assert asyncio.run(scenario()) == {
        name: {key: one[key] for key in ("status", "output_data")} for name, one in ended.items()
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_the_executions_of_a_kept_database_continue_to_the_same_ends(version: str, tmp_path: Path) -> None:
    ended = said_of(version)["ended"]
    records, calls = asyncio.run(go_on(database(version, tmp_path)))
    assert as_kept(records, ended) == ended
    assert {one["status"] for one in ended.values()} == {"COMPLETED", "FAILED"}
    # The order in progress is posted again, and the ERP can tell; those that it answered are not.
    assert [asked(call) for call in calls] == [(1, True), (2, False)]


def asked(call: Call) -> tuple[int, bool]:
    assert call.launch.id == id_of("waits for a data action in a loop")
    assert call.idempotency_key == f"{call.launch.id}-{call.sequence}"
    return call.sequence, call.interrupted


@pytest.mark.parametrize("version", VERSIONS)
def test_no_flow_of_a_kept_database_has_changed(version: str) -> None:
    assert {one["program"] for one in said_of(version)["left"].values()} <= BY_HASH.keys(), "add a flow instead"


@pytest.mark.parametrize("version", KEPT_VERSIONS)
def test_what_runs_under_another_semantics_version_is_parked(version: str, tmp_path: Path) -> None:
    async def scenario() -> Records:
        path = database(version, tmp_path, ours="architrave 0")
        async with running(path, LEFT_AT, slow=True) as (engine, world):
            return await settled(engine, world)

    parked = {name: bool(one["parked"]) for name, one in asyncio.run(scenario()).items()}
    assert parked == {name: one["status"] == "RUNNING" for name, one in said_of(version)["left"].items()}


def test_there_is_a_kept_database() -> None:
    assert "0.1.0" in KEPT_VERSIONS
