"""Whatever a name, a file, a request or a server's answer contains, no output makes a terminal act or forges a line.

`CALLS` has rows for each command of the command line, so a new command needs a row; everything that a row prints is
looked at, so a new output needs nothing.
"""

import io
import json
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from architrave.cli import architrave, main
from architrave.cli.terminal import VisibleStream, settle_streams, styled
from architrave.client import platform
from architrave.definitions.reader import read_organization
from architrave.diagnostics.visible import visible
from tests.client.test_hostile import ANSWERS, answering

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
HOSTILE = (
    "\x1b]0;T\x07\x1b[2J\x1b[8m\x9b31m\x7f\x00\u202e\u2066\u200b\u2060\ufeff\u00ad\u2028\u2029\x85\U000e0041\x0b\x0c"
    "\rFORGED\nFORGED\r\nFORGED"
)
FORGED = "FORGED"

SERVED = (
    "serve",
    "worker",
)
"""Commands that do not end on their own: `tests/server/test_hostile_log.py` looks at them."""


# -- running a command as its process does ---------------------------------------------------------------------------


@contextmanager
def streams(typed: str = "") -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Standard streams that are files."""
    out, err = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8"))
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8", write_through=True))
        patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding="utf-8", write_through=True))
        yield out, err
        for stream in (sys.stdout, sys.stderr):
            stream.flush()


def printed(*arguments: str, typed: str = "") -> str:
    """All that a command prints; it must not fail because of a bug."""
    with streams(typed) as (out, err), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["architrave", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        sys.stderr.flush()
        shown = out.getvalue().decode("utf-8") + err.getvalue().decode("utf-8")
    assert ended.value.code in (0, 1, 2, 4), shown
    assert "Traceback" not in shown
    return shown


def check_output(shown: str, *, is_text: bool = True) -> None:
    assert visible(shown) == shown, ascii(shown)
    assert "\r" not in shown.replace("\r\n", "\n")
    if is_text:
        forged = [line for line in shown.split("\n") if line.lstrip().startswith(FORGED)]
        assert forged == [], ascii(shown)


# -- hostile files -----------------------------------------------------------------------------------------------------


def scalars(text: str) -> list[tuple[int, int, str]]:
    """The scalars of a YAML text, with their places."""
    events = [event for event in yaml.parse(text) if isinstance(event, yaml.ScalarEvent)]
    return [(event.start_mark.index, event.end_mark.index, event.value) for event in events]


def quoted(text: str) -> str:
    """A text as YAML in double quotes."""
    return json.dumps(text).replace("\\udb40\\udc41", "\\U000e0041")


NAMES = {"name", "description", "exitReason", "lit", "title", "firstName", "lastName"}
KEPT = ("Flow.", "State.", "Task.", "/", "${", "{{")


def make_names_hostile(folder: Path) -> Path:
    """Add hostile characters to each name in the YAML files of an organization that works with a different one."""
    files = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}
    found = [pair for text in files.values() for pair in pairs(yaml.safe_load(text))]
    names = dict.fromkeys(value for key, value in found if key in NAMES and isinstance(value, str) and is_name(value))
    for name in names:
        before, files = files, {path: with_hostile(text, name) for path, text in files.items()}
        write(files)
        _, diagnostics = read_organization(folder, environment={})
        if any(fault.is_error for fault in diagnostics):
            files = before
    write(files)
    return folder


def with_hostile(text: str, name: str) -> str:
    for start, end, value in reversed(scalars(text) if name in text else []):
        if value == name:
            text = f"{text[:start]}{quoted(value + HOSTILE)}{text[end:]}"
    return text


def write(files: dict[Path, str]) -> None:
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")


def is_name(value: str) -> bool:
    return not value.startswith(KEPT) and (" " in value or value[:1].isupper())


def pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key), inner
            yield from pairs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from pairs(inner)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organization that works, with hostile names."""
    folder = tmp_path_factory.mktemp("hostile") / "org"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".architrave"))
    return make_names_hostile(folder)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organization with one flow, org.yaml and mocks.yaml for each scalar of the example's, made hostile."""
    folder = tmp_path_factory.mktemp("broken")
    for path in [EXAMPLE / "org.yaml", EXAMPLE / "mocks.yaml", EXAMPLE / "flows" / "order-sync.yaml"]:
        text = path.read_text(encoding="utf-8")
        for number, (start, end, value) in enumerate(scalars(text)):
            inner = folder / f"{path.stem}-{number}"
            inner.mkdir()
            name = "flow.yaml" if path.parent.name == "flows" else path.name
            (inner / name).write_text(f"{text[:start]}{quoted(value + HOSTILE)}{text[end:]}", encoding="utf-8")
    return folder


# -- hostile answers ---------------------------------------------------------------------------------------------------


def hostile_answer(value: Any) -> Any:
    """A server's answer with hostile text in each value that no command compares."""
    match value:
        case str() if not value[:4].isdigit() and value not in ("f-1", "e-1", "COMPLETED", "ERROR", "yes"):
            return value + HOSTILE
        case list():
            return [hostile_answer(item) for item in value]
        case dict():
            return {key: hostile_answer(item) for key, item in value.items()} | (
                {HOSTILE: HOSTILE} if set(value) <= {"Flow.a", "a"} else {}
            )
        case _:
            return value


REFUSAL = {"message": HOSTILE, "code": HOSTILE, "contextId": HOSTILE, "errors": [{"message": HOSTILE}], "status": 400}


def hostile_server(request: httpx.Request) -> httpx.Response:
    answers = {path: hostile_answer(answer) for path, answer in ANSWERS.items()}
    return answering(answers)(request)


def refusing_server(request: httpx.Request) -> httpx.Response:
    return httpx.Response(400, json=REFUSAL)


# -- the calls ---------------------------------------------------------------------------------------------------------

BODIES = {
    "keys.json": json.dumps({"flowId": HOSTILE, HOSTILE: 1, "inputData": {HOSTILE: HOSTILE}, "name": HOSTILE}),
    "text.json": HOSTILE,
    "curl.txt": f"curl -X POST https://{HOSTILE}/x -H '{HOSTILE}: {HOSTILE}' -d '{HOSTILE}'",
    "http.txt": f"POST /api/v2/flows/executions?{HOSTILE} HTTP/1.1\r\nHost: x\r\n{HOSTILE}: 1\r\n\r\n{{{HOSTILE}",
    "log.txt": f'POST https://api.mypurecloud.com/api/v2/flows/executions {HOSTILE}\n{{"flowId": "{HOSTILE}"}}',
}
REMOTE = ("--target", "http://127.0.0.1:9")

CALLS = [
    "init NEW",
    "check keys.json",
    "check keys.json --fix",
    "check keys.json --org HOSTILE",
    "check keys.json --format json",
    "check keys.json --format github",
    "check keys.json --format sarif",
    "check keys.json --flow HOSTILE/flows/order-sync.yaml",
    "check text.json",
    "check curl.txt",
    "check http.txt",
    "check log.txt",
    "check ODD",
    "lint HOSTILE",
    "lint HOSTILE --full",
    "lint HOSTILE/flows --format json",
    "lint HOSTILE/flows --format github",
    "lint HOSTILE/flows --format junit",
    "lint HOSTILE/flows --format sarif",
    "lint HOSTILE/flows --diff",
    "lint BROKEN --full",
    "lint ODD",
    "diff HOSTILE/flows/order-sync.yaml HOSTILE/flows/paging.yaml",
    "diff HOSTILE/flows/paging.yaml HOSTILE/flows/order-sync.yaml --format json",
    "diff ODD HOSTILE/flows/order-sync.yaml",
    "diff ODD:ODD HOSTILE/flows/order-sync.yaml",
    "diff BROKEN/order-sync-1/flow.yaml HOSTILE/flows/order-sync.yaml",
    "diagram HOSTILE/flows/order-sync.yaml -o ODD.svg",
    "diagram BROKEN/order-sync-1/flow.yaml -o broken.svg",
    "deps HOSTILE",
    "deps HOSTILE --format json",
    "deps HOSTILE --format dot",
    "deps HOSTILE --format mermaid",
    "deps HOSTILE --of ODD",
    "deps HOSTILE --svg ODD",
    "deps HOSTILE --against BROKEN/order-sync-1",
    "deps BROKEN/org-1 --against HOSTILE",
    "deps ODD",
    "explain ODD",
    "explain unknown-field",
    "run HOSTILE/flows/order-sync.yaml -i batchId=ODD -i sourceSystem=erp",
    "run HOSTILE/flows/order-sync.yaml -i batchId=ODD -i sourceSystem=erp --brief",
    "run HOSTILE/flows/order-sync.yaml -i batchId=ODD -i sourceSystem=erp --format json",
    "run HOSTILE/flows/order-sync.yaml -i batchId=ODD --until ODD",
    "run HOSTILE/flows/order-sync.yaml -i batchId=ODD -i sourceSystem=erp --step < v",
    "run HOSTILE/flows/paging.yaml",
    "run HOSTILE/flows/key-lookup.yaml -i ODD=ODD",
    "run ODD --org HOSTILE",
    "run BROKEN/order-sync-1/flow.yaml",
    "test HOSTILE --coverage",
    "test HOSTILE --format json",
    "test HOSTILE --format junit",
    "test HOSTILE --format github",
    "test HOSTILE -k ODD",
    "test ODD",
    "test --from HOSTILE/org.yaml",
    "schema test",
    "schema chaos",
    "explore HOSTILE/flows/paging.yaml --budget 1s",
    "explore HOSTILE/flows/paging.yaml --budget 1s --format json",
    "connect curl REMOTE",
    "connect ODD REMOTE",
    "eval ODD",
    "eval '\"ODD\"'",
    "eval '\"ODD\"' --format json",
    "eval Flow.x --org HOSTILE",
    "launch f-1 --wait REMOTE",
    "launch f-1 REMOTE",
    "launch f-1 REMOTE --format json",
    "launch ODD REMOTE",
    "flows REMOTE",
    "flows REMOTE --format json",
    "executions REMOTE",
    "resume e-1 REMOTE",
    "resume ODD REMOTE",
    "resume --all REMOTE",
    "executions REMOTE --format json",
    "trace e-1 REMOTE",
    "trace e-1 --brief REMOTE",
    "trace e-1 --format json REMOTE",
    "check keys.json REMOTE",
    "schema request HOSTILE/flows/order-sync.yaml",
    "schema ODD",
]


def test_each_command_has_a_row() -> None:
    called = {shlex.split(call)[0] for call in CALLS}
    assert called | set(SERVED) == set(architrave.list_commands(None))  # type: ignore[arg-type]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GENESYSCLOUD_ACCESS_TOKEN", "token")
    for name, text in BODIES.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return tmp_path


def arguments_of(call: str, hostile: Path, broken: Path) -> tuple[list[str], str]:
    command, _, typed = call.partition(" < ")
    odd = HOSTILE.replace("\0", "")
    words = [
        word.replace("HOSTILE", str(hostile)).replace("BROKEN", str(broken)).replace("ODD", odd)
        for word in shlex.split(command.replace(" REMOTE", f" {shlex.join(REMOTE)}"))
    ]
    return words, typed.replace(" ", "\n") * 3


@pytest.mark.slow
@pytest.mark.parametrize("server", [hostile_server, refusing_server], ids=["answering", "refusing"])
@pytest.mark.parametrize("call", CALLS)
def test_no_output_makes_a_terminal_act(
    call: str,
    server: Callable[[httpx.Request], httpx.Response],
    hostile: Path,
    broken: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if server is refusing_server and "REMOTE" not in call:
        return
    created = httpx.Client
    monkeypatch.setattr(
        platform.httpx, "Client", lambda **more: created(**{**more, "transport": httpx.MockTransport(server)})
    )
    words, typed = arguments_of(call, hostile, broken)
    shown = printed(*words, typed=typed)
    assert shown
    check_output(shown, is_text="--format" not in call and "--diff" not in call and not call.startswith("eval"))


# -- the gate ----------------------------------------------------------------------------------------------------------


def test_everything_that_is_written_to_the_streams_is_visible() -> None:
    with streams() as (out, err):
        settle_streams()
        assert isinstance(sys.stdout, VisibleStream)
        print("a\x1b[31mb")
        sys.stderr.write("c\u202ed\r\ne\rf")
        print("\x1b[31mred\x1b[0m\x1b[2Jx", file=styled(sys.stdout))
        sys.stdout.flush()
        sys.stderr.flush()
        settle_streams()
        assert out.getvalue().decode() == "a\\u001b[31mb\n\x1b[31mred\x1b[0m\\u001b[2Jx\n"
        assert err.getvalue().decode() == "c\\u202ed\r\ne\\rf"


def test_a_terminal_of_ascii_gets_escapes() -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    written = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", Terminal(written, encoding="ascii", write_through=True))
        settle_streams()
        print("ü \x1b[0m")
        sys.stdout.flush()
        assert written.getvalue() == b"\\xfc \\u001b[0m\n"
