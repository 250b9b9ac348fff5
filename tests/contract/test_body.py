"""The careful reading of a body: which faults it reports, where, and what value it continues with."""

import json
import tracemalloc

import pytest

from architrave.contract.body.text import read_body
from architrave.contract.transport import MAX_BODY
from tests.steps import steps

# text, what was read (... where nothing certain was), faults as (slug, offset)
CASES = [
    ('{"a": 1}', {"a": 1}, []),
    ("", ..., [("empty-body", 0)]),
    ("  \n", ..., [("empty-body", 0)]),
    ("null", ..., [("not-an-object", 0)]),
    ("[1]", ..., [("not-an-object", 0)]),
    ("17", ..., [("not-an-object", 0)]),
    ('"text"', ..., [("not-an-object", 0)]),
    ('{"a": 1,}', {"a": 1}, [("trailing-comma", 7)]),
    ('{"a": [1, 2,],}', {"a": [1, 2]}, [("trailing-comma", 11), ("trailing-comma", 13)]),
    ("{'a': 'it is', 'b': 1}", {"a": "it is", "b": 1}, [("single-quotes", 1)]),
    ("{'a': 'it's'}", {"a": "it's"}, [("single-quotes", 1)]),
    ("{“a”: “b”, “c”: 1}", {"a": "b", "c": 1}, [("curly-quotes", 1)]),
    ('{"a”: “b"}', {"a": "b"}, [("curly-quotes", 1)]),
    ("{‘a’: 1}", {"a": 1}, [("curly-quotes", 1)]),
    ('{"a": "he said “no”"}', {"a": "he said “no”"}, []),
    (
        '{"a": None, "b": True, "c": undefined}',
        {"a": None, "b": True, "c": None},
        [("foreign-literal", 6), ("foreign-literal", 17), ("foreign-literal", 28)],
    ),
    ('{"a": 1}=', {"a": 1}, [("malformed-json", 8)]),
    ("\u00ef\u00bb\u00bf{}", {}, [("byte-order-mark", 0)]),
    ('{"a": NaN}', ..., [("foreign-literal", 6)]),
    ("\ufeff{}", {}, [("byte-order-mark", 0)]),
    ("flowId=abc&name=x+y", {"flowId": "abc", "name": "x y"}, [("form-encoded-body", 0)]),
    ("flowId=abc&inputData=x", ..., [("form-encoded-body", 0)]),
    ("%7B%22flowId%22%3A%22x%22%7D", {"flowId": "x"}, [("form-encoded-body", 0)]),
    ('"{\\"flowId\\": \\"x\\"}"', {"flowId": "x"}, [("double-encoded-body", 0)]),
    (json.dumps(json.dumps('{"flowId": "x"}')), {"flowId": "x"}, [("double-encoded-body", 0)]),
    ('{\\"flowId\\": \\"x\\"}', {"flowId": "x"}, [("double-encoded-body", 0)]),
    ('{\\"flowId\\":', None, [("double-encoded-body", 0)]),
    (json.dumps('"x"'), None, [("not-an-object", 0)]),
    ('{"a": 1, "a": 1}', {"a": 1}, [("duplicate-key", 9)]),
    ('{"a": 1, "a": 2}', ..., [("duplicate-key", 9)]),
    ('{"a": {"b": {"c": {"d": 1, "d": 2}}}}', ..., [("duplicate-key", 27)]),
    ('{"a": 1 "b": 2}', {"a": 1, "b": 2}, [("malformed-json", 8)]),
    ('{"a" 1}', ..., [("malformed-json", 5)]),
    ('{"a" = 1}', {"a": 1}, [("malformed-json", 5)]),
    ("{a: 1}", {"a": 1}, [("malformed-json", 1)]),
    ('// note\n{"a": 1}', {"a": 1}, [("malformed-json", 0)]),
    ('{"a": 1 /* one */}', {"a": 1}, [("malformed-json", 8)]),
    ('{"a": "x\ty"}', {"a": "x\ty"}, [("malformed-json", 8)]),
    ('{"a": "\\x"}', ..., [("malformed-json", 7)]),
    ('{"a": "it\\\'s"}', {"a": "it's"}, [("malformed-json", 9)]),
    ('{"a": "\\ud83d"}', ..., [("malformed-json", 7)]),
    ('{"a": "\\ud83d\\ude00"}', {"a": "😀"}, []),
    ('{"a": {"b": {"c": ["\\ud83d"]}}}', ..., [("malformed-json", 20)]),
    ('{"a": {"b": {"c": ["\\ud83d\\ude00"]}}}', {"a": {"b": {"c": ["😀"]}}}, []),
    ('{"a": "x', ..., [("malformed-json", 6)]),
    ('{"a": [1', ..., [("malformed-json", 7)]),
    ('{"a": 1', ..., [("malformed-json", 6)]),
    ('{"a": 1}}', ..., [("malformed-json", 8)]),
    ('{"a": 1]', ..., [("malformed-json", 7)]),
    ('{"a": 1};', {"a": 1}, [("malformed-json", 8)]),
    ('{"a": 1} {"b": 2}', ..., [("malformed-json", 9)]),
    ('{"a": 007}', ..., [("malformed-json", 6)]),
    ('{"a": +4917012345678}', ..., [("malformed-json", 6)]),
    ('{"a": .5}', None, [("malformed-json", 6)]),
    ('{"a": {{id}}}', ..., [("malformed-json", 6)]),
    ('{"a": <your id>}', ..., [("malformed-json", 6)]),
    ('{"a": text}', ..., [("malformed-json", 6)]),
    ('{"a": "b " c"}', ..., [("malformed-json", 9)]),
    ('{"a":\u00a01}', {"a": 1}, [("malformed-json", 5)]),
    ("[object Object]", ..., [("malformed-json", 0)]),
    ("<launch/>", ..., [("malformed-json", 0)]),
    ("@body.json", ..., [("malformed-json", 0)]),
]


@pytest.mark.parametrize(("text", "value", "faults"), CASES, ids=[repr(case[0])[:40] for case in CASES])
def test_reading(text: str, value: object, faults: list[tuple[str, int]]) -> None:
    body = read_body(text.encode())
    assert [(fault.rule.slug, fault.start) for fault in body.faults] == faults
    if value is ...:
        assert not body.certain
    elif value is not None:
        assert body.certain
        assert body.node is not None
        assert body.node.value == value


def test_all_faults_of_a_text_are_reported_at_once() -> None:
    body = read_body("{“a”: 'x', 'b': None, c: 1,}".encode())
    slugs = {fault.rule.slug for fault in body.faults}
    assert slugs == {"curly-quotes", "single-quotes", "foreign-literal", "malformed-json", "trailing-comma"}
    assert body.node is not None
    assert body.node.value == {"a": "x", "b": None, "c": 1}


def test_wrong_quotes_are_counted_and_reported_once() -> None:
    (fault,) = read_body("{“a”: “b”, “c”: “d”}".encode()).faults
    assert "This and 3 more strings" in fault.message


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        (b'{"a": "\xff"}', "malformed-json"),
        ('{"a": 1}'.encode("utf-16"), "byte-order-mark"),
        (b"\x93a\x94", "malformed-json"),
        (b"\x1f\x8b\x08\x00rest", "malformed-json"),
    ],
)
def test_other_encodings(body: bytes, slug: str) -> None:
    assert slug in [fault.rule.slug for fault in read_body(body).faults]


HOSTILE = {
    "nested arrays": "[" * MAX_BODY,
    "nested objects": '{"a":' * (MAX_BODY // 5),
    "nested values": '{"a":{"b":' + "[" * 10_000 + "]" * 10_000 + "}}",
    "apostrophes": "{" + "'" * (MAX_BODY - 1),
    "curly quotes": "{" + "“" * (MAX_BODY // 3),
    "backquotes": "{" + "`" * MAX_BODY,
    "commas": "[" + "," * MAX_BODY,
    "spaces": "{" + " " * MAX_BODY,
    "comments": "{" + "/*" * (MAX_BODY // 2),
    "escapes": '{"' + "\\q" * (MAX_BODY // 2),
    "digits": '{"a": ' + "9" * MAX_BODY + "}",
    "exponent": '{"a": 1e999999999999999999999}',
    "words": "{" + "a b " * (MAX_BODY // 4),
    "numbers": '{"a": [' + "1," * (MAX_BODY // 2) + "]}",
    "short strings": '{"a": [' + "'b'," * (MAX_BODY // 4) + "]}",
    "form": "a=b&" * (MAX_BODY // 4),
    "doubly encoded": json.dumps("{" + "'" * (MAX_BODY // 2)),
    "equals": "=" * MAX_BODY,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_read_in_bounded_work_and_memory(name: str) -> None:
    body = HOSTILE[name].encode()
    assert steps(lambda: read_body(body)) < 1_000 + 10 * len(body)
    tracemalloc.start()
    found = read_body(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.faults or found.node is not None
    assert peak < 400 * 1024 * 1024


FOREIGN = [
    ("[object Object]", "JavaScript"),
    ("map[flowId:x inputData:map[]]", "Go prints"),
    ("&{x map[]}", "Go prints"),
    ("{flowId=x, inputData={Flow.a=b}}", "Java prints"),
    ("com.example.Launch@1b6d3586", "Java prints"),
    ("class Launch {\n    flowId: x\n}", "Java prints"),
    ("Array\n(\n    [flowId] => x\n)", "PHP"),
    ('b\'{"flowId": "x"}\'', "Python prints"),
    ("{&quot;flowId&quot;: &quot;x&quot;}", "HTML"),
    ("<a/>", "XML"),
    ("```json\n{}\n```", "code fence"),
    ("eyJmbG93SWQiOiAiYWJjLTEyMyJ9", "Base64"),
    ("eyJmbG93SWQiOiAiYWJjLTEyIn0=", "Base64"),
    ("flowId: x\ninputData:\n  a: 1\n", "YAML"),
    ("workflow:\n  name: x\n", "Architect flow"),
    ("# a flow\n---\ninboundCall:\n  name: x\n", "Architect flow"),
    ('Invoke-RestMethod -Uri "x" -Body $b', "program code"),
    ("$body = @{ flowId = 'x' } | ConvertTo-Json", "program code"),
    ("await fetch('x')", "program code"),
    ("fetch('x', {method: 'POST'})", "program code"),
    ("import requests\nrequests.post('x')", "program code"),
    ("payload = {'flowId': 'x'}", "program code"),
    ("wget --post-data=x y", "program code"),
    ("http POST x a=b", "program code"),
    ("%dw 2.0\n---\n{}", "program code"),
    ("#[payload]", "program code"),
]


@pytest.mark.parametrize(("text", "said"), FOREIGN)
def test_a_text_that_is_not_json_is_reported_once(text: str, said: str) -> None:
    body = read_body(text.encode())
    assert body.node is None
    assert [fault.rule.slug for fault in body.faults] == ["malformed-json"]
    assert said in body.faults[0].message
    assert body.faults[0].help


@pytest.mark.parametrize("text", ["httpFlow=1", "importance=2&flowId=x", "x", "payload={}", "from", "nullable"])
def test_other_texts_are_not_mistaken_for_code(text: str) -> None:
    assert "program code" not in read_body(text.encode()).faults[0].message


ENCODED = [
    ('{"flowId": "x"}'.encode("utf-16-le"), True, "UTF-16"),
    ('{"flowId": "x"}'.encode("utf-16-be"), True, "UTF-16"),
    (b"\x1f\x8b\x08\x00" + bytes(range(200, 240)), False, "gzip"),
]


@pytest.mark.parametrize(("body", "is_read", "said"), ENCODED)
def test_a_body_in_another_encoding_is_one_fault(body: bytes, is_read: bool, said: str) -> None:
    text = read_body(body)
    assert (text.certain, len(text.faults)) == (is_read, 1)
    assert said in text.faults[0].message
