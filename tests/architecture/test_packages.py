"""The packages are as ARCHITECTURE.md says: their layers, their names, and what they may know."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from architrave.cli.commands import COMMANDS
from architrave.definitions.nouns import ACCESS, NOUNS
from architrave.store.schema import metadata
from tests.architecture.purity import PURE_PACKAGES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "architrave"
PAGES = [ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md")]
PACKAGES = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file())


def layers() -> dict[str, int]:
    """The layer of each package, from the table in ARCHITECTURE.md."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    return {name: int(number) for number, name in re.findall(r"^\| (\d) \| `(\w+)/` \|", text, re.MULTILINE)}


def modules(*packages: str, that_have: str = "") -> Iterator[tuple[str, ast.Module]]:
    """Each module of these packages (default: all), with its path in `architrave`.

    `that_have`: only modules in whose text this pattern is found; parsing the others would take most of the time.
    """
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not packages or name.partition("/")[0] in packages:
            text = path.read_text(encoding="utf-8")
            if re.search(that_have, text):
                yield name, ast.parse(text)


def test_the_table_has_every_package() -> None:
    assert sorted(layers()) == PACKAGES


def test_the_table_has_the_layers_that_are_checked() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        contract = tomllib.load(file)["tool"]["importlinter"]["contracts"][0]
    assert contract["exhaustive"] is True
    rows = [line.split(" | ") for line in reversed(contract["layers"]) if line != "__main__"]
    assert layers() == {name: number for number, row in enumerate(rows) for name in row}


def imports_are_kept(checkout: Path) -> bool:
    """Whether import-linter finds no problems in a checkout."""
    linter = Path(sys.executable).with_name("lint-imports")
    command = [linter, "--no-cache"]
    environment = {"PYTHONPATH": str(checkout / "src"), "PATH": ""}
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, check=False).returncode == 0


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what import-linter reads, to plant violations in."""
    shutil.copytree(PACKAGE, tmp_path / "src" / "architrave", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.slow
def test_an_import_from_above_is_refused(checkout: Path) -> None:
    assert imports_are_kept(checkout)
    with (checkout / "src/architrave/flows/reader.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef planted() -> None:\n    from architrave.engine import Launch\n    Launch\n")
    assert not imports_are_kept(checkout)


@pytest.mark.slow
def test_an_engine_that_imports_from_another_is_refused(checkout: Path) -> None:
    with (checkout / "src/architrave/engine/temporal/address.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef planted() -> None:\n    from architrave.engine.embedded import runner\n    runner\n")
    assert not imports_are_kept(checkout)


@pytest.mark.slow
def test_a_command_that_puts_parts_together_is_refused(checkout: Path) -> None:
    with (checkout / "src/architrave/cli/run.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef planted() -> None:\n    from architrave.store import open_store\n    open_store\n")
    assert not imports_are_kept(checkout)


@pytest.mark.slow
def test_a_package_without_a_layer_is_refused(checkout: Path) -> None:
    new = checkout / "src/architrave/planted/__init__.py"
    new.parent.mkdir()
    new.write_text('"""New."""\n', encoding="utf-8")
    assert not imports_are_kept(checkout)


def test_layers_0_to_3_are_the_pure_packages() -> None:
    assert sorted(name for name, layer in layers().items() if layer <= 3) == sorted(PURE_PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_is_for(package: str) -> None:
    said = ast.get_docstring(ast.parse((PACKAGE / package / "__init__.py").read_text(encoding="utf-8"))) or ""
    purpose, _, data = said.partition("\n\n")
    assert purpose.endswith("."), f"{package}/__init__.py must begin with what the package is for"
    assert data, f"{package}/__init__.py must say how data flows through the package"


def stems(folder: str) -> set[str]:
    return {path.stem for path in (PACKAGE / folder).glob("*.py")} - {"__init__"}


def test_actions_have_the_same_file_name_where_they_run() -> None:
    assert stems("interpreter/actions") <= stems("flows/actions")


def test_a_route_has_the_file_name_of_its_shapes() -> None:
    ours_alone = {"architrave", "authorization", "chaos", "login", "states", "trigger_events"}
    sections = [re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", noun.section) for noun in (*NOUNS, *ACCESS)]
    of_nouns = {
        *sections,
        "data_table_rows",
        "data_action_drafts",
        "data_action_runs",
    }  # their shapes come from the cloud's models
    of_nouns |= {part for noun in NOUNS if noun.api is not None for part in noun.api.path.split("/")}
    without = stems("server/routes") - ours_alone - of_nouns - stems("wire")
    assert without == set(), "name the file of the shapes, in wire/, like the file of the routes"


def test_one_verb_is_one_file() -> None:
    found = {name for name in stems("cli") if hasattr(import_module(f"architrave.cli.{name}"), "command")}
    assert found == set(COMMANDS)


READS_WITHIN = {"contract", "expressions", "templates"}
"""Packages whose readers add diagnostics to a collection that they receive, because they read parts of one text."""


def test_readers_return_their_diagnostics() -> None:
    wrong = [
        f"{name}: {node.name} returns {ast.unparse(node.returns) if node.returns else 'nothing'}"
        for name, tree in modules(*(set(PURE_PACKAGES) - READS_WITHIN), that_have="def read_")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("read_")
        if "source" in {argument.arg for argument in node.args.args}
        if not (node.returns and re.match(r"tuple\[.*\bDiagnostic\b.*\]$", ast.unparse(node.returns)))
    ]
    assert wrong == []


def test_the_engines_are_known() -> None:
    engines = [
        node.name
        for _, tree in modules("engine", that_have="Engine")
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name.endswith("Engine") and node.name != "Engine"
    ]
    assert sorted(engines) == ["EmbeddedEngine", "TemporalEngine", "VirtualEngine"]


def test_one_loop_drives_machines_and_one_replays_them() -> None:
    """Any other code that sends a reply to a machine, or answers the clock, would be a second loop."""
    sends = {
        module
        for package in ("engine", "interpreter")
        for module, tree in modules(package, that_have=r"\bsend\b")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func) == "machine.send"
    }
    answers = {
        module
        for module, tree in modules("engine", that_have="ReadClock|DrawRandom")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and {"ReadClock", "DrawRandom"} & {name.name for name in node.names}
    }
    assert {Path(module).name for module in sends} == {"drive.py", "journal.py"}
    assert {Path(module).name for module in answers} == {"drive.py"}


def test_the_tables_hold_no_history() -> None:
    for noun in stems("store"):
        import_module(f"architrave.store.{noun}")
    assert set(metadata.tables) == {
        "calendar",
        "data_table_files",
        "data_table_jobs",
        "data_table_rows",
        "entities",
        "execution_context",
        "executions",
        "flow_jobs",
        "flow_versions",
        "flows",
        "history_jobs",
        "journals",
        "log_mark",
        "module_snapshots",
        "owners",
        "participant_data",
        "schema_version",
        "secrets",
        "signing_keys",
        "timeline",
        "tokens",
        "trigger_launches",
    }


ANY_LOOK = r"(?i)rich|\x1b|\\x1b|\\0?33|\\u001b|\\U0000001b|\\N\{esc"
"""What the text of a module has in any case if it imports rich or has an escape sequence, however it is written."""


def test_only_views_know_how_things_look() -> None:
    for name, tree in modules(that_have=ANY_LOOK):
        if name.startswith("cli/views/"):
            continue
        for node in ast.walk(tree):
            imported = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            imported += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            assert "rich" not in {one.partition(".")[0] for one in imported}, name
            assert not (isinstance(node, ast.Constant) and "\x1b[" in str(node.value)), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_in_the_pages_lead_somewhere(page: Path) -> None:
    said = re.findall(r"`([\w./<>*-]+(?:/|\.py|\.md|\.toml|\.yaml|\.json))`", page.read_text(encoding="utf-8"))
    roots = [ROOT, PACKAGE, *(PACKAGE / package for package in PACKAGES)]
    for path in said:
        pattern = re.sub(r"<\w+>", "*", path).rstrip("/")
        assert any(next(root.glob(pattern), None) for root in roots), f"{page.name} names {path}, which does not exist"
