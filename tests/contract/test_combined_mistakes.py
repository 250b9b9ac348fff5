"""Several mistakes in one body: once every fix is made, no fix is left to offer and nothing new is found.

2,000 bodies in CI, 40,000 with `make soak`. The seeds are fixed, so that a failure can be reproduced.
"""

import json
import os
import random
from collections import Counter
from typing import Any

import msgspec
import pytest

from architrave.cloud.permissions import LAUNCH_PERMISSION
from architrave.contract import CheckResult, Sent, Token, check
from architrave.contract.request import Contract
from tests.contract.organization import KEY_LOOKUP, MAIN_MENU, ORDER_SYNC, Flows, known_entities

COUNT = 40_000 if os.environ.get("ARCHITRAVE_SOAK") else 2_000
TOKEN = Token("valid", frozenset({LAUNCH_PERMISSION}))
HEADERS = {"authorization": "Bearer abc", "content-type": "application/json"}
FLOWS, KNOWN = Flows(), known_entities()
CONTRACTS: list[Contract] = ["platform", "extended"]

Members = list[tuple[str, Any]]

FLOW_ID_KEYS = ["flowId"] * 10 + ["flow_id", "flowID", "flow-id", "flowUuid", "workflowId", "flowld", "id", "flow"]
FLOW_IDS: list[Any] = [
    *[ORDER_SYNC] * 12,
    ORDER_SYNC.upper(),
    f"{{{ORDER_SYNC}}}",
    f" {ORDER_SYNC}\n",
    ORDER_SYNC.replace("-", ""),
    f"urn:uuid:{ORDER_SYNC}",
    f"https://apps.mypurecloud.com/architect/#/workflow/flows/{ORDER_SYNC}",
    {"id": ORDER_SYNC},
    {"id": "Order sync"},
    [ORDER_SYNC],
    ORDER_SYNC[:20],
    "Order sync",
    KEY_LOOKUP,
    MAIN_MENU,
    "",
    5,
    None,
]
INPUT_KEYS = [
    *["inputData", "inputs", "parameters", "variables", "input_data", "InputData", "params", "args", "flowInputs"],
    *["inputDatas", "customData", "context", "Context", "payload", "data", "attributes"],
]
INPUTS = ["batchId", "sourceSystem", "pages", "rate", "dry", "since", "patience", "orderIds", "document", "status"]
VALUES: list[Any] = [
    *["b", 5, 5.5, 1e30, True, False, "true", "True ", "12", "1.5", None, "", "2025-06-01T00:00:00Z", "PT1H"],
    *[[], ["a"], [1], ["a", None], {}, {"a": 1}, '{"a": 1}', '["a"]'],
]
OTHERS: list[tuple[str, list[Any]]] = [
    ("flowVersion", ["1.0", 1.0, 1, None, "", "2.0", "latest"]),
    ("flow_version", ["1.0", 1.5]),
    ("version", ["1.0", None]),
    ("name", ["n", 5, 1.5, True, None, {}]),
    ("displayName", ["n", 5]),
    ("scope", ["flow:execute", ["flow:execute"], "architect", {}]),
    ("user", [{}, {"id": "usr-1"}, None]),
    ("type", ["user", {}]),
    ("initiator", [{"id": "usr-1"}, {"id": "usr-9"}, {}]),
    ("Initiator", [{"id": "usr-1"}, {}]),
    ("routing_data", [{}, {"from": {"id": "p-1"}}]),
    ("executionConfig", [{"queueName": "support"}, {"queueName": "x"}, {}]),
    ("batchId", ["b", 5]),
    ("Flow.pages", [1, "x"]),
]


def _respelt(name: str, chance: random.Random) -> str:
    snake = "".join(f"_{char.lower()}" if char.isupper() else char for char in name)
    full = f"Flow.{name}"
    spellings = [name, name.upper(), full.lower(), full.upper(), snake, f"Flow.{snake}", f"Flow_{name}"]
    return chance.choice([full, full, *spellings, f"Task.{name}", f" {full}", f"{full} ", f"{name}s"])


def _inputs(chance: random.Random) -> Any:
    names = chance.choices(INPUTS, k=chance.randint(0, 5))
    inputs = {_respelt(name, chance): chance.choice(VALUES) for name in names}
    rows = [{"name": name, "value": value} for name, value in inputs.items()]
    return chance.choice([*[inputs] * 5, json.dumps(inputs), [inputs], rows, None])


def _body(chance: random.Random) -> Members:
    ids = chance.choice([0, 1, 1, 1, 1, 1, 1, 2])
    members: Members = [(chance.choice(FLOW_ID_KEYS), chance.choice(FLOW_IDS)) for _ in range(ids)]
    members += [(chance.choice(INPUT_KEYS), _inputs(chance)) for _ in range(chance.choice([0, 1, 1, 2, 2, 3]))]
    members += [(key, chance.choice(values)) for key, values in chance.sample(OTHERS, chance.choice([0, 0, 1, 2]))]
    chance.shuffle(members)
    return members


def _text(members: Members, chance: random.Random) -> str:
    text = "{" + ", ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in members) + "}"
    plain = "\\" not in text
    slips = {
        "comma": lambda: text.replace("}", ",}", 1),
        "single": lambda: text.replace('"', "'") if plain else text,
        "curly": lambda: text.replace('"', "“") if plain else text,
        "python": lambda: text.replace("null", "None").replace("true", "True").replace("false", "False"),
        "mark": lambda: f"\ufeff{text}",
        "comment": lambda: text.replace(", ", ", // note\n", 1),
        "twice": lambda: json.dumps(text),
        "bare": lambda: text.replace('"flowId":', "flowId:"),
        "semicolon": lambda: f"{text};",
    }
    return slips[chance.choice(list(slips))]() if chance.random() < 0.4 else text


def _checked(body: bytes, contract: Contract) -> CheckResult:
    return check(Sent(body, HEADERS), contract=contract, token=TOKEN, flows=FLOWS, entities=KNOWN)


def _without_fix(result: CheckResult) -> Counter[str]:
    return Counter(item.rule.slug for item in result.diagnostics if item.is_error and item.fix is None)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(4))
def test_all_fixes_together_leave_only_what_had_none(block: int) -> None:
    encode = msgspec.json.Encoder(decimal_format="number").encode
    repaired = 0
    for number in range(COUNT // 4):
        chance = random.Random(f"{block}-{number}")
        text, contract = _text(_body(chance), chance), chance.choice(CONTRACTS)
        first = _checked(text.encode(), contract)
        if first.corrected is None:
            continue
        repaired += 1
        second = _checked(encode(first.corrected), contract)
        assert [item.rule.slug for item in second.diagnostics if item.fix is not None] == [], (contract, text)
        assert second.corrected is None, (contract, text)
        assert not _without_fix(second) - _without_fix(first), (contract, text)
    assert repaired > COUNT // 16
