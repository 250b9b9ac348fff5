"""What the page on compatibility lists is what the code has."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

import architrave
from architrave.cli import architrave as cli
from architrave.diagnostics import Diagnostic, Position, Provenance, Rule
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.server.endpoints import ENDPOINTS
from architrave.store.migrations import LATEST
from architrave.store.rules import STORE_NEWER

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "order-sync"
INPUTS = {"batchId": "B-1", "sourceSystem": "erp"}
PAGE = (ROOT / "docs" / "compatibility.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text below a heading, up to the next one."""
    return re.split(r"^#+ ", PAGE.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(title: str) -> dict[str, str]:
    """A table in a section: the second column by the first, without its heading."""
    found = re.findall(r"^\| (.+?) \| (.+?) \|", section(title), re.MULTILINE)
    return dict(found[2:] if found[1][0].startswith("--") else found[1:])


def names(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def printed(*arguments: str) -> dict[str, Any]:
    return json.loads(CliRunner().invoke(cli, [*arguments, "--format", "json"]).stdout)


def a_diagnostic() -> dict[str, Any]:
    place = Position(1, 1)
    return Diagnostic(Rule("x", "X"), "x", "file", "", place, place, "help", []).to_json()


def a_run() -> dict[str, Any]:
    with architrave.open(EXAMPLE) as platform:
        return platform.run("Order sync", INPUTS).to_json()


def a_trace() -> dict[str, Any]:
    with architrave.open(EXAMPLE) as platform:
        done = platform.result(platform.launch("Order sync", INPUTS).id)
        server = platform.serve()
        login = httpx.post(
            server.url + "/oauth/token",
            auth=(server.client.id, server.client.secret),
            data={"grant_type": "client_credentials"},
        )
        headers = {"Authorization": f"Bearer {login.json()['access_token']}"}
        return httpx.get(f"{server.url}/architrave/executions/{done.id}/trace", headers=headers).json()


def a_current_action() -> dict[str, Any]:
    from architrave.interpreter.effects import Wait
    from architrave.interpreter.observer import Step
    from architrave.interpreter.trace import current_json

    with architrave.open(EXAMPLE) as platform:
        program = platform.flow("Order sync").program
    assert program.start is not None
    return current_json(Step(program, program.start.block[0], 0, 1), Wait(0))


def an_error() -> dict[str, Any]:
    from architrave.interpreter.effects import FlowError
    from architrave.interpreter.trace import error_json

    return error_json(FlowError("NotSet", "x"))


SHAPES: dict[str, Callable[[], dict[str, Any]]] = {
    "a diagnostic": a_diagnostic,
    "a position": lambda: a_diagnostic()["start"],
    "`check`": lambda: architrave.check_launch({}).to_json(),
    "`lint`": lambda: printed("lint", str(EXAMPLE / "flows")),
    "`test`": lambda: printed("test", str(EXAMPLE)),
    "a test of `test`": lambda: printed("test", str(EXAMPLE))["tests"][0],
    "`eval`": lambda: printed("eval", "1 + 1"),
    "`eval`, design-time errors": lambda: printed("eval", "1 +"),
    "`run`": a_run,
    "`trace`": a_trace,
    "a step of a trace": lambda: a_run()["trace"][0],
    "the `current` action of a trace": a_current_action,
    "an error of a flow": an_error,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_json_shape_has_the_keys_of_the_page(shape: str) -> None:
    assert names(rows("JSON")[shape]) == list(SHAPES[shape]())


def test_every_shape_of_the_page_is_compared() -> None:
    assert rows("JSON").keys() - SHAPES.keys() == {"`eval`, run-time error"}
    error = printed("eval", "ToInt(ToString(GetCurrentDateTimeUtc()))")
    assert names(rows("JSON")["`eval`, run-time error"]) == [*error, *error["error"]]


def test_the_exit_codes_are_those_of_the_page() -> None:
    from architrave.cli import exit_codes

    codes = {value for name, value in vars(exit_codes).items() if name.isupper() and isinstance(value, int)}
    assert {int(code) for code in rows("Exit codes")} == codes


def test_the_endpoints_are_those_of_the_page() -> None:
    own = [f"{one.method} {one.path}" for one in ENDPOINTS if one.path.startswith("/architrave/")]
    assert sorted(names(" ".join(rows("Endpoints")))) == sorted(own)


def test_the_python_names_are_those_of_the_page() -> None:
    listed = section("Python").split("with the attributes")[0].split("itself:")[1]
    assert names(listed) == sorted(architrave._HOMES)
    stub = (ROOT / "src" / "architrave" / "__init__.pyi").read_text(encoding="utf-8")
    assert sorted(re.findall(r"import \w+ as (\w+)", stub)) == names(listed)


def test_the_database_and_its_semantics_are_those_of_the_page() -> None:
    assert f"has schema {LATEST}." in section("Databases")
    assert f"`{STORE_NEWER.slug}`" in section("Databases")
    (kept,) = re.findall(r"every test run: (.+)\.$", section("Databases"), re.MULTILINE)
    assert kept.split(", ") == sorted(path.stem for path in (ROOT / "tests" / "engine" / "databases").glob("*.sql"))
    ours, *data = SEMANTICS_VERSION.split("; ")
    assert f"`{ours}`" in section("Running executions")
    assert all(f"`{package.split()[0]}`" in section("Running executions") for package in data)
    assert len(data) == 3


def test_the_versions_of_python_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [one.rpartition(" ")[2] for one in project["classifiers"] if re.search(r":: 3\.\d+$", one)]
    assert project["requires-python"] == f">={listed[0]}"
    assert f"needs Python {listed[0]} or later, and supports {', '.join(listed)}." in section("Python and platforms")


def test_the_provenances_are_those_of_the_page() -> None:
    assert names(" ".join(rows("How we know what the cloud does"))) == [one.value for one in Provenance]
