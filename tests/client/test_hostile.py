"""Responses that do not come from a Platform API, for every command: an error with its exit code, never a traceback."""

import copy
import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave
from architrave.client import platform

FLOW = {"id": "f-1", "name": "Order sync", "type": "WORKFLOW", "inputSchema": {"properties": {}}}
FLOW["publishedVersion"] = {"id": "1.0"}
STATE = {"id": "e-1", "name": "x", "status": "COMPLETED", "dateLaunched": "2026-01-01T00:00:00Z"}
STATE |= {"dateCompleted": "2026-01-01T00:00:01Z", "completionReason": "Done", "outputData": {"Flow.a": 1}}
CHANGE = {"variable": "Flow.a", "before": None, "after": 1, "expression": "1"}
ERROR = {"type": "T", "message": "m", "action": "A", "expression": "1", "values": {"Flow.a": 1}}
STEP = {"action": 1, "name": "A", "type": "updateData", "depth": 1, "at": "2026-01-01T00:00:00Z", "output": "yes"}
STEP |= {"error": ERROR, "inputs": {"a": 1}, "expressions": {"a": "1"}, "changes": [CHANGE]}
TRACE = {"id": "e-1", "name": "x", "status": "ERROR", "launchedAt": "2026-01-01T00:00:00Z", "inputData": {"Flow.a": 1}}
TRACE |= {"completionReason": "Done", "outputData": {"Flow.a": 1}, "error": ERROR, "trace": [STEP]}
TRACE["diagnostics"] = [{"message": "m"}]
LAUNCHED = {"id": "e-1", "name": "x"}

ANSWERS: dict[str, Any] = {
    "GET /api/v2/organizations/me": {"id": "o-1", "name": "Acme"},
    "GET /api/v2/flows/f-1": FLOW,
    "GET /api/v2/flows": {"entities": [FLOW], "pageCount": 1},
    "POST /api/v2/flows/executions": LAUNCHED,
    "GET /api/v2/flows/executions/e-1": STATE,
    "GET /architrave/executions": {"entities": [STATE], "pageCount": 1},
    "GET /architrave/executions/e-1/trace": TRACE,
}
COMMANDS = [
    ("launch", "f-1", "--wait"),
    ("launch", "Order sync"),
    ("flows",),
    ("executions",),
    ("trace", "e-1"),
    ("trace", "e-1", "--brief"),
]
KINDS: list[Any] = [None, 5, 1e300, "x\x1b[2J\u202e", True, [], [None], {}, {"a": None}]

Handler = Callable[[httpx.Request], httpx.Response]


def answering(answers: dict[str, Any]) -> Handler:
    def handle(request: httpx.Request) -> httpx.Response:
        found = answers.get(f"{request.method} {request.url.path}")
        return httpx.Response(404, json={"message": "not found"}) if found is None else httpx.Response(200, json=found)

    return handle


def run(handler: Handler, *arguments: str, largest: int = 1_000_000) -> Result:
    """Run a command against a server that is this function."""
    created = httpx.Client

    def client(**settings: Any) -> httpx.Client:
        return created(**{**settings, "transport": httpx.MockTransport(handler)})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(platform.httpx, "Client", client)
        patch.setattr(platform, "_LARGEST_RESPONSE", largest)
        patch.setenv("GENESYSCLOUD_ACCESS_TOKEN", "token")
        return CliRunner().invoke(architrave, [*arguments, "--target", "http://127.0.0.1:9"])


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with each node replaced by each other kind, and with each key left out."""
    for kind in KINDS:
        yield f"={kind!r}", kind
    if isinstance(value, dict):
        for key, inner in value.items():
            without = copy.copy(value)
            del without[key]
            yield f"-{key}", without
            yield from ((f".{key}{where}", {**value, key: other}) for where, other in changed(inner))
    elif isinstance(value, list):
        for where, other in changed(value[0]):
            yield f"[0]{where}", [other]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_answers_satisfy_the_commands(command: tuple[str, ...]) -> None:
    done = run(answering(ANSWERS), *command)
    assert done.exit_code == (1 if command[0] == "trace" else 0), done.output


@pytest.mark.property
@pytest.mark.parametrize("path", ANSWERS)
def test_no_shape_of_an_answer_is_a_bug(path: str) -> None:
    for where, answer in changed(ANSWERS[path]):
        for command in COMMANDS:
            if command[0] == "trace" and "executions/e-1/trace" not in path:
                continue
            done = run(answering({**ANSWERS, path: answer}), *command)
            assert isinstance(done.exception, SystemExit | None), (command, where, done.exception)
            assert done.exit_code in (0, 1, 2, 4), (command, where)
            shown = done.stdout + done.stderr
            assert "\x1b[2J" not in shown, (command, where)
            assert "\u202e" not in shown, (command, where)


ZIPPED = gzip.compress(json.dumps(LAUNCHED).encode())
BODIES = [
    (lambda: httpx.Response(200, content=b"not gzip", headers={"content-encoding": "gzip"}), 4),
    (lambda: httpx.Response(200, content=ZIPPED, headers={"content-encoding": "gzip"}), 0),
    (lambda: httpx.Response(200, content=b"[" * 200_000), 4),
    (lambda: httpx.Response(200, content=b"<p>Hello</p>"), 4),
    (lambda: httpx.Response(204), 4),
    (lambda: httpx.Response(302, headers={"location": "/"}), 1),
    (lambda: httpx.Response(500, json={"message": 5, "errors": [None, {"message": 7}, "x"]}), 4),
    (lambda: httpx.Response(408), 4),
    (lambda: httpx.Response(400, json={"message": "bad", "errors": 5, "contextId": "c-1"}), 1),
    (lambda: httpx.Response(429, json={"message": "slow"}, headers={"retry-after": "7"}), 1),
]


@pytest.mark.parametrize(("answer", "code"), BODIES)
def test_the_exit_code_says_whether_the_launch_may_have_happened(
    answer: Callable[[], httpx.Response], code: int
) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        return answer() if request.method == "POST" else answering(ANSWERS)(request)

    done = run(handle, "launch", "f-1")
    assert done.exit_code == code, done.output
    assert ("look for it: architrave executions --target http://127.0.0.1:9" in done.stderr) is (code == 4)


@pytest.mark.parametrize(
    ("error", "code"), [(httpx.ReadTimeout("slow"), 4), (httpx.ReadError("cut"), 4), (httpx.ConnectError("none"), 2)]
)
def test_a_lost_answer_to_a_launch_is_unknown(error: Exception, code: int) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            raise error
        return answering(ANSWERS)(request)

    assert run(handle, "launch", "f-1").exit_code == code


@pytest.mark.parametrize("path", ["GET /api/v2/flows", "GET /architrave/executions"])
def test_endless_pages_end(path: str) -> None:
    for entities in ([], [{**STATE, **FLOW}] * 100):
        answers = {**ANSWERS, path: {"entities": entities, "pageCount": 10**12}}
        assert run(answering(answers), "flows" if "flows" in path else "executions").exit_code == 0


def test_a_huge_answer_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "_LARGEST_RESPONSE", 1_000)
    answers = {**ANSWERS, "GET /architrave/executions/e-1/trace": {**TRACE, "name": "x" * 2_000}}
    done = run(answering(answers), "trace", "e-1", largest=1_000)
    assert (done.exit_code, "is larger than 1,000 bytes" in done.stderr) == (1, True)
