"""`architrave check` of a HAR file, a collection, a log, and of files that are not requests; and `--target`."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import architrave as library
from architrave.cli import architrave

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "requests"
ORDER_SYNC = ROOT / "examples" / "order-sync"
FLOW = "a1b2c3d4-5678-90ab-cdef-1234567890ab"
FIXABLE = {"flowId": FLOW, "parameters": {"batchId": "b", "sourceSystem": 5}}
FIXED = {"flowId": FLOW, "inputData": {"Flow.batchId": "b", "Flow.sourceSystem": "5"}}


def check(*arguments: object, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(architrave, ["check", *map(str, arguments)], input=stdin, env=env)


def test_each_launch_of_a_file_has_its_report() -> None:
    result = check(EXAMPLES / "browser.har")
    assert result.exit_code == 1
    first, second = result.stdout.index("Entry 3: POST https://api."), result.stdout.index("Entry 4: POST https://api.")
    assert f"executions ({EXAMPLES / 'browser.har'}:24)\n" in result.stdout
    assert first < result.stdout.index('has no field "context"') < second < result.stdout.index('"flowID" is called')
    assert result.stdout.endswith("2 launches, 2 with problems.\n")


def test_the_shape_for_programs_of_several_launches() -> None:
    shape = json.loads(check(EXAMPLES / "browser.har", "--format", "json").stdout)
    assert (shape["ok"], shape["status"], shape["corrected"]) == (False, 415, None)
    assert [(launch["label"][:7], launch["line"], launch["status"]) for launch in shape["launches"]] == [
        ("Entry 3", 24, 415),
        ("Entry 4", 39, 400),
    ]
    assert shape["diagnostics"] == [item for launch in shape["launches"] for item in launch["diagnostics"]]
    one = json.loads(check(EXAMPLES / "java-okhttp.log", "--format", "json").stdout)
    assert set(one) == {"ok", "status", "diagnostics", "corrected", "notJudged"}


@pytest.mark.parametrize("form", ["sarif", "github"])
def test_other_formats_name_the_line_in_the_file(form: str) -> None:
    result = check(EXAMPLES / "java-okhttp.log", "--format", form)
    assert result.exit_code == 1
    assert "java-okhttp.log" in result.stdout
    assert "unknown-field" in result.stdout


OTHERS = [
    ("Launcher.java", "package a.b;\n\npublic class Launcher {\n}\n", "is Java source code, not a request. Give"),
    ("flow.yaml", "workflow:\n  name: x\n", "is a flow, not a launch request. To check it, run `architrave lint "),
    ("a flow.yaml", "workflow:\n  name: x\n", "a flow.yaml'`."),
    ("empty.json", "", "is empty. Save the request in it"),
    (
        "x.i3InboundFlow",
        "JTdCJTIyYSUyMiUzQTElN0Q=",
        "is a flow that Architect exported in its own format (.i3InboundFlow)",
    ),
]


@pytest.mark.parametrize(("name", "text", "said"), OTHERS, ids=[name for name, *_ in OTHERS])
def test_a_file_that_is_not_a_request_is_named(name: str, text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    result = check(path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(str(path))
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_standard_input_that_is_not_a_request() -> None:
    result = check("-", stdin="workflow:\n  name: x\n")
    assert result.exit_code == 2
    assert result.stderr == ("Standard input is a flow, not a launch request. To check it, run `architrave lint -`.\n")
    assert check("-", stdin=b"\x89PNG\r\n\x1a\n\0").stderr.startswith("Standard input is an image (PNG).")


def test_control_characters_of_a_file_name_are_not_printed(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m.har"
    shutil.copy(EXAMPLES / "browser.har", path)
    assert "\x1b[31m" not in check(path).output


def test_fix_of_several_launches_prints_each_body(tmp_path: Path) -> None:
    result = check(EXAMPLES / "browser.har", "--org", ORDER_SYNC, "--fix")
    first, second = result.stdout.split("\n{\n")
    assert json.loads(first)["context"] == {"source": "desktop_app"}
    assert json.loads("{" + second)["inputData"] == {}
    before, after = result.stderr.split("Entry 4: ")
    assert "Entry 3: " in before
    assert "Nothing could be fixed automatically.\n" in before
    assert 'fixed[misnamed-field]: The field "flowID" is called "flowId"' in after
    assert "Fixed 2 problems.\n" in after


WRITABLE: list[tuple[str, Any]] = [
    ("x.har", {"log": {"version": "1.2", "entries": [{"request": {"method": "POST", "url": "/x", "postData": {}}}]}}),
    ("collection.json", {"info": {}, "item": [{"name": "n", "request": {"method": "POST", "url": "/x", "body": {}}}]}),
    ("axios.json", {"config": {"method": "post", "url": "/x", "data": ""}}),
    ("log.json", {"method": "POST", "url": "/x", "requestBody": {}}),
]


def with_body(document: Any) -> Any:
    if isinstance(document, list):
        return [with_body(item) for item in document]
    if not isinstance(document, dict):
        return document
    filled = {key: with_body(item) for key, item in document.items()}
    for key, value in (
        ("postData", {"mimeType": "application/json", "text": json.dumps(FIXABLE)}),
        ("body", {"mode": "raw", "raw": json.dumps(FIXABLE)}),
        ("data", json.dumps(FIXABLE)),
        ("requestBody", FIXABLE),
    ):
        if key in filled:
            filled[key] = value
    return filled


@pytest.mark.parametrize(("name", "document"), WRITABLE, ids=[name for name, _ in WRITABLE])
def test_write_puts_the_body_back_into_the_document(name: str, document: Any, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(json.dumps(with_body(document)), encoding="utf-8")
    result = check(path, "--org", ORDER_SYNC, "--fix", "--write")
    assert f"The corrected body was written to {path}.\n" in result.stderr
    written = json.loads(path.read_text(encoding="utf-8"))
    assert json.dumps(FIXABLE) not in path.read_text(encoding="utf-8")
    again = json.loads(check(path, "--org", ORDER_SYNC, "--format", "json").stdout)
    assert not {"misnamed-field", "input-type"} & {item["rule"] for item in again["diagnostics"]}
    text = json.dumps(written)
    assert "Flow.batchId" in text
    assert "parameters" not in text


def test_write_refuses_what_it_would_damage(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    shutil.copy(EXAMPLES / "node-axios.log", log)
    before = log.read_bytes()
    result = check(log, "--fix", "--write")
    assert result.exit_code == 2
    assert "the file is a record of what was sent" in result.stderr
    assert log.read_bytes() == before
    collection = tmp_path / "x.json"
    shutil.copy(EXAMPLES / "postman-collection.json", collection)
    result = check(collection, "--fix", "--write")
    assert (result.exit_code, "it uses variables" in result.stderr) == (2, True)


def test_python_programs_read_the_same_files() -> None:
    one = library.check_launch(EXAMPLES / "java-okhttp.log")
    assert [item.rule.slug for item in one.diagnostics] == ["unknown-field"]
    with pytest.raises(library.CannotReadError, match="contains 2 launches"):
        library.check_launch(EXAMPLES / "browser.har")
    body = {"customData": {"url": "https://x.com", "method": "POST"}}
    assert library.check_launch(body).sent.body == json.dumps(body, indent=2).encode()


# Against a server.


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served") / "org"
    shutil.copytree(ORDER_SYNC, folder, ignore=shutil.ignore_patterns(".architrave"))
    with library.open(folder) as platform:
        yield platform.serve().url


def against(server: str, body: Any, *more: str, secret: str = "dev-only-erp-sync") -> Result:
    env = {"GENESYSCLOUD_OAUTHCLIENT_ID": "erp-sync", "GENESYSCLOUD_OAUTHCLIENT_SECRET": secret}
    return check("-", "--target", server, *more, stdin=json.dumps(body), env=env)


def test_inputs_are_read_from_the_server(server: str) -> None:
    result = against(server, FIXABLE, "--fix")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == FIXED
    assert result.stderr.startswith(f"{server}  “Order sync example”")
    assert "fixed[input-type]: The input Flow.sourceSystem has type String and does not accept 5." in result.stderr
    assert "Fixed 4 problems.\n" in result.stderr


UNKNOWN: list[tuple[dict[str, str], str, int]] = [
    ({"flowId": FLOW[:-1] + "c"}, "unknown-flow", 404),
    ({"flowId": FLOW, "flowVersion": "9.0"}, "unknown-version", 404),
    ({"flowId": "order sync"}, "bad-flow-id", 400),
    ({"flowId": "x" * 5000}, "bad-flow-id", 400),
    ({"flowId": ""}, "bad-flow-id", 400),
]


@pytest.mark.parametrize(("body", "rule", "status"), UNKNOWN)
def test_what_the_server_does_not_have(server: str, body: dict[str, str], rule: str, status: int) -> None:
    shape = json.loads(against(server, body, "--format", "json").stdout)
    assert ([item["rule"] for item in shape["diagnostics"]], shape["status"]) == ([rule], status)


def test_the_server_suggests_an_id(server: str) -> None:
    assert f"Did you mean {FLOW} (Order sync)?" in against(server, {"flowId": FLOW[:-1] + "c"}).stdout


def test_a_server_that_cannot_be_asked_checks_nothing(server: str) -> None:
    refused = against(server, FIXABLE, secret="wrong")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Login of erp-sync" in refused.stderr
    away = against("http://127.0.0.1:9", FIXABLE)
    assert (away.exit_code, away.stdout) == (2, "")
    assert "Cannot reach http://127.0.0.1:9" in away.stderr
    nobody = check("-", "--target", "no-such-profile", stdin="{}")
    assert (nobody.exit_code, nobody.stdout) == (2, "")


@pytest.mark.parametrize("option", ["--flow", "--org"])
def test_a_server_and_a_folder_exclude_each_other(option: str) -> None:
    result = check("-", "--target", "http://127.0.0.1:9", option, ORDER_SYNC, stdin="{}")
    assert (result.exit_code, "--target cannot be combined" in result.stderr) == (2, True)
