"""The flows of a server, as `architrave check --target` uses them."""

from typing import Any

import httpx
import pytest

from architrave.client.platform import PlatformClient, Refused
from architrave.client.remote_flows import RemoteFlows, type_of
from architrave.client.targets import Target
from architrave.contract import Sent, check

URL = "http://127.0.0.1:8642"
FLOW = "a1b2c3d4-5678-90ab-cdef-1234567890ab"
SCHEMA = {"type": "object", "properties": {"Flow.a": {"type": "string"}, "Flow.n": {"type": "integer"}}}
NOT_FOUND = httpx.Response(404, json={"code": "not.found", "message": "Not found", "status": 404})


def flow(**more: Any) -> dict[str, Any]:
    return {"id": FLOW, "name": "Sync", "type": "WORKFLOW", "publishedVersion": {"id": "2.0"}, **more}


def flows(answers: dict[str, Any]) -> tuple[RemoteFlows, list[str]]:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        found = answers.get(request.url.path.removeprefix("/api/v2/flows").removeprefix(f"/{FLOW}"), NOT_FOUND)
        return found if isinstance(found, httpx.Response) else httpx.Response(200, json=found)

    client = PlatformClient(Target(URL, URL, "a test", access_token="t"), httpx.MockTransport(answer))
    return RemoteFlows(client), seen


def test_the_published_version_and_its_inputs() -> None:
    found, seen = flows({"": flow(inputSchema=SCHEMA)})
    one = found.find(FLOW, None)
    assert one is not None
    assert (one.name, one.type, one.version, one.versions) == ("Sync", "workflow", "2.0", ("2.0",))
    assert {item.name: str(item.type) for item in one.inputs.all} == {"Flow.a": "String", "Flow.n": "Integer"}
    assert found.find(FLOW.upper(), None) is one
    assert len(seen) == 1


def test_another_version_has_its_own_inputs() -> None:
    listed = {"entities": [{"id": "2.0", "datePublished": "x"}, {"id": "1.5"}, {"id": "1.0", "datePublished": "x"}]}
    old = {"id": "1.0", "inputSchema": {"properties": {"Flow.b": {"type": "boolean"}}}}
    found, _ = flows({"": flow(inputSchema=SCHEMA), "/versions/1.0": old, "/versions": listed})
    one, none = found.find(FLOW, "1.0"), found.find(FLOW, "3.0")
    assert one is not None
    assert none is not None
    assert [item.name for item in one.inputs.all] == ["Flow.b"]
    assert (none.program, none.versions) == (None, ("1.0", "2.0"))


def test_inputs_that_the_server_does_not_describe_are_not_checked() -> None:
    found, _ = flows({"": flow()})
    checked = check(Sent(f'{{"flowId": "{FLOW}", "inputData": {{"x": 1}}}}'.encode()), flows=found)
    assert checked.diagnostics == ()
    assert "inputs" in checked.not_checked


def test_a_flow_that_was_never_published_or_is_not_a_workflow() -> None:
    draft, _ = flows({"": flow(publishedVersion=None)})
    call, _ = flows({"": flow(type="INBOUNDCALL", inputSchema=SCHEMA)})
    body = Sent(f'{{"flowId": "{FLOW}"}}'.encode())
    assert [item.rule.slug for item in check(body, flows=draft).diagnostics] == ["unpublished-flow"]
    assert "has type inboundCall" in check(body, flows=call).diagnostics[0].message


def test_required_inputs_are_missed_and_others_are_not() -> None:
    found, _ = flows({"": flow(inputSchema={**SCHEMA, "required": ["Flow.a"]})})
    checked = check(Sent(f'{{"flowId": "{FLOW}"}}'.encode()), flows=found)
    assert [item.message for item in checked.diagnostics] == ["The required input Flow.a (String) is missing."]


def test_nobody_is_asked_for_what_cannot_be_an_id() -> None:
    found, seen = flows({})
    assert [found.find(text, None) for text in ("", "  ", "x" * 101)] == [None] * 3
    assert seen == []
    assert found.find("../users/me", None) is None
    assert seen == ["/api/v2/flows/../users/me"]


@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_a_server_that_does_not_answer_is_not_a_missing_flow(status: int) -> None:
    found, _ = flows({"": httpx.Response(status, json={"code": "x", "message": "No."})})
    with pytest.raises(Refused, match=r"No\."):
        found.find(FLOW, None)


def test_suggestions_are_optional() -> None:
    found, _ = flows({"": {"entities": [{"id": FLOW, "name": "Sync"}]}})
    assert found.known() == [(FLOW, "Sync")]
    refused, _ = flows({"": httpx.Response(403, json={"code": "x", "message": "No."})})
    assert refused.known() == []


TYPES = [
    ({"type": "string"}, "String"),
    ({"type": ["string", "null"]}, "String"),
    ({"type": "string", "format": "date-time"}, "DateTime"),
    ({"type": "string", "format": "uri"}, "String"),
    ({"type": "integer"}, "Integer"),
    ({"type": "number"}, "Decimal"),
    ({"type": "boolean"}, "Boolean"),
    ({"type": "object", "properties": {"amount": {}, "code": {}}}, "Currency"),
    ({"type": "object"}, "JSON"),
    ({"type": "array", "items": {"type": "integer"}}, "Integer Collection"),
    ({"type": "array", "items": {"type": "array"}}, "JSON"),
    ({"type": "array"}, "JSON Collection"),
    ({}, "JSON"),
    ({"type": ["string", "integer"]}, "JSON"),
    (None, "JSON"),
    ([], "JSON"),
]


@pytest.mark.parametrize(("schema", "name"), TYPES)
def test_types_of_inputs(schema: Any, name: str) -> None:
    assert str(type_of(schema)) == name
