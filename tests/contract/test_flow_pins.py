"""The help for a flow id that a folder does not know: what to write into org.yaml."""

import json
from typing import Any

import pytest

from architrave.contract import Contract, Sent, check
from tests.contract.organization import INPUTS, Flows, FoundFlow, program, variable

UNKNOWN = "ffffffff-0000-4000-8000-000000000000"


class Folder(Flows):
    """A folder with these flows; the id of each is its name."""

    def __init__(self, *programs: Any) -> None:
        self._named = {one.name: FoundFlow(one.name, one.name, one.flow_type, "1.0", one, ("1.0",)) for one in programs}

    def find(self, flow_id: str, version: str | None, /) -> FoundFlow | None:
        return self._named.get(flow_id)

    def known(self):
        return [(name, name) for name in self._named]


SYNC = program("workflow", "Order sync", *INPUTS)
TWIN = program("workflow", "Order: sync, too", *INPUTS)
REFUND = program("workflow", "Refund", variable("Flow.amount", INPUTS[2].type))
CALL = program("inboundCall", "Main menu")
PINNED = f"`flows: {{Order sync: {{id: {UNKNOWN}}}}}`."
NAME = f"with the flow's name: `flows: {{NAME: {{id: {UNKNOWN}}}}}`."

CASES: list[tuple[str, list[Any], dict[str, Any], list[str]]] = [
    ("the only flow", [SYNC], {}, ['the id of "Order sync" in the cloud', PINNED]),
    ("the only workflow", [CALL, SYNC], {}, [PINNED]),
    ("a name that needs quotes", [TWIN], {}, [f'`flows: {{"Order: sync, too": {{id: {UNKNOWN}}}}}`.']),
    ("the inputs fit one", [SYNC, REFUND], {"inputData": {"Flow.amount": 1}}, [f"{{Refund: {{id: {UNKNOWN}}}}}"]),
    (
        "bare inputs fit one",
        [SYNC, REFUND],
        {"inputData": {"batchId": "b"}},
        ['"Order sync", whose inputs fit,', PINNED],
    ),
    ("inputs under another name", [SYNC, REFUND], {"inputs": {"batchId": "b"}}, [PINNED]),
    ("inputs in an unknown field", [SYNC, REFUND], {"user": {"id": 1}, "customData": {"batchId": "b"}}, [PINNED]),
    ("no inputs", [SYNC, REFUND], {}, ["The organization has Order sync (Order sync) and Refund (Refund).", NAME]),
    ("inputs of no flow", [SYNC, REFUND], {"inputData": {"x": 1}}, [NAME]),
    ("inputs of both", [SYNC, TWIN, CALL], {"inputData": {"batchId": "b"}}, [NAME]),
    (
        "many flows",
        [SYNC, TWIN, *(program("workflow", f"F{number}") for number in range(7))],
        {"inputData": {"batchId": "b"}},
        ["F3 (F3) and 3 others.", 'The inputs fit "Order sync" and "Order: sync, too".', NAME],
    ),
    ("no workflow", [CALL], {}, ["The organization has no flow that can be launched."]),
    ("no flow", [], {}, ["The organization has no flows."]),
]


@pytest.mark.parametrize("contract", ["platform", "extended"])
@pytest.mark.parametrize(("programs", "body", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_way_out(programs: list[Any], body: dict[str, Any], said: list[str], contract: Contract) -> None:
    sent = Sent(json.dumps({"flowId": UNKNOWN, **body}).encode())
    found = check(sent, contract=contract, flows=Folder(*programs)).diagnostics
    help_ = next(item.help for item in found if item.rule.slug == "unknown-flow") or ""
    assert [text for text in said if text not in help_] == []


def test_a_server_gives_its_flows_their_ids() -> None:
    class Server(Folder):
        def id_file(self) -> str | None:  # type: ignore[override]
            return None

        def find(self, flow_id: str, version: str | None, /) -> FoundFlow | None:
            assert flow_id == UNKNOWN, "a server is not asked about every flow"
            return None

    found = check(Sent(json.dumps({"flowId": UNKNOWN}).encode()), flows=Server(SYNC, REFUND)).diagnostics
    assert "org.yaml" not in (found[0].help or "")
    assert "copied from another organization" in (found[0].help or "")


def test_a_near_id_is_suggested_and_nothing_else() -> None:
    body = json.dumps({"flowId": UNKNOWN[:-1] + "1"}).encode()
    known = program("workflow", UNKNOWN)
    assert check(Sent(body), flows=Folder(known)).diagnostics[0].help == f"Did you mean {UNKNOWN} ({UNKNOWN})?"
