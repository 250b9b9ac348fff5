"""A small organization for checking requests: flows, people and queues as the contract looks them up."""

from collections.abc import Iterable
from typing import Any

from architrave.contract import Entities, FoundFlow
from architrave.expressions import types
from architrave.expressions.types import Type
from architrave.flows.program import Program, Slot, Variable

ORDER_SYNC = "a1b2c3d4-5678-90ab-cdef-1234567890ab"
DRAFT = "0d9e8c7b-1111-4222-8333-444455556666"
MAIN_MENU = "5c4b3a29-1111-4222-8333-444455556666"
PAGING = "77777777-1111-4222-8333-444455556666"
KEY_LOOKUP = "abc-123"


def variable(name: str, of: Type, *, is_input: bool = True, has_initial: bool = False) -> Variable:
    return Variable(
        name, name.lower(), "Flow", of, Slot(of, lambda *_: None, is_set=has_initial), is_input, is_output=not is_input
    )


def program(flow_type: str, name: str, *variables: Variable, languages: tuple[str, ...] = ()) -> Program:
    return Program(flow_type, name, "", None, f"hash of {name}", None, languages, variables, None, {}, ())


INPUTS = (
    variable("Flow.batchId", types.STRING),
    variable("Flow.sourceSystem", types.STRING),
    variable("Flow.pages", types.INTEGER),
    variable("Flow.rate", types.DECIMAL, has_initial=True),
    variable("Flow.dry", types.BOOLEAN),
    variable("Flow.since", types.DATETIME),
    variable("Flow.patience", types.DURATION, has_initial=True),
    variable("Flow.orderIds", types.STRING.collection),
    variable("Flow.document", types.JSON, has_initial=True),
    variable("Flow.status", types.STRING, is_input=False),
)
SYNC = program("workflow", "Order sync", *INPUTS, languages=("en-us", "de-de"))
PROGRAMS = {
    ORDER_SYNC: SYNC,
    DRAFT: program("workflow", "Draft"),
    MAIN_MENU: program("inboundCall", "Main menu"),
    PAGING: program("commonModule", "Paging"),
    KEY_LOOKUP: program("workflow", "Key lookup", variable("Flow.key", types.STRING), languages=("en-us",)),
}
GOOD_INPUTS: dict[str, Any] = {
    "Flow.batchId": "b-17",
    "Flow.sourceSystem": "erp",
    "Flow.pages": 1,
    "Flow.dry": False,
    "Flow.since": "2025-06-01T00:00:00Z",
    "Flow.orderIds": ["o-1"],
}


class Flows:
    """The flows above; all but the draft are published once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str | None], FoundFlow] = {}

    def find(self, flow_id: str, version: str | None, /) -> FoundFlow | None:
        key = flow_id.lower()
        if key not in PROGRAMS:
            return None
        if (key, version) not in self._kept:
            published = key != DRAFT
            there = published and version in (None, "1.0")
            flow = PROGRAMS[key]
            self._kept[key, version] = FoundFlow(
                id=key,
                name=flow.name,
                type=flow.flow_type,
                version="1.0" if there else None,
                program=flow if there else None,
                versions=("1.0",) if published else (),
                required=frozenset({"Flow.batchId"} if key == ORDER_SYNC else ()),
            )
        return self._kept[key, version]

    def known(self) -> Iterable[tuple[str, str]]:
        return [(flow_id, flow.name) for flow_id, flow in PROGRAMS.items()]

    def id_file(self) -> str:
        return "org.yaml"


ENTITIES: dict[tuple[str, str, str], dict[str, Any]] = {
    ("user", "id", "usr-1"): {"id": "usr-1", "name": "Ada", "state": "active", "status": "Available"},
    ("user", "email", "ada@example.com"): {"id": "usr-1", "name": "Ada", "state": "active", "status": "Available"},
    ("user", "id", "usr-2"): {"id": "usr-2", "name": "Bob", "state": "inactive"},
    ("user", "id", "usr-3"): {"id": "usr-3", "name": "Cleo", "state": "active", "status": "Away"},
    ("externalContact", "id", "c-1"): {"id": "c-1", "firstName": "Grace"},
    ("queue", "name", "support"): {"id": "q-1", "name": "Support"},
}


def known_entities() -> Entities:
    """The people and queues above, and one participant who is busy."""
    return Entities(_look_up, {"part-7": "e-1"}.get)


def _look_up(noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:
    return ENTITIES.get((noun, by, str(value).lower() if noun == "queue" else str(value)))
