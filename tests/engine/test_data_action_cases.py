"""The worked cases of real data actions: request, reply, and the outputs that a flow gets."""

import asyncio
import json
from pathlib import Path

import pytest

from architrave.definitions.data_actions import read_data_action
from architrave.diagnostics import Source
from architrave.engine.data_actions import Request, Response, perform
from tests.shared import SHARED, needs_shared

CASES = SHARED / "oracle" / "data-action-cases.jsonl"


def cases():
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()] if CASES.exists() else []


def definition_of(case) -> Path:
    """The case names the file with its repository's owner, which the corpus omits for the owners of blueprints."""
    folder = SHARED / "corpus" / "data-actions"
    name = case["file"]
    return next(path for path in (folder / name, folder / name.partition("__")[2]) if path.exists())


class Scripted:
    """Answers one request, and records it."""

    def __init__(self, reply) -> None:
        body = reply["body"]
        self.reply = Response(reply["status"], (body if isinstance(body, str) else json.dumps(body)).encode())
        self.request: Request | None = None

    async def __call__(self, request: Request, /) -> Response:
        self.request = request
        return self.reply


@needs_shared
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_a_worked_case(case):
    path = definition_of(case)
    action, faults = read_data_action(Source(path.name, path.read_text(encoding="utf-8")), f"data-actions/{path.name}")
    assert action is not None, faults
    send = Scripted(case["response"])
    reply = asyncio.run(perform(action, case["inputs"], send))

    assert send.request is not None
    wanted = case["request"]
    assert (send.request.method, send.request.url) == (wanted["method"], wanted["url"])
    assert dict(send.request.headers) == wanted["headers"]
    sent = None if send.request.body is None else json.loads(send.request.body)
    assert sent == wanted["body"]

    expected = case["expected"]
    assert list(reply) == [expected["path"]]
    outputs = reply[expected["path"]]
    if expected["path"] == "success":
        assert outputs == expected["flattened"]
        return
    for name, value in (expected["flattened"] or {}).items():
        if value == "<any uuid>":
            assert len(outputs[name]) == 36
        else:
            assert outputs[name] == value
