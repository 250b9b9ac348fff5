"""Requests in HAR files, collections, logs and copied code; and files that are something else.

Each file in `requests/` and in `examples/requests/` is read, and what was found in it is compared with a file in
`requests/found/`: the request, and every problem with the text of the file at its place. `requests/others/` has files
without a launch. Rewrite the expected texts with `make goldens`, and read the result.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.contract import check
from architrave.contract.reading import FoundRequest, NotARequest, read_request, read_requests
from architrave.contract.reading.escapes import unescape
from architrave.contract.reading.word import Word
from tests.goldens import Golden

HERE = Path(__file__).parent / "requests"
EXAMPLES = Path(__file__).parents[2] / "examples" / "requests"
FILES = sorted([*(path for path in HERE.iterdir() if path.is_file()), *EXAMPLES.glob("*.*")])
OTHERS = sorted((HERE / "others").iterdir())
LAUNCH = "https://api.mypurecloud.com/api/v2/flows/executions"
FLOW = "a1b2c3d4-5678-90ab-cdef-1234567890ab"


def found_in(data: bytes | str, name: str = "x") -> tuple[FoundRequest, ...]:
    read = read_requests(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"), name)
    assert not isinstance(read, NotARequest), read
    return read


def described(found: FoundRequest) -> Iterator[str]:
    sent = found.sent
    assert sent.layout is not None
    source = sent.layout.source
    yield f"# {found.label} (line {source.position(found.start).line})"
    yield f"{sent.method} {sent.host} {sent.path}"
    yield from (f"{name}: {value}" for name, value in (sent.headers or {"headers": "unknown"}).items())
    yield repr(None if sent.body is None else sent.body.decode())
    for item in check(sent).diagnostics:
        assert item.start is not None
        assert item.end is not None
        there = source.text[source.offset(item.start) : source.offset(item.end)]
        yield f"{item.rule.slug} {item.start.line}:{item.start.column} {there.splitlines()[0] if there else ''}"


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix != ".md"], ids=lambda path: path.name)
def test_requests_are_found_with_their_places(path: Path, golden: Golden) -> None:
    lines = [line for found in found_in(path.read_bytes(), path.name) for line in described(found)]
    golden(HERE / "found" / f"{path.name}.txt", "\n".join(lines) + "\n")


def test_other_files_are_named(golden: Golden) -> None:
    lines = []
    for path in OTHERS:
        read = read_requests(path.read_bytes(), path.name)
        assert isinstance(read, NotARequest), path.name
        lines.append(read.message(path.name, path.name))
    golden(HERE / "found" / "others.txt", "\n".join(lines) + "\n")


BINARIES = [
    (b"", "is empty"),
    (b" \n\t", "is empty"),
    (b"\x89PNG\r\n\x1a\n\0\0", "an image (PNG)"),
    (b"\xff\xd8\xff\xe0", "an image (JPEG)"),
    (b"PK\x03\x04abc", "a ZIP archive"),
    (b"%PDF-1.7", "a PDF document"),
    (b"\x1f\x8b\x08\0", "compressed (gzip)"),
    (b"abc\0\1\2def\0ghi", "not text"),
]


@pytest.mark.parametrize(("data", "said"), BINARIES, ids=[said for _, said in BINARIES])
def test_files_that_are_not_text(data: bytes, said: str) -> None:
    read = read_requests(data, "x")
    assert isinstance(read, NotARequest)
    assert said in read.what


BODIES = [
    '{"flowId": "x", "inputData": {"url": "https://x.com/y", "method": "POST", "data": "{}"}}',
    '{"flowId": "x", "request": {"url": "/y", "method": "POST"}}',
    '{"flowId": "x", "log": {"entries": []}}',
    '{"flowId": "x", "code": 1,',
    '[{"flowId": "x", "inputData": {"url": "https://x.com", "body": "y"}}]',
    '{"customData": {"url": "x", "code": "y"}}',
    '{"name": "x", "item": []}',
    "null",
    "flowId=x",
    'b\'{"flowId": "x"}\'',
    '\'{"flowId": "x"}\'',
    "“{“flowId”: “x”}”",
    '```json\n{"flowId": "x"}\n```',
    'payload={"flowId": "x"}',
    "map[flowId:x]",
    "&{FlowId:x}",
    "[object Object]",
    "flowId: x\ninputData: {}\n",
    "<launch/>",
    "undefined",
    "eyJmbG93SWQiOiAieCJ9",
    '{"a":\n{"url": 1}}',
    '{"flowId": "x"}\n{"flowId": "y", "code": 1}',
]


@pytest.mark.parametrize("text", BODIES)
def test_a_body_stays_a_body(text: str) -> None:
    (found,) = found_in(text)
    assert (found.sent.method, found.sent.body, found.label) == (None, text.encode(), "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_encoding_of_a_file_does_not_matter(encoding: str) -> None:
    text = (EXAMPLES / "browser.har").read_text(encoding="utf-8")
    plain, other = found_in(text), found_in(text.encode(encoding))
    assert [item.sent.body for item in other] == [item.sent.body for item in plain]


def test_a_raw_message_ends_where_its_response_begins() -> None:
    text = f'POST {LAUNCH} HTTP/1.1\nA: b\n\n{{"flowId": "{FLOW}"}}\n\nHTTP/1.1 400 Bad Request\n\n{{"message": "x"}}\n'
    (found,) = found_in(text)
    assert json.loads(found.sent.body or b"") == {"flowId": FLOW}
    assert found.sent.layout is not None
    assert found.sent.layout.source.text == text


def entry(**more: Any) -> dict[str, Any]:
    headers = [{"name": "Content-Type", "value": "application/json"}]
    body = {"mimeType": "application/json", "text": json.dumps({"flowId": FLOW})}
    return {"request": {"method": "POST", "url": LAUNCH, "headers": headers, "postData": body, **more}}


def har(*entries: dict[str, Any]) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}})


def test_a_token_that_the_browser_left_out_is_unknown() -> None:
    (found,) = found_in(har(entry()))
    assert "token" in check(found.sent).not_checked
    with_token = [{"name": "authorization", "value": "Bearer abc"}]
    first, second = found_in(har(entry(), entry(headers=with_token)))
    assert [item.rule.slug for item in check(first.sent).diagnostics] == ["no-token"]
    assert second.sent.header("authorization") == "Bearer abc"


HIDDEN = ["██", "[REDACTED]", "Bearer ***", "Bearer [secure]", "Bearer {{token}}"]


@pytest.mark.parametrize("value", HIDDEN)
def test_a_hidden_token_is_not_a_problem(value: str) -> None:
    (found,) = found_in(har(entry(headers=[{"name": "Authorization", "value": value}])))
    checked = check(found.sent)
    assert "token" in checked.not_checked
    assert "bad-token" not in [item.rule.slug for item in checked.diagnostics]


def collection(*items: dict[str, Any], **more: Any) -> str:
    return json.dumps({"info": {"name": "c"}, "item": list(items), **more})


def launch(name: str = "Launch", body: str = '{"flowId": "{{id}}"}', **more: Any) -> dict[str, Any]:
    raw = {"mode": "raw", "raw": body, "options": {"raw": {"language": "json"}}}
    return {"name": name, "request": {"method": "POST", "header": [], "url": LAUNCH, "body": raw, **more}}


AUTHORIZATIONS: list[tuple[Any, str | None]] = [
    ({"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}"}]}, "Bearer abc"),
    ({"type": "bearer", "bearer": {"token": "x"}}, "Bearer x"),
    ({"type": "oauth2", "oauth2": [{"key": "accessToken", "value": "y"}]}, "Bearer y"),
    ({"type": "oauth2", "oauth2": []}, "Bearer {{accessToken}}"),
    ({"type": "noauth"}, None),
    ({"type": "basic", "basic": []}, "Basic credentials"),
]


@pytest.mark.parametrize(("auth", "header"), AUTHORIZATIONS)
def test_authorization_of_a_collection(auth: Any, header: str | None) -> None:
    variables = [{"key": "token", "value": "abc"}, {"key": "id", "value": FLOW}]
    own = found_in(collection(launch(auth=auth), variable=variables))[0].sent
    folder = {"name": "F", "item": [launch()], "auth": auth}
    inherited = found_in(collection(folder, variable=variables, auth={"type": "bearer", "bearer": {"token": "no"}}))
    assert own.header("authorization") == header
    assert inherited[0].sent.header("authorization") == header
    assert inherited[0].label.startswith("F / Launch: POST")


def test_variables_of_a_collection() -> None:
    variables = [
        {"key": "id", "value": "{{other}}"},
        {"key": "other", "value": FLOW},
        {"key": "loop", "value": "{{loop}}"},
    ]
    text = collection(launch(body='{"flowId": "{{id}}", "name": "{{loop}} {{none}} {{$guid}}"}'), variable=variables)
    (found,) = found_in(text)
    body = json.loads(found.sent.body or b"")
    assert body["flowId"] == FLOW
    assert body["name"].startswith("{{loop}} {{none}} 0000")
    assert found.sent.layout is not None
    assert found.sent.layout.body_form == "with variables"


@pytest.mark.parametrize("nested", [1, 60, 3000])
def test_folders_may_be_nested_deeply(nested: int) -> None:
    text = '{"item": [' * nested + json.dumps(launch()) + "]}" * nested
    read_requests(f'{{"info": {{}}, "item": [{text}]}}'.encode(), "x")


LOGGED = [
    'INFO:root:{"flowId": "x"}',
    'payload: {"flowId": "x"}',
    '2023-10-27 10:00:00 INFO sending {"flowId": "x"} to Genesys',
    '{"level": "info", "payload": {"flowId": "x"}}\n{"level": "info"}',
    'INFO "body={\\"flowId\\": \\"x\\"}"',
    'We send this:\n\n{"flowId": "x"}\n\nand get a 400.',
]


@pytest.mark.parametrize("text", LOGGED)
def test_a_body_in_other_text_is_found(text: str) -> None:
    (found,) = found_in(text)
    assert json.loads(found.sent.body or b"") == {"flowId": "x"}
    assert found.sent.headers is None


# Whatever a file contains, reading and checking it never raises.

SEEDS = [path.read_text(encoding="utf-8") for path in [*FILES, *OTHERS] if path.suffix != ".md"]
VALUES: list[Any] = [
    None,
    True,
    0,
    -1.5,
    10**400,
    "",
    "x",
    "{{x}}",
    "https://x/y",
    [],
    [None],
    [[]],
    {},
    {"": {}},
    "\ud83d",
]


def read_and_check(data: bytes) -> None:
    read = read_requests(data, "x")
    for found in () if isinstance(read, NotARequest) else read:
        assert found.sent.layout is not None
        check(found.sent)
    check(read_request(data, "x"))


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from paths_in(item, (*path, key))


def with_value(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    if isinstance(document, dict):
        return {key: with_value(item, path[1:], value) if key == path[0] else item for key, item in document.items()}
    return [with_value(item, path[1:], value) if at == path[0] else item for at, item in enumerate(document)]


@pytest.mark.property
@pytest.mark.parametrize(
    "path", [path for path in FILES if path.suffix in (".har", ".json")], ids=lambda path: path.name
)
def test_every_value_of_a_document_may_be_anything(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    for place in paths_in(document):
        for value in VALUES:
            read_and_check(json.dumps(with_value(document, place, value)).encode())


@pytest.mark.property
@given(st.data())
def test_any_piece_of_a_file_can_be_cut_repeated_or_replaced(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(SEEDS))
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(len(text), start + 200)))
    new = data.draw(
        st.one_of(st.text(max_size=20), st.just(text[start:stop] * 2), st.sampled_from(['"', "\\", "\n", "{"]))
    )
    read_and_check((text[:start] + new + text[stop:]).encode("utf-8", "surrogatepass"))


@pytest.mark.property
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    read_and_check(data)


@pytest.mark.property
@given(st.text(max_size=60), st.text(max_size=10))
def test_characters_of_a_json_string_have_their_places(text: str, before: str) -> None:
    source = before + json.dumps(text)
    start = len(before) + 1
    word = unescape(Word.whole(source).part(start, len(source) - 1))
    assert word.value.encode("utf-8", "surrogatepass") == text.encode("utf-8", "surrogatepass")
    for at, char in enumerate(word.value):
        place = word.place(at)
        assert source[place] in (char, "\\")
        assert start <= place < len(source)
