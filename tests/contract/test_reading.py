"""Requests as people have them: raw HTTP messages and curl commands, and where their parts are."""

import pytest

from architrave.contract import check
from architrave.contract.reading import read_request
from architrave.contract.reading.shell_words import split_words

URL = "https://api.mypurecloud.com/api/v2/flows/executions"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

WORDS = [
    ("a b", ["a", "b"]),
    ("'a b'c", ["a bc"]),
    ('"a\\"b\\$c\\d"', ['a"b$c\\d']),
    ("$'a\\nb\\'c\\u00e9\\x41\\101'", ["a\nb'céAA"]),
    ("a\\ b", ["a b"]),
    ("'it'\\''s'", ["it's"]),
    ("a \\\n b", ["a", "b"]),
    ("a \\\r\n b", ["a", "b"]),
    ("a ^\n b", ["a", "b"]),
    ("a `\n b", ["a", "b"]),
    ("a\nb", ["a"]),
    ("a | b", ["a"]),
    ("a # b", ["a"]),
    ("''", [""]),
    ('"$HOME/x"', ["$HOME/x"]),
    ('"a\\\nb"', ["ab"]),
    ("a > out b 2>&1 2> err c", ["a", "b", "c"]),
    ("a <file b <<< x c <<'E' d\ntext\nE\n", ["a", "b", "c", "d"]),
    ("a <url> <my-token>", ["a", "<url>", "<my-token>"]),
    ('"a $(b "c" $(d)) e" f', ['a $(b "c" $(d)) e', "f"]),
    ('"$(cat <<E\na \\$b "c"\nE\n)"', ['a $b "c"']),
    ("\"$(cat <<'E'\na \\$b\nE\n)\"", ["a \\$b"]),
    ('^"a b^" ^"^{^\\^"c^\\^"^}^" ^\r\n d', ["a b", '{"c"}', "d"]),
    ("“a b” ‘c’s “d” e’", ["a b", "c’s “d” e"]),
    ("“{“a”: “b”}” ‘c “d", ["{“a”: “b”}", "‘c", "“d"]),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_shell_words(text: str, words: list[str]) -> None:
    assert [word.value for word in split_words(text).words] == words


def test_each_character_of_a_word_has_its_place() -> None:
    text = """x 'a'"b"\\c$'\\n'd"""
    word = split_words(text).words[1]
    for (in_value, in_source), (stop, _) in zip(word.places, [*word.places[1:], (len(word.value), 0)], strict=True):
        piece = word.value[in_value:stop]
        assert piece == text[in_source : in_source + len(piece)] or piece.startswith("\n")


@pytest.mark.parametrize("text", ["curl 'a", 'curl "a', "curl $'a"])
def test_an_open_quotation_mark_is_a_fault(text: str) -> None:
    (fault,) = read_request(text.encode(), "x").faults
    assert fault.rule.slug == "malformed-request"
    assert fault.start is not None
    assert fault.start.column in (6, 7)


def test_typographic_marks_round_words_are_a_fault() -> None:
    sent = read_request(f"curl “{URL}” -H ‘Content-Type: application/json’ -d ‘{{}}’".encode(), "x")
    assert [(fault.rule.slug, fault.start.column) for fault in sent.faults if fault.start] == [("curly-quotes", 6)]
    assert (sent.path, sent.header("content-type"), sent.body) == ("/api/v2/flows/executions", JSON, b"{}")


CURL = [
    (f"curl {URL}", "GET", b"", None),
    (f"curl -d '{{}}' {URL}", "POST", b"{}", FORM),
    (f"curl --data '{{}}' {URL}", "POST", b"{}", FORM),
    (f"curl --data-raw '@x' {URL}", "POST", b"@x", FORM),
    (f"curl --data-binary '{{}}' {URL}", "POST", b"{}", FORM),
    (f"curl --json '{{}}' {URL}", "POST", b"{}", JSON),
    (f"curl --json '{{}}' -H 'content-type: text/plain' {URL}", "POST", b"{}", "text/plain"),
    (f"curl -d '{{}}' -H 'Content-Type:' {URL}", "POST", b"{}", None),
    (f"curl -sSXPOST {URL} -d'{{}}'", "POST", b"{}", FORM),
    (f"curl -X PUT -d '{{}}' --url {URL}", "PUT", b"{}", FORM),
    (f'curl -d "{{\\"a\\": 1}}" {URL}', "POST", b'{"a": 1}', FORM),
    (f"curl -d a=1 -d b=2 {URL}", "POST", b"a=1&b=2", FORM),
    (f"curl -G -d a=1 {URL}", "GET", b"", FORM),
    (f"curl -I {URL}", "HEAD", b"", None),
    (f"curl --data-urlencode 'a=b c' {URL}", "POST", b"a=b+c", FORM),
    (f"curl -F a=b {URL}", "POST", b"a=b", "multipart/form-data"),
    (f"curl -d @body.json {URL}", "POST", b'{"flowId": 1}', FORM),
    (f"curl --some-new-flag -k --retry 3 -o out -d '{{}}' {URL}", "POST", b"{}", FORM),
    (f"$ curl -d '{{}}' {URL}", "POST", b"{}", FORM),
    (f"#!/bin/sh\nset -e\ncurl -d '{{}}' {URL}\n", "POST", b"{}", FORM),
    (f"curl -d @- {URL}", "POST", None, FORM),
]


@pytest.mark.parametrize(("text", "method", "body", "content_type"), CURL)
def test_curl(text: str, method: str, body: bytes | None, content_type: str | None) -> None:
    sent = read_request(text.encode(), "x", {"body.json": b'{"flowId": 1}'}.get)
    assert (sent.method, sent.body, sent.header("content-type")) == (method, body, content_type)
    assert (sent.host, sent.path) == ("api.mypurecloud.com", "/api/v2/flows/executions")
    assert sent.faults == ()


GIVEN = [
    (f"curl -d @- {URL} <<'EOF'\n{{\n}}\nEOF\necho done", "{\n}\n"),
    (f"curl --json @- {URL} <<EOF | jq .\n{{}}\nEOF\n", "{}\n"),
    (f"curl <<-EOF --data-binary @- \\\n  {URL}\n\t{{}}\n\tEOF\n", "{}\n"),
    (f"curl -d @- {URL} <<< '{{}}'", "{}"),
    (f"curl -d @/dev/stdin {URL} < body.json", '{"flowId": 1}'),
    (f"cat body.json | curl -d @- {URL}", '{"flowId": 1}'),
    (f"cat <<EOF | curl -d @- \\\n {URL}\n{{}}\nEOF\n", "{}\n"),
    (f"set -e\necho -n '{{\n\"a\": 1}}' | \\\n  curl -s -d @- {URL} | jq", '{\n"a": 1}'),
    (f"printf '%s\\n' \"{{}}\" | curl -d @- {URL}", "{}"),
    (f"printf '{{}}' | curl -d @- {URL}", "{}"),
    (f'curl -d "$(cat <<EOF\n{{}}\nEOF\n)" {URL}', "{}"),
    (f'curl -d "$(cat body.json)" {URL}', '{"flowId": 1}'),
    (f'curl -d "$(< body.json)" {URL}', '{"flowId": 1}'),
    (f'curl -d "$BODY" {URL}', None),
    (f"curl -d ${{BODY}} {URL}", None),
    (f"curl -d '$BODY' {URL}", "$BODY"),
    (f'curl -d "$(make-body)" {URL}', None),
    (f"make-body | curl -d @- {URL}", None),
    (f"echo '{{}}' || curl -d @- {URL}", None),
]


@pytest.mark.parametrize(("text", "body"), GIVEN)
def test_what_curl_reads_from_its_standard_input(text: str, body: str | None) -> None:
    sent = read_request(text.encode(), "x", {"body.json": b'{"flowId": 1}'}.get)
    assert (sent.method, sent.path, sent.faults) == ("POST", "/api/v2/flows/executions", ())
    assert sent.body == (None if body is None else body.encode())


def test_a_place_in_a_here_document_is_one_in_the_file() -> None:
    text = f'curl {URL} --json @- <<EOF\n{{\n  "flowId": "x"\n}}\nEOF\n'
    (fault,) = [item for item in check(read_request(text.encode(), "x")).diagnostics if item.rule.slug == "bad-flow-id"]
    assert fault.start is not None
    assert (fault.start.line, fault.start.column) == (3, 13)


CREDENTIALS = [
    ("-H 'Authorization: Bearer abc'", "Bearer abc"),
    ("-H'authorization:Bearer abc'", "Bearer abc"),
    ("--oauth2-bearer abc", "Bearer abc"),
    ("-u a:b", "Basic YTpi"),
    ("", None),
]


@pytest.mark.parametrize(("option", "header"), CREDENTIALS)
def test_credentials_of_curl(option: str, header: str | None) -> None:
    assert read_request(f"curl {option} {URL}".encode(), "x").header("authorization") == header


ADDRESSES = [
    ("https://u:p@api.x.com:443/a?b#c", "api.x.com:443", "/a?b"),
    ("api.x.com/a", "api.x.com", "/a"),
    ("http://[::1]:80/a", "[::1]:80", "/a"),
    ("$BASE/api/v2/flows/executions", None, "/api/v2/flows/executions"),
    ("{{baseUrl}}/api/v2/flows/executions", None, "/api/v2/flows/executions"),
    ("$BASE/flows/executions", None, None),
    ("https://{myorg}.mygen.com/a", "{myorg}.mygen.com", "/a"),
]


@pytest.mark.parametrize(("url", "host", "path"), ADDRESSES)
def test_addresses(url: str, host: str | None, path: str | None) -> None:
    sent = read_request(f"curl '{url}'".encode(), "x")
    assert (sent.host, sent.path) == (host, path)


def test_a_file_that_is_not_there_is_a_fault() -> None:
    sent = read_request(f"curl -d @none.json {URL}".encode(), "x", lambda _: None)
    assert [fault.rule.slug for fault in sent.faults] == ["unreadable-file"]
    assert sent.body is None


MESSAGES = [
    ("POST /p HTTP/1.1\nHost: h.com\nA: b\n\n{}", "POST", "h.com", "/p", {"Host": "h.com", "A": "b"}, b"{}"),
    ("POST /p HTTP/1.1\r\nHost: h.com\r\n\r\n{}\r\n", "POST", "h.com", "/p", {"Host": "h.com"}, b"{}\r\n"),
    ("post https://h.com/p\n\n{}", "post", "h.com", "/p", {}, b"{}"),
    (
        ":method: POST\n:path: /p\n:authority: h.com\n:scheme: https\na: b\n\n{}",
        *("POST", "h.com", "/p", {"a": "b"}, b"{}"),
    ),
    ("Host: h.com\nA: b\n\n{}", None, "h.com", None, {"Host": "h.com", "A": "b"}, b"{}"),
    ("### note\n// more\nGET {{base}}/p\nA: b\n", "GET", None, None, {"A": "b"}, b""),
    ("POST /p HTTP/1.1\n", "POST", None, "/p", {}, b""),
]


@pytest.mark.parametrize(("text", "method", "host", "path", "headers", "body"), MESSAGES)
def test_raw_http(text: str, method: str | None, host: str, path: str, headers: dict[str, str], body: bytes) -> None:
    sent = read_request(text.encode(), "x")
    assert (sent.method, sent.host, sent.path, sent.headers, sent.body) == (method, host, path, headers, body)


@pytest.mark.parametrize("text", ["POST /p HTTP/1.1\nA b\n\n{}", 'POST /p HTTP/1.1\nA: b\n{"x": 1}'])
def test_reading_continues_after_a_malformed_line(text: str) -> None:
    sent = read_request(text.encode(), "x")
    assert [fault.rule.slug for fault in sent.faults] == ["malformed-request"]
    assert sent.body
    assert sent.body.startswith(b"{")


def test_what_begins_like_json_is_a_body() -> None:
    for text in ('{"curl": 1}', '\ufeff {"a": "\ncurl x"}', "[1]", '"curl x"', "flowId=1"):
        assert read_request(text.encode(), "x").method is None


def test_diagnostics_have_their_place_in_the_file() -> None:
    text = f"curl {URL} \\\n  -H 'Authorization: Bearer <your_token>' \\\n  --json '{{\n  \"flowId\": \"it'\\''s\"\n}}'"
    places = {
        item.rule.slug: (item.start.line, item.start.column)
        for item in check(read_request(text.encode(), "x")).diagnostics
        if item.start is not None
    }
    assert places == {"bad-token": (2, 6), "bad-flow-id": (4, 13)}


def test_diagnostics_of_another_file_name_it() -> None:
    sent = read_request(f"curl --json @b.json {URL}".encode(), "x", lambda _: b'{\n"user": 1}')
    fields = [item for item in check(sent).diagnostics if item.rule.slug == "unknown-field"]
    assert [(item.file, item.start.line if item.start else 0) for item in fields] == [("b.json", 2)]
