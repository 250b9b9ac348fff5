"""Calls over HTTP: which hosts, which addresses, what is sent, and what is never sent."""

import asyncio
import gzip
import json
import logging
import socket

import pytest

from architrave.definitions.data_actions import read_data_action
from architrave.definitions.values import Integration, Organization
from architrave.diagnostics import Source
from architrave.engine.data_actions import AllowedHosts, DataActionCaller, Platform
from architrave.engine.data_actions.sending import MAX_BODY
from architrave.engine.execution import Launch
from architrave.engine.world import Call
from architrave.interpreter.effects import CallDataAction
from tests.engine.data_actions.loopback import Answer, loopback
from tests.logs import secret as known_secret

LAUNCH = Launch("e-1", "hash", "f", "1.0", "n", 0)


def organization(url, *, method="GET", headers=None, integration=None, **more):
    data = {
        "name": "Get Order",
        "config": {
            "request": {"requestUrlTemplate": url, "requestType": method, "headers": headers or {}},
            "response": {},
            **more,
        },
        "contract": {
            "input": {"inputSchema": {}},
            "output": {"successSchema": {"properties": {"state": {"type": "string"}}}},
        },
    }
    action, _ = read_data_action(Source("x.json", json.dumps(data)), "data-actions/ERP/x.json")
    return Organization("o", "o", data_actions=(action,), integrations={"ERP": integration or Integration("ERP")})


def called(org, allowed=(), *, timeout=60_000, platform=None, resolve=None, inputs=None, name="Get Order", sequence=3):
    caller = DataActionCaller(lambda: org, AllowedHosts.of(allowed), lambda: platform, resolve)
    effect = CallDataAction("ERP", name, inputs or {}, timeout)
    return asyncio.run(caller.call(effect, Call(LAUNCH, sequence)))


def test_a_call_to_an_allowed_host():
    with loopback(Answer(b'{"state": "open"}')) as server:
        org = organization(f"{server.url}/orders/${{input.id}}", method="POST", headers={"X-A": "${input.id}"})
        assert called(org, [server.host], inputs={"id": "7"}) == {"success": {"state": "open"}}
    (got,) = server.received
    assert (got.method, got.path, json.loads(got.body)) == ("POST", "/orders/7", {"id": "7"})
    assert got.headers["host"] == server.host
    assert got.headers["x-a"] == "7"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["idempotency-key"] == "e-1-3"


def test_a_host_that_was_not_allowed_is_not_called_and_the_message_says_how():
    with loopback(Answer()) as server:
        reply = called(organization(f"{server.url}/secret-path?token=1"), ["127.0.0.1:1"])
    assert server.received == []
    assert reply["failure"]["errorCode"] == "HostNotAllowed"
    assert f"--allow-host {server.host}" in reply["failure"]["userMessage"]
    assert "secret-path" not in json.dumps(reply)


def test_localhost_may_be_this_machine_by_its_name():
    with loopback(Answer(b'{"state": "a"}')) as server:
        org = organization(f"http://localhost:{server.port}/")

        async def resolve(host, port):
            return ["127.0.0.1"]

        assert called(org, [f"localhost:{server.port}"], resolve=resolve) == {"success": {"state": "a"}}


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fd00:ec2::254", "fe80::1",
     "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_a_name_that_resolves_to_a_private_address_is_not_called(address):
    async def resolve(host, port):
        return [address]

    reply = called(organization("http://erp.example.com/x"), ["erp.example.com:80"], resolve=resolve)
    assert reply["failure"]["errorCode"] == "HostNotAllowed"
    assert "not a public address" in reply["failure"]["userMessage"]


def test_a_name_may_resolve_to_a_private_address_that_is_allowed_too():
    async def resolve(host, port):
        return ["127.0.0.1"]

    with loopback(Answer(b'{"state": "a"}')) as server:
        org = organization(f"http://erp.example.com:{server.port}/x")
        hosts = [f"erp.example.com:{server.port}", server.host]
        assert called(org, hosts, resolve=resolve) == {"success": {"state": "a"}}
    assert server.received[0].headers["host"] == f"erp.example.com:{server.port}"


def test_a_redirect_to_another_host_is_checked_and_followed_without_credentials():
    with loopback(Answer(b'{"state": "there"}')) as target:
        there = Answer(b"", 302, {"Location": f"{target.url}/there"})
        with loopback(there) as server:
            org = organization(
                f"{server.url}/",
                integration=Integration("ERP", headers={"Authorization": "s3cret", "X-Api-Key": "s3cret"}),
            )
            refused = called(org, [server.host])
            assert refused["failure"]["errorCode"] == "HostNotAllowed"
            assert target.received == []
            assert called(org, [server.host, target.host]) == {"success": {"state": "there"}}
    assert server.received[0].headers["authorization"] == "s3cret"
    assert "s3cret" not in str(target.received)


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/", "/again"])
def test_redirects_that_lead_nowhere(location):
    with loopback(Answer(b"", 301, {"Location": location})) as server:
        reply = called(organization(f"{server.url}/"), [server.host])
    assert "redirects" in reply["failure"]["userMessage"]
    assert len(server.received) <= 6


def test_a_method_stays_where_the_redirect_says_so():
    def answer(got):
        return Answer(b"", 307, {"Location": "/b"}) if got.path == "/a" else Answer(b'{"state": "b"}')

    with loopback(answer) as server:
        assert called(organization(f"{server.url}/a", method="POST"), [server.host])["success"] == {"state": "b"}
    assert [(got.method, got.path) for got in server.received] == [("POST", "/a"), ("POST", "/b")]


def test_a_late_reply_is_a_time_out():
    with loopback(Answer(late=True)) as server:
        assert called(organization(f"{server.url}/"), [server.host], timeout=150) == {"timeout": True}


@pytest.mark.slow
def test_the_shorter_time_out_holds():
    with loopback(Answer(late=True)) as server:
        assert called(organization(f"{server.url}/", timeoutSeconds=1), [server.host]) == {"timeout": True}


BIG = b'"' + b"x" * MAX_BODY + b'"'


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [
        (BIG, "identity", "larger than"),
        (gzip.compress(b'"' + b"x" * (MAX_BODY * 20) + b'"'), "gzip", "larger than"),
        (b"{}", "gzip", "not valid gzip"),
        (b"{}", "br", "unexpected content encoding"),
    ],
)
def test_replies_that_are_too_large_or_wrongly_compressed(body, encoding, said):
    with loopback(Answer(body, headers={"Content-Encoding": encoding})) as server:
        reply = called(organization(f"{server.url}/"), [server.host])
    assert said in reply["failure"]["userMessage"]


def test_a_compressed_reply_is_decompressed():
    with loopback(Answer(gzip.compress(b'{"state": "a"}'), headers={"Content-Encoding": "gzip"})) as server:
        assert called(organization(f"{server.url}/"), [server.host]) == {"success": {"state": "a"}}


def test_no_server_listens():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # bound, but not listening: no other process can listen there
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        reply = called(organization(f"http://{host}/"), [host])
    assert reply["failure"]["status"] == 503
    assert host in reply["failure"]["userMessage"]


def test_credentials_stay_out_of_replies_and_logs(caplog):
    secret = known_secret("s3cret-value")
    integration = Integration("ERP", headers={"Authorization": f"Bearer {secret}"}, credentials={"password": secret})
    with caplog.at_level(logging.DEBUG), loopback(Answer(b"nope", 500)) as server:
        reply = called(organization(f"{server.url}/?k={secret}", integration=integration), [server.host])
    assert server.received[0].headers["authorization"] == f"Bearer {secret}"
    assert secret not in json.dumps(reply)
    assert "?k=" not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("httpx"))
    assert secret not in repr(integration)


def test_a_relative_address_goes_to_the_integrations_host():
    with loopback(Answer(b'{"state": "a"}')) as server:
        org = organization("//evil.example.com/x", integration=Integration("ERP", base_url=f"{server.url}/base/"))
        assert called(org, [server.host]) == {"success": {"state": "a"}}
    assert server.received[0].path == "/base//evil.example.com/x"


def test_a_relative_address_goes_to_the_local_server_with_its_client():
    grants = iter(["old", "new"])

    def answer(got):
        if got.path == "/oauth/token":
            return Answer(json.dumps({"access_token": next(grants), "expires_in": 86400}).encode())
        if got.headers["authorization"] != "Bearer new":
            return Answer(b"{}", 401)
        return Answer(b'{"state": "mine"}')

    with loopback(answer) as server:
        org = organization("/api/v2/users/me", headers={"Authorization": "Bearer of the template"})
        reply = called(org, platform=Platform(server.url, "own", "secret"))
    assert reply == {"success": {"state": "mine"}}
    paths = [got.path for got in server.received]
    assert paths == ["/oauth/token", "/api/v2/users/me", "/oauth/token", "/api/v2/users/me"]
    assert server.received[0].headers["authorization"].startswith("Basic ")


def test_without_a_server_the_platform_api_is_a_failure_that_says_what_to_do():
    failure = called(organization("/api/v2/users/me"))["failure"]
    assert (failure["errorCode"], failure["status"]) == ("PlatformNotServed", 501)
    for way in ("architrave serve", "--platform-url", "mocks file", "baseUrl"):
        assert way in failure["userMessage"]


def test_the_local_server_does_not_send_its_token_elsewhere():
    with loopback(Answer(b"{}")) as target:

        def answer(got):
            if got.path == "/oauth/token":
                return Answer(b'{"access_token": "t", "expires_in": 100}')
            return Answer(b"", 302, {"Location": target.url})

        with loopback(answer) as server:
            reply = called(organization("/api/v2/x"), [target.host], platform=Platform(server.url, "own", "secret"))
    assert target.received == []
    assert reply["failure"]["errorCode"] == "HostNotAllowed"


@pytest.mark.parametrize(
    "url", ["23123", "file:///etc/passwd", "@evil.example.com/", "ftp://x/", "arn:aws:lambda:eu-west-1:1:function:f"]
)
def test_an_address_of_another_kind_is_not_called(url):
    reply = called(organization(url, integration=Integration("ERP", base_url="http://127.0.0.1:9")), ["127.0.0.1:9"])
    assert "must give a path or an address" in reply["failure"]["userMessage"]


@pytest.mark.parametrize(
    "url", ["http://", "http:///x", "http://[::1", "https://a:b/", "http://a:99999/", "http://\u2028/", "http://${x}/"]
)
def test_an_invalid_address_is_not_called(url):
    assert called(organization(url), ["a:443"])["failure"]["status"] in {400, 403, 503}


def test_a_relative_address_without_a_server_says_what_to_do():
    reply = called(organization("/api/v2/users/me?secret=1"))
    assert "architrave serve" in reply["failure"]["userMessage"]
    assert "secret" not in reply["failure"]["userMessage"]


def test_a_missing_data_action():
    reply = called(organization("/x"), name="Get Invoice")
    assert reply["failure"]["errorCode"] == "DataActionNotDefined"
    assert "ERP/Get Invoice" in reply["failure"]["userMessage"]


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("API.example.com:8443", "api.example.com:8443"),
        ("api.example.com", "api.example.com:443"),
        ("http://api.example.com", "api.example.com:80"),
        ("https://api.example.com:8/", "api.example.com:8"),
        ("[::1]:80", "[::1]:80"),
    ],
)
def test_hosts_are_written_in_several_ways(written, host):
    assert AllowedHosts.of([written]).hosts == {host}


@pytest.mark.parametrize("written", ["", "*", "*.example.com:443", "a:b", "a:99999", "user@a:1", "https://a/path"])
def test_an_invalid_host(written):
    with pytest.raises(ValueError, match="is not a host"):
        AllowedHosts.of([written])
