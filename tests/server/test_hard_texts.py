"""Texts that are difficult for a database, over HTTP, on each kind of database: they never affect other clients."""

import random
from collections.abc import Iterator

import pytest

from tests.crash.serving import CLIENT, FLOW
from tests.crash.serving import ORGANIZATION as HARNESS
from tests.server.conftest import Served, serving
from tests.store.conftest import database

__all__ = ["database"]

LONG = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyzäß中🙂", k=2_000))  # too varied to be compressed

TEXTS = ["\0", "a\0b", "\x01\x1f\x7f", "\ufffe\uffff", "\u202e", "'; --", "%s ? :a $1", "\\x00", LONG]


@pytest.fixture
def served(database: str) -> Iterator[Served]:
    with serving(HARNESS, database, contract="extended") as served:
        yield served.log_in(CLIENT)


def found(served: Served, text: str) -> list[str]:
    answer = served.http.get("/architrave/executions", params={f"context.{text}": text})
    assert answer.status_code == 200, answer.text
    return [execution["id"] for execution in answer.json()["entities"]]


def test_each_is_stored_and_found(served: Served) -> None:
    launched: dict[str, str] = {}
    for text in TEXTS:
        body = {
            "flowId": FLOW,
            "name": text,
            "inputData": {"Flow.ticket": text, "Flow.passes": 0},
            "context": {text: text},
            "routingData": {"participantId": text},
        }
        answer = served.http.post("/api/v2/flows/executions", json=body)
        assert answer.status_code == 200, (text[:20], answer.text)
        launched[text] = answer.json()["id"]
    assert served.http.get("/architrave/health").json()["status"] == "ok"
    for text, execution_id in launched.items():
        state = served.ended(execution_id)
        assert (state["status"], state["outputData"]["Flow.ticket"]) == ("COMPLETED", text)
    for text, execution_id in launched.items():
        assert found(served, text) == [execution_id]
    assert found(served, f"{LONG}!") == []
    missing = served.http.get("/api/v2/flows/executions/a%00b")
    assert missing.status_code == 404
