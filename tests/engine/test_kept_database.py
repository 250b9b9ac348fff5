"""A database from an earlier version opens in this one: ended executions read back, unfinished ones continue.

`0.1.0` was written by commit c31aa0f, before actions had typed fields and replies had types.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from architrave.engine.world import Call
from architrave.flows.program import Program
from architrave.interpreter.effects import Start
from architrave.interpreter.semantics import changed_since
from architrave.interpreter.trace import traced
from tests.engine.keep_database import BY_HASH, KEPT, LEFT_AT, go_on, id_of, restored, running, settled

KEPT_VERSIONS = sorted(path.stem for path in KEPT.glob("*.sql"))
Records = dict[str, dict[str, Any]]


def said_of(version: str) -> dict[str, Any]:
    return json.loads((KEPT / f"{version}.json").read_text(encoding="utf-8"))


PARKED = {"0.1.0": {"waits in a loop", "waits in a common module", "waits in a task"}}
"""The executions whose flows use something that has changed since. The rest continue, whatever the versions of time
zones, phone numbers and locales are: none of these flows uses them."""


def database(version: str, folder: Path, *, semantics: str | None = None) -> Path:
    """The kept database; with `semantics`, as if its executions had started under these."""
    sql, written = (KEPT / f"{version}.sql").read_text(encoding="utf-8"), said_of(version)["semantics"]
    return restored(sql.replace(written, semantics or written), folder / "kept.db")


def as_kept(records: Records, kept: Records) -> Records:
    """The executions as they read today, limited to what was kept."""
    plain = json.loads(json.dumps(records))
    return {name: {key: plain[name][key] for key in one} for name, one in kept.items()}


def without_parked(version: str, records: Records) -> Records:
    """The executions that are not parked."""
    return {name: one for name, one in records.items() if name not in PARKED.get(version, ())}


def changed(version: str, program: Program) -> tuple[str, ...]:
    return changed_since(said_of(version)["semantics"], program)


@pytest.mark.parametrize("version", KEPT_VERSIONS)
def test_a_kept_database_reads_back_unchanged(version: str, tmp_path: Path) -> None:
    async def scenario() -> Records:
        async with running(database(version, tmp_path), LEFT_AT, slow=True) as (engine, world):
            return await settled(engine, world)

    left = without_parked(version, said_of(version)["left"])
    assert as_kept(asyncio.run(scenario()), left) == left


@pytest.mark.parametrize("version", KEPT_VERSIONS)
def test_the_journals_of_ended_executions_replay_to_the_same_ends(version: str, tmp_path: Path) -> None:
    async def scenario() -> Records:
        replayed: Records = {}
        async with running(database(version, tmp_path), LEFT_AT, slow=True) as (engine, world):
            for name, record in (await settled(engine, world)).items():
                if record["status"] != "RUNNING" and not changed(version, BY_HASH[record["program"]]):
                    start = Start(record["id"], record["inputs"], record["launched_at"])
                    journal = await engine.journal(record["id"])
                    _, end, _ = traced(BY_HASH[record["program"]], start, BY_HASH.__getitem__, journal)
                    assert end.outcome is not None, name
                    replayed[name] = {"status": end.outcome.status, "output_data": end.outcome.output_data}
        return replayed

    ended = {
        name: one
        for name, one in said_of(version)["left"].items()
        if one["status"] != "RUNNING" and not changed(version, BY_HASH[one["program"]])
    }
    assert ended
    assert asyncio.run(scenario()) == {
        name: {key: one[key] for key in ("status", "output_data")} for name, one in ended.items()
    }


@pytest.mark.parametrize("version", KEPT_VERSIONS)
def test_the_executions_of_a_kept_database_continue_to_the_same_ends(version: str, tmp_path: Path) -> None:
    ended = without_parked(version, said_of(version)["ended"])
    records, calls = asyncio.run(go_on(database(version, tmp_path)))
    assert as_kept(records, ended) == ended
    assert {one["status"] for one in ended.values()} == {"COMPLETED", "FAILED"}
    # The order in progress is posted again, and the ERP can tell; those that it answered are not.
    assert [asked(call) for call in calls] == [(1, True), (2, False)]


def asked(call: Call) -> tuple[int, bool]:
    assert call.launch.id == id_of("waits for a data action in a loop")
    assert call.idempotency_key == f"{call.launch.id}-{call.sequence}"
    return call.sequence, call.interrupted


@pytest.mark.parametrize("version", KEPT_VERSIONS)
def test_no_flow_of_a_kept_database_has_changed(version: str) -> None:
    assert {one["program"] for one in said_of(version)["left"].values()} <= BY_HASH.keys(), "add a flow instead"


async def parked(path: Path) -> Records:
    async with running(path, LEFT_AT, slow=True) as (engine, world):
        return {name: one for name, one in (await settled(engine, world)).items() if one["parked"]}


@pytest.mark.parametrize("version", KEPT_VERSIONS)
def test_what_uses_something_that_has_changed_is_parked_and_the_reason_names_it(version: str, tmp_path: Path) -> None:
    found = asyncio.run(parked(database(version, tmp_path)))
    assert set(found) == PARKED.get(version, set())
    for record in found.values():
        assert "It uses what has changed since: " in record["parked"][0]["message"]


@pytest.mark.parametrize("version", KEPT_VERSIONS)
def test_what_a_later_version_started_is_parked(version: str, tmp_path: Path) -> None:
    found = asyncio.run(parked(database(version, tmp_path, semantics="architrave 99")))
    assert set(found) == {name for name, one in said_of(version)["left"].items() if one["status"] == "RUNNING"}


def test_there_is_a_kept_database() -> None:
    assert "0.1.0" in KEPT_VERSIONS
