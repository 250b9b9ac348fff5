"""The proxy in front of a real Platform API: what it adds, and what it never touches."""

import asyncio
import gzip
import json
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from architrave.cli.proxying import _about_flows, _base, _organization
from architrave.server.http import Handler, Request, Response, StreamBroken
from architrave.server.upstream import Upstream, UpstreamOptions
from tests.contract.organization import ORDER_SYNC, Flows
from tests.server.conftest import EXAMPLE, LAUNCHER
from tests.server.process import command, serve_process
from tests.server.threaded import SECONDS, serving_in_thread

LAUNCH = "/api/v2/flows/executions"
SAYS_NOTHING = {
    "message": "The request could not be understood by the server due to malformed syntax.",
    "code": "bad.request",
    "status": 400,
    "contextId": "c-1",
    "details": [],
    "errors": [],
}
HEADERS = {"Authorization": "Bearer abc", "Content-Type": "application/json"}
FAILING = {"flowId": ORDER_SYNC, "user": {"id": "u"}}


@dataclass(frozen=True)
class Answered:
    """What the cloud answers, byte for byte."""

    status: int
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> httpx.Response:
        return httpx.Response(self.status, headers=self.headers, stream=_Chunks(self.content))


class _Chunks(httpx.AsyncByteStream):
    def __init__(self, *content: bytes | Exception) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._content:
            if isinstance(piece, Exception):
                raise piece
            yield piece


def says(content: Any, status: int = 400, **headers: str) -> Answered:
    return Answered(status, json.dumps(content).encode(), {"content-type": "application/json", **headers})


@pytest.fixture
def proxy() -> Iterator[Callable[..., tuple[httpx.Client, list[httpx.Request]]]]:
    """A proxy in front of a cloud that answers everything in one way, and the requests that reach that cloud."""
    with ExitStack() as stack:

        def start(answer: Answered | Exception, flows: Any = None) -> tuple[httpx.Client, list[httpx.Request]]:
            seen: list[httpx.Request] = []

            async def handle(request: httpx.Request) -> httpx.Response:
                await request.aread()
                request.url = request.url.copy_with(raw_path=request.extensions["target"])
                seen.append(request)
                if isinstance(answer, Exception):
                    raise answer
                return answer.response()

            upstream = Upstream(
                UpstreamOptions("https://api.example.com"), flows, transport=httpx.MockTransport(handle)
            )
            url = stack.enter_context(serving_in_thread(upstream, upstream))
            return stack.enter_context(httpx.Client(base_url=url, timeout=SECONDS)), seen

        yield start


def test_a_rejection_without_details_gets_our_diagnostics(proxy):
    http, seen = proxy(says(SAYS_NOTHING, inin="x"))
    response = http.post(LAUNCH, json=FAILING, headers=HEADERS)
    body = response.json()
    assert response.status_code == 400
    assert body["message"].startswith(SAYS_NOTHING["message"])
    assert 'no field "user"' in body["message"]
    assert (body["code"], body["contextId"]) == ("bad.request", "c-1")
    assert body["details"] == [{"errorCode": "unknown-field", "fieldName": "user"}]
    assert body["errors"][0]["contextId"] == "c-1"
    assert response.headers["inin"] == "x"
    assert seen[0].url == f"https://api.example.com{LAUNCH}"
    assert seen[0].headers["authorization"] == "Bearer abc"
    assert json.loads(seen[0].content) == FAILING


def test_inputs_are_checked_for_flows_that_we_have(proxy):
    http, _ = proxy(says(SAYS_NOTHING), flows=Flows())
    known = http.post(LAUNCH, json={"flowId": ORDER_SYNC, "inputData": {"batchId": "b"}}, headers=HEADERS).json()
    assert [detail["errorCode"] for detail in known["details"]] == ["unscoped-input"]
    other = http.post(LAUNCH, json={"flowId": "ffffffff-0000-4000-8000-000000000000"}, headers=HEADERS)
    assert other.json() == SAYS_NOTHING


def test_a_request_is_forwarded_with_the_headers_that_came(proxy):
    http, seen = proxy(Answered(200, b"{}", {"set-cookie": "session=1"}))
    http.headers.clear()
    for method, content in (("GET", None), ("POST", b"{}")):
        for _ in range(2):
            sent = {"x-one": "1", "TE": "trailers", "x-hop": "2", "connection": "keep-alive, X-Hop"}
            http.request(method, LAUNCH, content=content, headers=sent)
    http.cookies.clear()
    for request, length in zip(seen, (0, 0, 2, 2), strict=True):
        names = [name.lower() for name, _ in request.headers.raw]
        assert sorted(set(names) - {b"cookie"}) == sorted([b"host", b"x-one", *([b"content-length"] if length else [])])
    assert seen[0].headers["host"] == "api.example.com"


NOT_SERVED_HERE = [
    ("GET", "/api/v2/routing/queues?pageSize=1"),
    ("DELETE", f"/api/v2/flows/{ORDER_SYNC}"),
    ("PATCH", "/api/v2/flows/datatables"),
    ("GET", "/api/v2/penguins"),
    ("GET", "/"),
]


@pytest.mark.parametrize(("method", "path"), NOT_SERVED_HERE)
def test_every_path_is_forwarded_whether_a_server_serves_it_or_not(proxy, method: str, path: str):
    http, seen = proxy(says({"from": "the cloud"}, 200))
    assert http.request(method, path, headers=HEADERS).json() == {"from": "the cloud"}
    assert [(request.method, request.url.raw_path.decode()) for request in seen] == [(method, path)]


def test_a_cookie_of_one_client_is_not_sent_for_another(proxy):
    http, seen = proxy(Answered(200, b"{}", {"set-cookie": "session=1"}))
    http.get("/api/v2/flows")
    http.cookies.clear()
    http.get("/api/v2/flows")
    assert "cookie" not in seen[1].headers


OURS = 'A launch request has no field "user".'
JOINED = [
    ("Invalid request body", f"Invalid request body. {OURS}"),
    ("Invalid request body.", f"Invalid request body. {OURS}"),
    ("What? ", f"What? {OURS}"),
    ("", OURS),
    (None, OURS),
]


@pytest.mark.parametrize(("theirs", "joined"), JOINED)
def test_the_message_continues_as_a_new_sentence(proxy, theirs: str | None, joined: str):
    http, _ = proxy(says({"message": theirs, "status": 400}))
    assert http.post(LAUNCH, json=FAILING, headers=HEADERS).json()["message"].startswith(joined)


OTHER_STATUSES = [
    (401, "with 401. The token is missing"),
    (403, "with 403. Launching needs the permission architect:flow:launch"),
    (404, "with 404. The upstream has no flow with this id"),
    (409, "with 409"),
    (422, "with 422"),
    (429, "with 429. The limit for requests is reached"),
    (500, "with 500"),
    (503, "with 503"),
]


@pytest.mark.parametrize(("status", "said"), OTHER_STATUSES)
def test_problems_of_the_body_are_not_the_reason_of_another_status(proxy, caplog, status: int, said: str):
    content = {"message": "forbidden", "code": "x", "status": status}
    http, _ = proxy(says(content, status), flows=Flows())
    response = http.post(LAUNCH, json=FAILING, headers=HEADERS)
    assert (response.status_code, response.json()) == (status, content)
    assert said in caplog.text
    assert OURS not in caplog.text


NOT_FOUND = [
    ("not-an-id", "bad-flow-id", "is not a UUID"),
    (ORDER_SYNC[:-1] + "c", "unknown-flow", f"Did you mean {ORDER_SYNC} (Order sync)?"),
    ("ffffffff-0000-4000-8000-000000000000", "unknown-flow", "An id is valid in only one organization."),
]


@pytest.mark.parametrize(("flow_id", "rule", "said"), NOT_FOUND)
def test_a_flow_that_is_not_found_is_explained_by_its_id(proxy, flow_id: str, rule: str, said: str):
    http, _ = proxy(says({"message": "Not found", "status": 404}, 404), flows=Flows())
    body = http.post(LAUNCH, json={**FAILING, "flowId": flow_id}, headers=HEADERS).json()
    assert [detail["errorCode"] for detail in body["details"]] == [rule]
    assert body["message"].startswith("Not found. ")
    assert said in body["message"]
    assert "org.yaml" not in body["message"]


UNKNOWN = "ffffffff-0000-4000-8000-000000000000"
PIN = f"write it into org.yaml: `flows: {{Order sync: {{id: {UNKNOWN}}}}}`."
NO_INPUTS = f"Inputs not checked: no flow in the folder has the id {UNKNOWN}."


def test_inputs_that_are_not_checked_are_said_with_the_way_out(proxy, caplog):
    http, _ = proxy(says(SAYS_NOTHING), flows=Flows())
    sent = {"flowId": UNKNOWN, "inputData": {"batchId": "b"}}
    found = http.post(LAUNCH, json={**sent, "user": {}}, headers=HEADERS).json()
    assert [detail["errorCode"] for detail in found["details"]] == ["unknown-field"]
    none = http.post(LAUNCH, json=sent, headers=HEADERS)
    assert none.json() == SAYS_NOTHING
    for text in (found["message"], none.headers["architrave-note"], *caplog.messages):
        assert [said for said in (NO_INPUTS, PIN) if said not in text] == []
    assert len(caplog.messages) == 2


def test_a_400_without_a_problem_is_not_silent(proxy, caplog):
    http, _ = proxy(says(SAYS_NOTHING))
    response = http.post(LAUNCH, json={"flowId": ORDER_SYNC}, headers=HEADERS)
    assert response.json() == SAYS_NOTHING
    start = "the Platform API rejected a launch with 400; Architrave finds no problem in it. Not checked: "
    assert caplog.messages[0].startswith(start)
    assert "architrave serve FOLDER --upstream URL" in caplog.text
    assert response.headers["architrave-note"].startswith("No problem found. Not checked: ")


@pytest.mark.parametrize("content", [b"", b"<html>Bad Request</html>", b"[1]", b'"no"', b"[" * 100_000])
def test_a_400_that_we_do_not_understand_is_explained_in_the_log(proxy, caplog, content: bytes):
    http, _ = proxy(Answered(400, content, {"content-type": "text/html"}))
    response = http.post(LAUNCH, json=FAILING, headers=HEADERS)
    assert response.content == content
    assert "error[unknown-field]" in caplog.text
    assert response.headers["architrave-note"].startswith(OURS)


def test_what_a_sender_wrote_cannot_add_a_header(proxy):
    http, _ = proxy(Answered(400))
    response = http.post(LAUNCH, json={"flowId": ORDER_SYNC, "ü\r\nevil: 1": {}}, headers=HEADERS)
    assert "evil" not in response.headers
    assert response.headers["architrave-note"].isascii()


def test_the_cloud_alone_knows_its_versions(proxy):
    http, _ = proxy(says(SAYS_NOTHING), flows=Flows())
    sent = {"flowId": ORDER_SYNC, "flowVersion": "7.0"}
    assert http.post(LAUNCH, json=sent, headers=HEADERS).json() == SAYS_NOTHING


PINNED = f"flows: {{Order sync: {{id: {ORDER_SYNC}}}}}\nsubstitutions: {{division: Home}}"
FOLDERS: list[tuple[list[str], str, list[str]]] = [
    ([], "", ["Inputs are not checked, because no flow in “{folder}” can be read"]),
    (["order-sync"], PINNED, ["Inputs are checked against the flows in “{folder}”."]),
    (["order-sync", "key-lookup"], PINNED.partition("\n")[0], ["1 error, so a flow may be missing", "lint {folder}"]),
    (["order-sync", "key-lookup", "paging"], PINNED, ["Not of “Key lookup”:", "`flows: {{Key lookup: {{id: ID}}}}`."]),
]


@pytest.mark.parametrize(("flows", "org_yaml", "said"), FOLDERS)
def test_what_it_says_of_the_folder(flows: list[str], org_yaml: str, said: list[str], tmp_path, monkeypatch):
    for name in flows:
        shutil.copy(EXAMPLE / "flows" / f"{name}.yaml", tmp_path)
    (tmp_path / "org.yaml").write_text(org_yaml, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    told = "\n".join(_about_flows(*_organization(Path()), tmp_path))
    assert [text for text in said if text.format(folder=tmp_path) not in told] == []
    assert ("Not of" in told) == any("Not of" in text for text in said)


@dataclass(frozen=True)
class BrokenOff(Answered):
    """An answer that ends in the middle."""

    def response(self) -> httpx.Response:
        return httpx.Response(self.status, stream=_Chunks(self.content, httpx.ReadError("")))


def test_a_rejection_that_is_cut_off_is_a_bad_gateway(proxy):
    http, _ = proxy(BrokenOff(400, b'{"mess'))
    response = http.post(LAUNCH, json=FAILING, headers=HEADERS)
    assert response.status_code == 502
    assert response.json()["message"].endswith("was cut off: ReadError.")


def test_a_large_rejection_is_passed_back_unchanged(proxy, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("architrave.server.upstream.LARGEST_JSON", 3)
    http, _ = proxy(says(SAYS_NOTHING))
    response = http.post(LAUNCH, json=FAILING, headers=HEADERS)
    assert (response.status_code, response.json()) == (400, SAYS_NOTHING)


def test_an_upstream_that_gives_no_reason_is_named_by_the_kind_of_its_failure(proxy):
    http, _ = proxy(httpx.ConnectTimeout(""))
    assert http.get("/api/v2/flows").json()["message"].endswith(": ConnectTimeout.")


def test_an_answer_has_one_date_that_of_the_cloud_if_it_has_one(proxy):
    http, _ = proxy(Answered(200, b"{}", {"date": "Mon, 01 Jan 2001 00:00:00 GMT"}))
    assert http.get("/api/v2/flows").headers.get_list("date") == ["Mon, 01 Jan 2001 00:00:00 GMT"]


UNTOUCHED = [
    ("a good answer", Answered(200, b'{ "id":"e-1" }', {"content-type": "application/json"})),
    ("a compressed answer", Answered(200, gzip.compress(b"{}"), {"content-encoding": "gzip"})),
    ("an answer with details", says(SAYS_NOTHING | {"details": [{"errorCode": "theirs"}]})),
    ("a response that is not JSON", Answered(400, b"Bad Request")),
    ("a fault of theirs", says(SAYS_NOTHING, 503, **{"retry-after": "3"})),
    ("a redirect", Answered(302, b"", {"location": "https://elsewhere.example.com"})),
]


@pytest.mark.parametrize(("name", "answer"), UNTOUCHED, ids=[case[0] for case in UNTOUCHED])
def test_other_responses_are_passed_back_unchanged(proxy, name, answer):
    http, _ = proxy(answer)
    with http.stream("POST", LAUNCH, json=FAILING, headers=HEADERS, follow_redirects=False) as response:
        assert response.status_code == answer.status
        assert b"".join(response.iter_raw()) == answer.content
        assert answer.headers.items() <= dict(response.headers).items()


def test_a_rejection_in_which_we_find_no_problem_is_passed_back_unchanged(proxy):
    http, _ = proxy(says(SAYS_NOTHING))
    assert http.post(LAUNCH, json={"flowId": ORDER_SYNC}, headers=HEADERS).json() == SAYS_NOTHING


def test_compressed_rejections_are_understood(proxy):
    packed = gzip.compress(json.dumps(SAYS_NOTHING).encode())
    http, _ = proxy(Answered(400, packed, {"content-encoding": "gzip"}))
    response = http.post(LAUNCH, json=FAILING, headers=HEADERS)
    assert response.json()["details"]
    assert "content-encoding" not in response.headers


def test_everything_else_is_forwarded(proxy):
    http, seen = proxy(says(SAYS_NOTHING, 404))
    assert http.get("/api/v2/flows%2Fx?type=workflow&type=bot").json() == SAYS_NOTHING
    assert seen[0].url.raw_path == b"/api/v2/flows%2Fx?type=workflow&type=bot"
    http.post("/oauth/token", data={"grant_type": "client_credentials"})
    assert str(seen[1].url) == "https://login.example.com/oauth/token"
    assert seen[1].content == b"grant_type=client_credentials"


TARGETS = [
    ("http://localhost/a%2Fb%3Fc?d=%26", "https://api.example.com/a%2Fb%3Fc?d=%26"),
    ("HTTP://localhost:1/a%20b", "https://api.example.com/a%20b"),
    ("http://localhost", "https://api.example.com/"),
    ("http://localhost?a=/b", "https://api.example.com/?a=/b"),
    ("http://localhost/oauth/token", "https://login.example.com/oauth/token"),
    ("//evil.example.com/a", "https://api.example.com//evil.example.com/a"),
]


@pytest.mark.parametrize(("target", "passed"), TARGETS)
def test_the_encoding_of_a_target_does_not_change(proxy, target: str, passed: str):
    http, seen = proxy(says({}, 200))
    assert http.get("/", extensions={"target": target.encode()}).status_code == 200
    assert str(seen[0].url) == passed


def test_the_target_of_the_whole_server_is_refused(proxy):
    http, seen = proxy(says({}, 200))
    response = http.options("/", extensions={"target": b"*"})
    assert (response.status_code, response.json()["code"], seen) == (400, "bad.request", [])
    assert "request target *" in response.json()["message"]


def test_an_unreachable_upstream_is_a_502(proxy):
    http, _ = proxy(httpx.ConnectError("refused"))
    response = http.post(LAUNCH, json=FAILING, headers=HEADERS)
    assert (response.status_code, response.json()["code"]) == (502, "bad.gateway")
    assert "Cannot reach the upstream" in response.json()["message"]


def test_our_own_refusals_have_the_headers_and_the_form_of_the_others(proxy):
    http, _ = proxy(httpx.ConnectError("refused"))
    problem = {"Accept": "application/problem+json"}
    refusals = [
        http.get("/api/v2/flows", headers=problem),
        http.get("/api/v2/flows", headers=problem | {"Host": "evil.example.com"}),
        http.options("/", headers=problem, extensions={"target": b"*"}),
    ]
    assert [refusal.json()["status"] for refusal in refusals] == [502, 421, 400]
    for refusal in refusals:
        assert refusal.headers["content-type"] == "application/problem+json"
        assert refusal.json()["instance"] == f"urn:uuid:{refusal.headers['inin-correlation-id']}"
        assert "no-store" in refusal.headers["cache-control"]
    plain = http.get("/api/v2/flows")
    assert plain.json()["contextId"] == plain.headers["inin-correlation-id"]


def test_other_hosts_are_refused(proxy):
    http, seen = proxy(says(SAYS_NOTHING))
    assert http.get("/api/v2/flows", headers={"Host": "evil.example.com"}).status_code == 421
    assert seen == []


@contextmanager
def proxy_before(cloud: Handler) -> Iterator[httpx.Client]:
    """A proxy in front of a cloud with a separate connection."""
    with ExitStack() as stack:
        upstream = Upstream(UpstreamOptions(stack.enter_context(serving_in_thread(cloud))), None)
        url = stack.enter_context(serving_in_thread(upstream, upstream))
        yield stack.enter_context(httpx.Client(base_url=url, timeout=SECONDS))


def test_bodies_and_responses_are_streamed():
    first, second = threading.Event(), threading.Event()

    async def cloud(request: Request) -> Response:
        if request.method == "HEAD":
            return Response(200, [(b"content-length", b"77")], Pieces())
        return Response(200, [], backwards(request))

    class Pieces:
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b""

        async def aclose(self) -> None:
            pass

    async def backwards(request: Request) -> AsyncIterator[bytes]:
        async for piece in request.stream():
            yield piece[::-1]

    def body() -> Iterator[bytes]:
        yield b"abc"
        first.set()
        assert second.wait(SECONDS)
        yield b"def"

    def let_go() -> None:
        assert first.wait(SECONDS)
        second.set()

    with proxy_before(cloud) as http:
        helper = threading.Thread(target=let_go)
        helper.start()
        answer = http.post("/api/v2/flows", content=body())
        helper.join()
        assert sorted(answer.content) == sorted(b"abcdef")
        assert http.head("/api/v2/flows").headers["content-length"] == "77"
        assert http.get("/api/v2/flows").content == b""


def test_a_response_that_the_cloud_cuts_off_is_cut_off(caplog: pytest.LogCaptureFixture):
    async def cloud(_: Request) -> Response:
        return Response(200, [(b"content-length", b"100")], broken())

    async def broken() -> AsyncIterator[bytes]:
        yield b"abc"
        raise StreamBroken

    with proxy_before(cloud) as http, pytest.raises(httpx.RemoteProtocolError):
        http.get("/api/v2/flows")
    assert "was cut off" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_launch_over_the_size_limit_is_forwarded_and_explained_by_its_size(proxy):
    http, seen = proxy(says(SAYS_NOTHING))
    large = b'{"name": "' + b"x" * 3_000_000 + b'"}'
    body = http.post(LAUNCH, content=large, headers=HEADERS).json()
    assert seen[0].content == large
    assert [detail["errorCode"] for detail in body["details"]] == ["too-large"]


UNANSWERED: list[tuple[Exception, int, str, str]] = [
    (httpx.ReadTimeout("silent"), 504, "gateway.timeout", "The launch may have been accepted"),
    (httpx.WriteTimeout("stuck"), 504, "gateway.timeout", "The launch may have been accepted"),
    (httpx.ConnectTimeout("silent"), 504, "gateway.timeout", "Cannot reach the upstream"),
    (httpx.ConnectError("refused"), 502, "bad.gateway", "Cannot reach the upstream"),
    (httpx.ReadError(""), 502, "bad.gateway", "The launch may have been accepted"),
    (httpx.RemoteProtocolError("cut off"), 502, "bad.gateway", "The launch may have been accepted"),
    (httpx.LocalProtocolError("no"), 400, "bad.request", "cannot forward the request: no."),
]


@pytest.mark.parametrize(("error", "status", "code", "said"), UNANSWERED, ids=lambda value: type(value).__name__)
def test_an_upstream_that_does_not_answer(proxy, error: Exception, status: int, code: str, said: str):
    http, _ = proxy(error)
    launched = http.post(LAUNCH, json=FAILING, headers=HEADERS)
    assert (launched.status_code, launched.json()["code"]) == (status, code)
    assert said in launched.json()["message"]
    is_open = "may have" in launched.json()["message"]
    assert is_open == said.startswith("The launch may")
    assert ("may have been carried out" in http.put("/api/v2/flows/x").json()["message"]) == is_open
    assert "may have" not in http.get("/api/v2/flows").json()["message"]


ODD = {
    "a lone surrogate": rb'{"message": "\ud800", "status": 400}',
    "a lone surrogate in a key": rb'{"\udfff": 1, "message": "no"}',
    "too deep": b"[" * 100_000,
    "too deep in an object": b'{"message":' * 50_000,
    "cut off": b'{"message": "Invalid requ',
    "not UTF-8": b'{"message": "\xff"}',
    "not a number": b'{"message": "no", "a": NaN}',
    "a number with too many digits": b'{"message": "no", "a": ' + b"9" * 5_000 + b"}",
    "empty": b"",
}


@pytest.mark.parametrize("case", ODD)
def test_odd_rejections_are_passed_back_unchanged(proxy, case: str):
    http, _ = proxy(Answered(400, ODD[case], {"content-type": "application/json"}))
    response = http.post(LAUNCH, json=FAILING, headers=HEADERS)
    assert (response.status_code, response.content) == (400, ODD[case])
    assert OURS in response.headers["architrave-note"]


PACKED = {
    "invalid": ("gzip", b"not gzip"),
    "cut off": ("gzip", gzip.compress(b'{"message": "no"}')[:-10]),
    "a bomb": ("gzip", gzip.compress(b'{"message": "' + b"a" * 50_000_000 + b'"}')),
    "unknown": ("br", b"\x0b\x02\x80{}\x03"),
    "twice": ("gzip, gzip", gzip.compress(gzip.compress(b'{"message": "no"}'))),
}


@pytest.mark.parametrize("case", PACKED)
def test_packed_rejections_that_cannot_be_read_are_passed_back_unchanged(proxy, case: str):
    coding, content = PACKED[case]
    http, _ = proxy(Answered(400, content, {"content-encoding": coding}))
    with http.stream("POST", LAUNCH, json=FAILING, headers=HEADERS) as response:
        assert b"".join(response.iter_raw()) == content
        assert response.headers["content-encoding"] == coding


def test_a_rejection_that_must_not_be_changed_is_not(proxy):
    http, _ = proxy(says(SAYS_NOTHING, **{"cache-control": "no-cache, no-transform"}))
    response = http.post(LAUNCH, json=FAILING, headers=HEADERS)
    assert response.json() == SAYS_NOTHING
    assert OURS in response.headers["architrave-note"]


def test_slow_answers_do_not_hold_up_others():
    go = asyncio.Event()

    async def cloud(request: Request) -> Response:
        if request.path == "/slow":
            await go.wait()
        elif request.path == "/go":
            go.set()
        return Response(200, [], request.path.encode())

    with (
        proxy_before(cloud) as http,
        httpx.Client(base_url=http.base_url, timeout=SECONDS, limits=httpx.Limits(max_connections=None)) as many,
        ThreadPoolExecutor(150) as threads,
    ):
        slow = [threads.submit(many.get, "/slow") for _ in range(150)]
        assert http.get("/quick").content == b"/quick"
        assert not any(one.done() for one in slow)
        assert http.get("/go").content == b"/go"
        assert {one.result().status_code for one in slow} == {200}


def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch):
    async def cloud(request: Request) -> Response:
        return Response(200, [], request.target)

    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with (
        proxy_before(cloud) as http,
        httpx.Client(trust_env=False, base_url=http.base_url, timeout=SECONDS) as plain,
    ):
        assert plain.get("/a?b").content == b"/a?b"


def test_a_proxy_on_the_way_is_used_if_it_is_named():
    async def another(request: Request) -> Response:
        return Response(200, [], request.target)

    with ExitStack() as stack:
        url = stack.enter_context(serving_in_thread(another))
        upstream = Upstream(UpstreamOptions("http://cloud.invalid", proxy=url), None)
        here = stack.enter_context(serving_in_thread(upstream, upstream))
        assert httpx.get(f"{here}/a?b", timeout=SECONDS).content == b"http://cloud.invalid/a?b"


USAGE = [
    (["--upstream", "eu-west-9"], "or a region like eu-west-1"),
    (["--upstream", "https://api.mypurecloud.com/api/v2"], "expected a URL like"),
    (["--upstream", "api.mypurecloud.com"], "expected a URL like"),
    (["--upstream", "ftp://api.mypurecloud.com"], "expected a URL like"),
    (["--upstream", "https://api.mypurecloud.com:port"], "expected a URL like"),
    (["--upstream", "http://[x"], "expected a URL like"),
    (["--upstream", "http://\x1b"], "expected a URL like"),
    (
        ["--upstream", "eu-west-1", "--upstream-proxy", "proxy:3128"],
        "expected a URL like http://proxy.example.com:3128",
    ),
    (["--upstream-proxy", "http://localhost:3128"], "Remove --upstream-proxy, or add --upstream."),
    (["--upstream", "eu-west-1", "no-such-folder"], "no-such-folder is not a folder"),
]


NAMES = [
    ("eu-west-1", "https://api.mypurecloud.ie"),
    ("usw2.pure.cloud", "https://api.usw2.pure.cloud"),
    ("https://api.mypurecloud.com/", "https://api.mypurecloud.com"),
    ("http://user:secret@localhost:9000", "http://localhost:9000"),
]


@pytest.mark.parametrize(("name", "url"), NAMES)
def test_an_upstream_is_a_url_or_a_region(name, url):
    assert _base(name) == url


@pytest.mark.parametrize(("options", "said"), USAGE, ids=lambda value: " ".join(value)[:50])
def test_wrong_usage(options, said):
    done = command("serve", *options)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.slow
def test_a_proxy_before_another_server_of_ours(tmp_path):
    with (
        serve_process(EXAMPLE, tmp_path / "upstream", "--database", str(tmp_path / "kept.db")) as upstream,
        serve_process(
            tmp_path,
            tmp_path / "proxy",
            "--upstream",
            upstream.url,
        ) as proxy,
        httpx.Client(base_url=proxy.url, timeout=60) as http,
    ):
        grant = http.post("/oauth/token", auth=LAUNCHER, data={"grant_type": "client_credentials"}).json()
        http.headers["Authorization"] = f"Bearer {grant['access_token']}"
        launched = http.post(LAUNCH, json={"flowId": ORDER_SYNC})
        assert launched.status_code == 200
        assert http.get(f"{LAUNCH}/{launched.json()['id']}").json()["id"] == launched.json()["id"]
        refused = http.post(LAUNCH, json=FAILING)
        assert [detail["errorCode"] for detail in refused.json()["details"]] == ["unknown-field"]
        assert proxy.stop() == 0
