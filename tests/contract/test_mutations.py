"""Mutated requests get a 4xx with a well-formed error body: never an exception, a 5xx or a response without a reason.

5,000 of them in CI, 100,000 with `make soak`. The seed is fixed, so that a failure can be reproduced.
"""

import json
import os
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import msgspec
import pytest

from architrave.cloud.permissions import LAUNCH_PERMISSION
from architrave.contract import CheckResult, Sent, Token, check, error_body
from architrave.contract.reading import read_request
from tests.contract.organization import GOOD_INPUTS, ORDER_SYNC, Flows, known_entities
from tests.steps import steps

COUNT = 100_000 if os.environ.get("ARCHITRAVE_SOAK") else 5_000
STEPS_A_BYTE = 100
TOKEN = Token("valid", frozenset({LAUNCH_PERMISSION}))
HEADERS = {"authorization": "Bearer abc", "content-type": "application/json"}
FLOWS, KNOWN = Flows(), known_entities()

BASE: dict[str, Any] = {
    "flowId": ORDER_SYNC,
    "flowVersion": "1.0",
    "inputData": GOOD_INPUTS | {"Flow.document": {"a": [1, {"b": None}]}},
    "name": "n",
    "initiator": {"id": "usr-1", "type": "user"},
    "context": {"ticket": "T-1"},
    "routingData": {"from": {"id": "p-1", "address": "+1"}, "to": {"id": "q"}, "language": "en-us"},
    "executionConfig": {"queueName": "Support"},
}
KEYS = ["flow_id", "inputs", "parameters", "customData", "user", "type", "", "\u0000", "a/b", "~", "flowId", "Flow.x"]
VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    10**400,
    "",
    "x",
    "{}",
    [],
    [[]],
    {},
    {"id": 1},
    {"": {}},
    "\ud83d",
    "😀" * 50,
]
PIECES = [
    b'"',
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\",
    b"\x00",
    b"\xff",
    b"\xe2\x80\x9c",
    b"None",
    b"//",
    b"\n",
    b"1e9",
    b"{{x}}",
]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in inner for found in _paths(item, (*path, key)))]


def _changed(chance: random.Random) -> Any:
    body = json.loads(json.dumps(BASE))
    for _ in range(chance.randint(1, 4)):
        path = chance.choice(_paths(body))
        if not path:
            continue
        parent = body
        for step in path[:-1]:
            parent = parent[step]
        kind = chance.randrange(3)
        if kind == 0:
            parent[path[-1]] = deepcopy(chance.choice(VALUES))
        elif kind == 1 and isinstance(parent, dict):
            parent[chance.choice(KEYS)] = parent.pop(path[-1])
        else:
            parent.pop(path[-1])
    return body


def retyped(chance: random.Random) -> bytes:
    return json.dumps(_changed(chance)).encode()


def flipped(chance: random.Random) -> bytes:
    data = bytearray(json.dumps(BASE, indent=chance.choice([None, 1])).encode())
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def spliced(chance: random.Random) -> bytes:
    data = json.dumps(_changed(chance)).encode()
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(PIECES) + data[at + chance.randrange(4) :]
    return data


def truncated(chance: random.Random) -> bytes:
    data = json.dumps(BASE).encode()
    return data[: chance.randrange(len(data))]


def nested(chance: random.Random) -> bytes:
    depth = chance.choice([90, 99, 100, 101, 500, 10_000])
    opened, closed = chance.choice([("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
    inner = opened * depth + chance.choice(["1", ""]) + closed * chance.choice([depth, 0])
    return ('{"flowId": "x", "inputData": {"Flow.document": ' + inner + "}}").encode()


def large(chance: random.Random) -> bytes:
    piece = chance.choice([b"[", b"a", b'"a",', b"1,", b"{", b"'", b'{"a":1},', "“".encode()])
    return b'{"inputData": [' + piece * (chance.choice([2_000, 100_000, 20_000_000]) // len(piece))


MUTATIONS: list[tuple[Callable[[random.Random], bytes], int]] = [
    (retyped, 40),
    (flipped, 20),
    (spliced, 30),
    (truncated, 8),
    (nested, 2),
]


def checked(body: bytes, contract: Any) -> CheckResult:
    return check(Sent(body, HEADERS), contract=contract, token=TOKEN, flows=FLOWS, entities=KNOWN)


def prove(result: CheckResult, body: bytes) -> None:
    """The result is either a launch or a well-formed rejection."""
    if result.ok:
        assert result.status == 200
        assert result.request is not None
        return
    assert result.request is None
    assert result.status is not None
    assert 400 <= result.status < 500, body[:200]
    answer = msgspec.json.decode(msgspec.json.encode(error_body(result.diagnostics, "c")))
    assert answer["message"].startswith(next(item.message for item in result.diagnostics if item.is_error))
    assert answer["status"] == result.status
    assert len(answer["errors"]) == len(answer["details"]) > 0
    for item in result.diagnostics:
        assert len(item.message) < 600


def prove_fixes(first: CheckResult, contract: Any) -> None:
    """Once every fix is made, only what had none is left."""
    if first.corrected is None:
        return
    without_fix = {item.rule.slug for item in first.diagnostics if item.fix is None}
    body = msgspec.json.Encoder(decimal_format="number").encode(first.corrected)
    second = check(Sent(body, HEADERS), contract=contract, token=TOKEN, flows=FLOWS, entities=KNOWN)
    assert {item.rule.slug for item in second.diagnostics if item.is_error} <= without_fix, body[:500]


@pytest.mark.soak
@pytest.mark.parametrize("block", range(10))
def test_mutated_requests_are_rejected_with_a_reason(block: int) -> None:
    chance = random.Random(block)
    mutations, weights = zip(*MUTATIONS, strict=True)
    for _ in range(COUNT // 10):
        body = chance.choices(mutations, weights)[0](chance)
        contract = chance.choice(["platform", "extended"])
        result = checked(body, contract)
        prove(result, body)
        prove_fixes(result, contract)


@pytest.mark.slow
def test_large_requests_are_rejected_in_linear_time() -> None:
    chance = random.Random(7)
    for _ in range(20):
        body = large(chance)
        assert steps(lambda body=body: prove(checked(body, "extended"), body)) < STEPS_A_BYTE * len(body)


def test_mutated_commands_and_messages_are_read() -> None:
    chance = random.Random(11)
    address = "https://api.mypurecloud.com/api/v2/flows/executions"
    command = f"curl -X POST '{address}' -H \"Authorization: Bearer a\" -d $'{{\"flowId\": 1}}'"
    message = "POST /api/v2/flows/executions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\r\n{}"
    for _ in range(COUNT // 10):
        data = bytearray(chance.choice([command, message]).encode())
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(3)] = chance.choice(PIECES)
        result = check(read_request(bytes(data), "x", lambda _: None), flows=FLOWS, entities=KNOWN)
        assert result.diagnostics or result.ok
