"""The cache of what was read of flows: it saves time, and changes nothing else."""

import asyncio
import random
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

import architrave
from architrave.definitions import flow_content, flow_files
from architrave.diagnostics import Source
from architrave.local import flow_cache
from architrave.local.faults import NoSuchFlowError
from architrave.local.flow_cache import FILE, Content
from architrave.local.reading import FilesReader, Read
from architrave.local.settings import Settings
from tests.local.test_reading_again import CALL, DATA, FLOWS, MODULE, flow

FILES = {
    "org.yaml": "name: Many\nsubstitutions: {why: because, who: '{{file}}'}\nflows: {Says: {id: says, required: []}}\n",
    "flows/good.yaml": flow("Good", actions=DATA),
    "flows/calls.yaml": flow("Calls", actions=CALL.format("ver_latestPublished")),
    "flows/says.yaml": MODULE.format(serves="workflow", text="one"),
    "flows/why.yaml": flow("Why", "{{why}}"),
    "flows/named.yaml": flow("{{who}}"),
    "flows/open.yaml": flow("Open", "{{nothing}}"),
    "flows/broken.yaml": "workflow: [",
    "flows/odd.yaml": "workflow:\n  name: Odd\n  nam: B\n",
    "flows/same.yaml": flow("Good", "again"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "org"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / ".architrave").mkdir()
    return folder


def read(folder: Path, *, keep: bool = False) -> Read:
    reader = FilesReader(Settings(org=folder, environment={}))
    found = reader.read()
    if keep:
        reader.keep()
    return found


def forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> object:
        raise AssertionError("a flow was read")

    monkeypatch.setattr(flow_files, "read_flow", refused)
    monkeypatch.setattr(flow_content, "read_flow", refused)


def test_the_second_start_reads_no_flow_and_finds_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(folder, keep=True)
    assert first.definition is not None
    names = [each.outline.name for each in first.definition.flows]
    assert names == ["Calls", "Good", "named", "Says", "Why"]
    assert {"yaml-syntax", "unknown-key", "unresolved-substitution", "duplicate-flow"} <= {
        fault.rule.slug for fault in first.diagnostics
    }
    forbid_reading(monkeypatch)
    assert read(folder) == first


def test_a_program_is_read_once_it_is_needed(folder: Path) -> None:
    read(folder, keep=True)
    definition = read(folder).definition
    assert definition is not None
    for each in definition.flows:
        assert each.content.program_in_memory is None
        assert (each.program.hash, each.program.name) == (each.outline.hash, each.outline.name)
        assert each.content.program_in_memory is not None


def test_only_what_has_changed_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(folder, keep=True)
    names: list[str] = []
    read_flow = flow_files.read_flow
    monkeypatch.setattr(
        flow_files, "read_flow", lambda source, **more: (names.append(source.name), read_flow(source, **more))[1]
    )
    (folder / "flows" / "good.yaml").write_text(flow("Better"))
    (folder / "org.yaml").write_text(FILES["org.yaml"].replace("because", "therefore"))
    (folder / "flows" / "named.yaml").rename(folder / "flows" / "renamed.yaml")
    read(folder)
    assert sorted(Path(name).name for name in names) == ["good.yaml", "renamed.yaml", "why.yaml"]


def test_problems_name_the_file_as_it_is_called_now(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(folder, keep=True)
    monkeypatch.chdir(folder)
    forbid_reading(monkeypatch)
    assert {fault.file for fault in read(Path()).diagnostics} == {
        f"flows/{name}.yaml" for name in ("broken", "odd", "open", "same")
    }


def test_without_a_hidden_folder_nothing_is_kept(folder: Path) -> None:
    (folder / ".architrave").rmdir()
    read(folder, keep=True)
    assert not (folder / ".architrave").exists()


def test_a_folder_that_cannot_be_written_to_is_no_problem(folder: Path) -> None:
    (folder / ".architrave" / FILE).mkdir()
    first = read(folder, keep=True)
    assert read(folder) == first


def test_the_cache_is_for_its_owner_alone(folder: Path) -> None:
    read(folder, keep=True)
    assert (folder / ".architrave" / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("what", ["__version__", "SEMANTICS_VERSION", "code"])
def test_another_version_reads_everything_again(folder: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(folder, keep=True)
    flow_cache.made_with.cache_clear()
    if what == "code":
        monkeypatch.setattr(flow_cache, "_code", lambda: "changed")
    else:
        monkeypatch.setattr(flow_cache.architrave if what == "__version__" else flow_cache, what, "9")
    try:
        assert not flow_cache.FlowCache(folder).records().earlier
        assert read(folder) == first
    finally:
        flow_cache.made_with.cache_clear()


def test_a_damaged_cache_is_ignored(folder: Path) -> None:
    first = read(folder, keep=True)
    cache = folder / ".architrave" / FILE
    good, chance = cache.read_bytes(), random.Random(7)
    damaged = [b"", b"\x80", b"{}", good[:-1], good[:20], good + b"x", b"\xdd\xff\xff\xff\xff" * 9, b"\x91" * 100_000]
    for _ in range(60):
        bad = bytearray(good)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        damaged.append(bytes(bad))
    for bad in damaged:
        cache.write_bytes(bad)
        assert read(folder) == first


def test_a_record_of_another_flow_is_not_believed(folder: Path) -> None:
    first = read(folder, keep=True)
    cache = folder / ".architrave" / FILE
    content = msgspec.msgpack.decode(cache.read_bytes(), type=Content)
    records = msgspec.msgpack.decode(content.records)
    keys = list(records)
    exchanged = {
        key: records[other] for key, other in zip(keys, [*keys[1:], keys[0]], strict=True) if records[other][0]
    }
    data = msgspec.msgpack.encode(exchanged)
    cache.write_bytes(msgspec.msgpack.encode(Content(content.made_with, flow_cache.sha256(data).digest(), data)))
    assert read(folder) == first


@pytest.mark.parametrize("text", FLOWS)
def test_each_kind_of_flow_is_the_same_from_the_cache(folder: Path, text: str) -> None:
    (folder / "flows" / "one.yaml").write_text(text)
    first = read(folder, keep=True)
    assert read(folder) == first


@pytest.mark.parametrize("flow_name", ["Good", "Calls", "Nobody"])
def test_after_a_start_a_flow_is_read_in_a_thread_when_it_is_launched(
    folder: Path, flow_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = folder / ".architrave" / "architrave.db"

    async def launched() -> tuple[str, list[str]]:
        threads: list[str] = []
        read_flow = flow_content.read_flow

        def noted(source: Source, **more: Any) -> Any:
            threads.append(threading.current_thread().name)
            return read_flow(source, **more)

        async with architrave.open(folder, database=database, environment={}) as platform:
            await platform.start()
            monkeypatch.setattr(flow_content, "read_flow", noted)
            try:
                record = await platform.result(await platform.launch(flow_name))
                return record.status, threads
            except NoSuchFlowError:
                return "none", threads
            finally:
                monkeypatch.setattr(flow_content, "read_flow", read_flow)

    first, threads = asyncio.run(launched())
    assert threads == [], "everything was read at the start"
    again, threads = asyncio.run(launched())
    assert again == first
    assert len(threads) == {"Good": 1, "Calls": 2, "Nobody": 0}[flow_name]
    assert threading.main_thread().name not in threads
