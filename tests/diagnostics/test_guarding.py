"""A bug in Architrave that shows in one file is one diagnostic of this file: the others are read, run and served."""

import asyncio
import json
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import architrave
from architrave.cli import architrave as command
from architrave.diagnostics import Source, guarding
from architrave.flows.reader import read_flow
from architrave.local.platform import Reloaded

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
MARK = "planted"
SECRET = "hunter2"

READERS = {
    "flows/key-lookup.yaml": "flows.reader._begin",
    "data-actions/ERP Data Actions/Get Orders.json": "definitions.data_actions._action",
    "data-tables/Source systems.schema.json": "definitions.data_tables.read_json",
    "mocks.yaml": "definitions.mocks.read_yaml",
    "org.yaml": "definitions.org_yaml._check",
}
"""A function that reads each kind of file, in which a bug is planted."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "org")
    return tmp_path / "org"


@pytest.fixture(params=READERS)
def planted(request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that shows a bug."""
    plant(READERS[request.param], folder / request.param, monkeypatch)
    return folder / request.param


def plant(name: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes a function raise for one file: when anything that it gets shows a mark that is put into the file."""
    module, _, function = name.rpartition(".")
    read = getattr(import_module(f"architrave.{module}"), function)
    if file.suffix == ".json":
        data = json.loads(file.read_text(encoding="utf-8"))
        file.write_text(json.dumps({**data, MARK: True}), encoding="utf-8")
    else:
        file.write_text(f"# {MARK}\n{file.read_text(encoding='utf-8')}", encoding="utf-8")

    def fails(*arguments: Any, **named: Any) -> Any:
        sources = (getattr(each, "source", each) for each in arguments)
        if any(isinstance(source, Source) and MARK in source.text for source in sources):
            raise KeyError(SECRET)
        return read(*arguments, **named)

    monkeypatch.setattr(f"architrave.{module}.{function}", fails)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(command, [str(each) for each in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_lint_goes_on(planted: Path, folder: Path) -> None:
    (folder / "flows" / "bad.yaml").write_text("workflow: {nme: Bad}\n", encoding="utf-8")
    result = run("lint", folder, "--format", "json")
    assert result.exit_code == 1
    found = [each for each in json.loads(result.stdout)["diagnostics"] if each["severity"] == "error"]
    faults = [each for each in found if each["rule"] == "internal-fault"]
    assert [each["file"] for each in faults] == [str(planted)]
    assert "bug in Architrave" in faults[0]["help"]
    assert "KeyError at architrave/" in faults[0]["message"]
    assert SECRET not in result.output
    assert any(Path(each["file"]).name == "bad.yaml" for each in found)


def test_it_cannot_be_turned_off(planted: Path, folder: Path) -> None:
    (folder / "architrave.toml").write_text(
        '[lint]\nselect = ["unused-variable"]\nignore = ["internal-fault"]\n', encoding="utf-8"
    )
    assert "internal-fault" in run("lint", folder).output


def test_a_flow_beside_it_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(READERS["flows/key-lookup.yaml"], folder / "flows" / "key-lookup.yaml", monkeypatch)
    assert run("run", folder / "flows" / "paging.yaml").exit_code == 0
    refused = run("run", folder / "flows" / "key-lookup.yaml")
    assert (refused.exit_code, "internal-fault" in refused.stderr) == (1, True)


@pytest.mark.parametrize("path", [path for path in READERS if path not in ("org.yaml", "mocks.yaml")])
def test_a_server_goes_on_taking_changed_files(path: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("architrave.local.watching.POLL_SECONDS", 0.01)
    monkeypatch.setattr("architrave.local.watching.SETTLE_SECONDS", 0.001)
    reloads: list[Reloaded] = []

    async def scenario() -> None:
        reloaded = asyncio.Event()

        def take(done: Reloaded) -> None:
            reloads.append(done)
            reloaded.set()

        async with architrave.open(folder, environment={}) as platform, asyncio.timeout(60):
            await platform.serve(on_reload=take)
            before = {flow.row.name for flow in platform.organization.flows}
            plant(READERS[path], folder / path, monkeypatch)
            await reloaded.wait()
            reloaded.clear()
            new = (
                (folder / "flows" / "paging.yaml")
                .read_text(encoding="utf-8")
                .replace("name: Order paging", "name: Paging 2")
            )
            (folder / "flows" / "paging-2.yaml").write_text(new, encoding="utf-8")
            await reloaded.wait()
            after = {flow.row.name for flow in platform.organization.flows}
            assert before < after

    asyncio.run(scenario())
    assert "internal-fault" in {fault.rule.slug for fault in reloads[0].news}
    file = str(folder / path)
    if path.startswith("flows/"):
        assert [flow.latest.file for flow in reloads[0].kept] == [file]
    else:
        assert reloads[0].left_out == (file,)


def test_without_the_guard_a_bug_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "CAUGHT", ())
    monkeypatch.setattr("architrave.flows.reader.check_flow", lambda *_: {}["x"])
    with pytest.raises(KeyError):
        read_flow(Source("flow.yaml", "workflow: {name: x}"))
