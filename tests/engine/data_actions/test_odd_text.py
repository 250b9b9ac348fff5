"""Text that is difficult to send or to receive: it is sent as HTTP defines it, or the action fails with the reason."""

import json
from urllib.parse import unquote

import pytest

from architrave.definitions.values import Integration
from tests.engine.data_actions.loopback import Answer, loopback
from tests.engine.data_actions.test_calling import called, organization

LONG = "ü" * 100_000
TEXTS = ["Müller", "😀", "中", "\ud800", "a\udc00b", "\ud83d\ude00", "\0", "a\r\nX-Evil: 1", "\u202e", "\x85", LONG]
WHOLE = {"\ud800": "?", "a\udc00b": "a?b", "\ud83d\ude00": "😀"}
"""What becomes of halves of characters."""


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_in_a_body(text: str) -> None:
    template = '{"name": "$esc.jsonEncode(${input.name})"}'
    with loopback(Answer(b'{"state": "open"}')) as server:
        org = organization(f"{server.url}/", method="POST")
        org.data_actions[0].config["request"]["requestTemplate"] = template
        assert called(org, [server.host], inputs={"name": text}) == {"success": {"state": "open"}}
    assert json.loads(server.received[0].body) == {"name": WHOLE.get(text, text)}


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_in_a_url(text: str) -> None:
    with loopback(Answer(b'{"state": "open"}')) as server:
        org = organization(f"{server.url}/find?q=$esc.uriEncode(${{input.name}})")
        reply = called(org, [server.host], inputs={"name": text})
    if text is LONG:
        assert reply["failure"]["errorMessage"] == "The address of the request cannot be read as a URL."
        return
    assert reply == {"success": {"state": "open"}}
    assert unquote(server.received[0].path.partition("q=")[2]) == WHOLE.get(text, text)


@pytest.mark.parametrize("text", ["Müller", "中", "😀", "a b", "\ud800"])
def test_in_a_url_without_encoding_it(text: str) -> None:
    with loopback(Answer(b'{"state": "open"}')) as server:
        org = organization(f"{server.url}/find/${{input.name}}")
        assert called(org, [server.host], inputs={"name": text}) == {"success": {"state": "open"}}
    assert unquote(server.received[0].path) == f"/find/{WHOLE.get(text, text)}"


SENT = ["Müller", "naïve ÿ", "\ud800", "\x85"]
NOT_SENT = {
    "😀": "The header X-Name has a character that is not in ISO-8859-1",
    "中": "The header X-Name has a character that is not in ISO-8859-1",
    "\u202e": "The header X-Name has a character that is not in ISO-8859-1",
    "\0": "The header X-Name has a name or a value that HTTP does not allow.",
    "a\r\nX-Evil: 1": "The header X-Name has a name or a value that HTTP does not allow.",
}


@pytest.mark.parametrize("text", SENT, ids=ascii)
def test_in_a_header(text: str) -> None:
    with loopback(Answer(b'{"state": "open"}')) as server:
        org = organization(f"{server.url}/", headers={"X-Name": "[${input.name}]"})
        assert called(org, [server.host], inputs={"name": text}) == {"success": {"state": "open"}}
    assert server.received[0].headers["x-name"] == f"[{WHOLE.get(text, text)}]"


@pytest.mark.parametrize(("text", "why"), NOT_SENT.items(), ids=ascii)
def test_what_a_header_cannot_carry_is_the_failure_path(text: str, why: str) -> None:
    with loopback(Answer(b'{"state": "open"}')) as server:
        org = organization(f"{server.url}/", headers={"X-Name": "[${input.name}]"})
        reply = called(org, [server.host], inputs={"name": text})
    assert why in reply["failure"]["errorMessage"]
    assert server.received == []


@pytest.mark.parametrize("value", ["中", "a\r\nX-Evil: 1", "\0"], ids=ascii)
def test_headers_of_an_integration(value: str) -> None:
    with loopback(Answer(b'{"state": "open"}')) as server:
        org = organization(f"{server.url}/", integration=Integration("ERP", headers={"X-Key": value}))
        reply = called(org, [server.host])
    assert reply["failure"]["errorMessage"].startswith("The header X-Key has a ")
    assert server.received == []


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_in_a_reply(text: str) -> None:
    body = json.dumps({"state": text}).encode()
    with loopback(Answer(body, headers={"X-Odd": "M\xfcller", "Content-Type": "application/json"})) as server:
        reply = called(organization(f"{server.url}/"), [server.host])
    assert reply == {"success": {"state": WHOLE.get(text, text)}}


@pytest.mark.parametrize("text", ["\ud800", "Müller", "\0"], ids=ascii)
def test_in_the_error_body_of_a_reply(text: str) -> None:
    body = json.dumps({"code": text, "message": text, "details": [{"errorCode": text, "fieldName": text}]}).encode()
    with loopback(Answer(body, 400, {"ININ-Correlation-Id": "\xfc"})) as server:
        reply = called(organization(f"{server.url}/"), [server.host])
    assert reply["failure"]["userMessage"] == WHOLE.get(text, text)
    json.dumps(reply, ensure_ascii=False).encode()


def test_a_reply_that_is_not_utf_8() -> None:
    with loopback(Answer('{"state": "Müller"}'.encode("latin-1"))) as server:
        reply = called(organization(f"{server.url}/"), [server.host])
    assert "not UTF-8" in reply["failure"]["errorMessage"]
