"""Conversations and the attributes of their participants."""

from pathlib import Path

from tests.server.conftest import EXAMPLE, Served, serving
from tests.server.test_entities import as_owner

PARTICIPANT = "77a1f0c2-5d3e-4c1b-b0a9-8e7d6c5b4a39"
CONVERSATION_ID = "3d9b1a52-0d4f-4b57-8f8e-51b7f2a6c0e9"
ONE = f"/api/v2/conversations/{CONVERSATION_ID}"
ATTRIBUTES = f"/api/v2/conversations/{CONVERSATION_ID}/participants/{PARTICIPANT}/attributes"


def attributes(served: Served) -> dict[str, str]:
    (participant,) = served.http.get(ONE).json()["participants"]
    assert (participant["id"], participant["name"], participant["purpose"]) == (PARTICIPANT, "Operations", "agent")
    return participant["attributes"]


def test_attributes_are_shared_with_flows_and_kept(tmp_path: Path) -> None:
    with serving(EXAMPLE, tmp_path / "kept.db") as served:
        as_owner(served)
        assert attributes(served) == {"language": "en-us"}
        response = served.http.patch(ATTRIBUTES, json={"attributes": {"order": "B-1", "language": "de-at"}})
        assert (response.status_code, response.content) == (202, b"")
        conversations = served.services.organization.conversations
        assert conversations.read(CONVERSATION_ID, PARTICIPANT, ("order",)) == {"order": "B-1"}
        conversations.write(CONVERSATION_ID, PARTICIPANT, {"order": "B-2"})
    with serving(EXAMPLE, tmp_path / "kept.db") as served:
        assert attributes(as_owner(served)) == {"language": "de-at", "order": "B-2"}


def test_what_does_not_exist_or_fit(tmp_path: Path) -> None:
    with serving(EXAMPLE, tmp_path / "kept.db") as served:
        http = as_owner(served).http
        body = {"attributes": {"a": "b"}}
        nobody = ATTRIBUTES.replace(PARTICIPANT, "nobody")
        nowhere = "/api/v2/conversations/00000000-0000-4000-8000-000000000000/participants/x/attributes"
        for path in (nobody, nowhere):
            assert http.patch(path, json=body).status_code == 404
        refused = http.patch(ATTRIBUTES, json={"attributes": {"a": 5}})
        assert refused.json()["details"] == [{"errorCode": "wrong-type", "fieldName": "attributes.a"}]
        assert attributes(served) == {"language": "en-us"}
