"""The careful reading of a body: which faults it names, where, and what it reads on with."""

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


def test_all_faults_of_a_text_are_told_at_once() -> None:
    body = read_body("{“a”: 'x', 'b': None, c: 1,}".encode())
    slugs = {fault.rule.slug for fault in body.faults}
    assert slugs == {"curly-quotes", "single-quotes", "foreign-literal", "malformed-json", "trailing-comma"}
    assert body.node is not None
    assert body.node.value == {"a": "x", "b": None, "c": 1}


def test_wrong_quotes_are_counted_and_told_once() -> None:
    (fault,) = read_body("{“a”: “b”, “c”: “d”}".encode()).faults
    assert "and 3 more" in fault.message


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
