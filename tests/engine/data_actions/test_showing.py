"""What a person may see of an exchange: all that matters, and no credential in any form."""

import asyncio
import json
from base64 import b64encode
from urllib.parse import quote

import pytest

from architrave.definitions.data_actions import read_data_action
from architrave.diagnostics import Source
from architrave.engine.data_actions import Exchange, NotSent, Request, Response, perform
from architrave.engine.data_actions.showing import HIDDEN, shown_address

SECRET = 'tok/en+with "odd" signs'
PASSWORD = "pass-word-1"


def definition(request, **more):
    data = {
        "name": "Get Order",
        "config": {"request": {"requestUrlTemplate": "/orders/7", "requestType": "POST", **request}, "response": {}},
        "contract": {"input": {"inputSchema": {}}, "output": {"successSchema": {"type": "object"}}},
        **more,
    }
    action, faults = read_data_action(Source("x.json", json.dumps(data)), "data-actions/ERP/x.json")
    assert action is not None, faults
    return action


LOGIN = definition(
    {"requestUrlTemplate": "/token", "requestTemplate": "${credentials.password}"}, actionType="customAuth"
)


def watched(request, reply, *, has_login=True, **more):
    """What is seen of a call, and the request that was really sent."""
    seen: list[Exchange] = []
    sent: list[Request] = []

    async def send(request: Request, /) -> Response:
        sent.append(request)
        if request.url == "/token":
            return Response(200, json.dumps({"token": SECRET}).encode())
        if isinstance(reply, Exception):
            raise reply
        return reply

    login = {"login": LOGIN, "credentials": {"password": PASSWORD}} if has_login else {}
    asyncio.run(perform(definition(request), {}, send, watch=seen.append, **login, **more))
    (exchange,) = seen
    return exchange, sent[-1]


def every_form(text):
    whole = text.encode()
    return text, json.dumps(text)[1:-1], quote(whole, safe=""), b64encode(whole).decode(), b64encode(whole[3:]).decode()


@pytest.mark.parametrize(
    "request_config",
    [
        {"headers": {"X-Any": "${authResponse.token}"}},
        {"headers": {"Authorization": "Bearer ${authResponse.token}"}},
        {"requestUrlTemplate": "/orders?x=$esc.url(${authResponse.token})"},
        {"requestTemplate": '{"t": "$esc.jsonEncode(${authResponse.token})"}'},
        {"requestTemplate": '$encoding.base64("${authResponse.token}")'},
        {"requestTemplate": "${authResponse.token.substring(3)}"},
    ],
)
def test_nothing_of_a_login_is_seen(request_config):
    exchange, sent = watched(request_config, Response(200, b"{}"))
    assert sent.url.startswith("/orders")
    shown = repr((exchange.request.url, exchange.request.headers, exchange.request.body))
    assert HIDDEN in shown or "base64" in repr(request_config) or "substring" in repr(request_config)
    assert not [form for form in every_form(SECRET) if form in shown]
    assert SECRET[3:] not in shown


@pytest.mark.parametrize("secret", [SECRET, PASSWORD])
def test_a_reply_that_repeats_a_secret_hides_it(secret):
    body = "\n".join(every_form(secret)[:4]).encode()
    exchange, _ = watched({}, Response(200, body, {"x-echo": secret, "set-cookie": "id=1"}))
    assert exchange.response is not None
    assert exchange.response.headers == {"x-echo": HIDDEN, "set-cookie": HIDDEN}
    text = exchange.response.body.decode()
    assert not [form for form in every_form(secret) if form in text]


def test_what_is_not_secret_is_seen_as_it_was_sent():
    request = {"headers": {"X-Source": "erp"}, "requestTemplate": '{"a": 1}'}
    exchange, sent = watched(request, Response(418, b"short and stout", {"content-type": "text/plain"}))
    assert exchange == Exchange(sent, Response(418, b"short and stout", {"content-type": "text/plain"}))


def test_a_scripted_reply_to_the_login_and_the_action_is_seen():
    body = json.dumps({"token": SECRET}).encode()
    exchange, _ = watched({}, Response(200, body), is_scripted=True)
    assert exchange.response == Response(200, body)


def test_secrets_that_are_written_in_a_definition_are_hidden_by_their_names():
    headers = {"X-Api-Key": "k-1", "authorization": "Basic abc", "X-Author": "Ada"}
    exchange, _ = watched(
        {"headers": headers, "requestUrlTemplate": "/o?api_key=k-1&page=2"}, Response(200), has_login=False
    )
    assert exchange.request.headers == {"X-Api-Key": HIDDEN, "authorization": HIDDEN, "X-Author": "Ada"}
    assert exchange.request.url == f"/o?api_key={HIDDEN}&page=2"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pass@erp.example/a", f"https://{HIDDEN}@erp.example/a"),
        (
            "/a?access_token=x&zip_code=1010&code=2#sig=3",
            f"/a?access_token={HIDDEN}&zip_code=1010&code={HIDDEN}#sig={HIDDEN}",
        ),
        ("/orders/7?author=ada", "/orders/7?author=ada"),
    ],
)
def test_addresses(url, shown):
    assert shown_address(url) == shown


def test_a_call_without_a_reply_says_why():
    assert watched({}, NotSent("The host is not allowed."))[0].problem == "The host is not allowed."
    assert watched({}, TimeoutError())[0].problem == "There was no reply in time."
