"""`architrave.check_launch` as Python programs use it: what it takes and refuses, and what its result looks like."""

import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave import CannotReadError, LaunchCheck, check_launch
from tests.goldens import Golden
from tests.markup import text_of

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
FLOW = EXAMPLE / "flows" / "order-sync.yaml"
HERE = Path(__file__).parent / "html"
FLOW_ID = "a1b2c3d4-5678-90ab-cdef-1234567890ab"
GOOD = {"flowId": FLOW_ID, "inputData": {"Flow.batchId": "b", "Flow.sourceSystem": "erp"}}
NOWHERE = "curl https://example.com/api/v2/flows/executions"
ELSEWHERE = "curl https://api.mypurecloud.com/api/v2/routing/queues"
HOSTILE = "</bdi><script>alert(1)</script>\u202e\x00\ud800"


def slugs(check: LaunchCheck) -> list[str]:
    return [problem.rule.slug for problem in check.diagnostics]


@dataclass
class Body:
    flowId: str = FLOW_ID  # noqa: N815 - the body's own name


BODIES = [
    ([], ["not-an-object"], "The body is a JSON array"),
    ([GOOD], ["not-an-object"], "The body is a JSON array"),
    ((GOOD,), ["not-an-object"], "The body is a JSON array"),
    (None, ["not-an-object"], "The body is null"),
    (5, ["not-an-object"], "The body is a number"),
    (1.5, ["not-an-object"], "The body is a number"),
    (True, ["not-an-object"], "The body is"),
    ({}, ["missing-field"], "flowId"),
    ("", ["empty-body"], "The request has no body."),
    (b"", ["empty-body"], "The request has no body."),
    ('"text"', ["not-an-object"], "The body is"),
    (b"\xff{}", ["malformed-json"], "The byte 0xff is not UTF-8"),
    (bytearray(b"[]"), ["not-an-object"], "The body is a JSON array"),
    (memoryview(b"[]"), ["not-an-object"], "The body is a JSON array"),
    ({"flowId": FLOW_ID, "name": float("nan")}, ["foreign-literal"], "NaN is not a JSON value"),
    (MappingProxyType(GOOD), [], "No problems found."),
    (OrderedDict(GOOD, inputData=MappingProxyType(GOOD["inputData"])), [], "No problems found."),
    (json.dumps(GOOD), [], "No problems found."),
]


@pytest.mark.parametrize(("body", "rules", "said"), BODIES)
def test_any_json_value_is_checked_as_a_body(body, rules, said) -> None:
    check = check_launch(body)
    assert slugs(check)[: len(rules)] == rules
    assert said in str(check)
    assert check.ok is bool(check) is not rules


@pytest.mark.property
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
        max_leaves=10,
    )
    | st.binary()
)
def test_no_value_ends_in_a_traceback(body) -> None:
    check = check_launch(body)
    assert bool(check) is check.ok
    assert repr(check).startswith("LaunchCheck(ok=")
    assert str(check)
    text_of(check._repr_html_())


WRONG = [
    ((object(),), {}, TypeError, "The request cannot be written as JSON: object is not a JSON type."),
    (({"a": {1}},), {}, TypeError, "The request cannot be written as JSON: set is not a JSON type."),
    (({"a": date(2026, 1, 1)},), {}, TypeError, "date is not a JSON type."),
    (({"a": Decimal(1)},), {}, TypeError, "Decimal is not a JSON type."),
    ((Body(),), {}, TypeError, "Body is not a JSON type. Convert it with dataclasses.asdict."),
    (({("a", "b"): 1},), {}, TypeError, "The request cannot be written as JSON: keys must be str"),
    ((Path("bytes\0"),), {}, CannotReadError, "is not the path of a file"),
    ((EXAMPLE,), {}, CannotReadError, f"{EXAMPLE} is a folder, but the request must be a file."),
    ((Path("no-such-file.json"),), {}, FileNotFoundError, "File not found: no-such-file.json (the request)."),
    ((Path("no-such-file.json"),), {}, CannotReadError, "File not found: no-such-file.json (the request)."),
    ((GOOD,), {"flow": EXAMPLE}, CannotReadError, f"{EXAMPLE} is a folder, but the flow must be a file."),
    ((GOOD,), {"flow": "no-flow.yaml"}, FileNotFoundError, "File not found: no-flow.yaml (the flow)."),
    ((GOOD,), {"flow": "no-flow.yaml", "org": EXAMPLE}, CannotReadError, "File not found: no-flow.yaml (the flow)."),
    ((GOOD,), {"flow": "Order sync"}, CannotReadError, "File not found: Order sync (the flow)."),
    ((GOOD,), {"flow": "Order synk", "org": EXAMPLE}, CannotReadError, 'Did you mean "Order sync"?'),
    ((GOOD,), {"flow": "Order sync", "org": "no-such-folder"}, CannotReadError, "no-such-folder"),
    ((GOOD,), {"flow": 5}, TypeError, "flow must be a path, not int."),
    ((GOOD,), {"flow": b"a.yaml"}, TypeError, "flow must be a path, not bytes."),
    ((GOOD,), {"org": 5}, TypeError, "org must be a path, not int."),
    ((GOOD,), {"org": "no-such-folder"}, CannotReadError, "no-such-folder"),
    ((GOOD,), {"contract": "extendet"}, ValueError, "contract must be 'platform' or 'extended', not 'extendet'."),
    ((GOOD,), {"contract": None}, ValueError, "contract must be 'platform' or 'extended', not None."),
    ((GOOD,), {"scopes": 5}, TypeError, "scopes must be a text, or a list of texts, not int."),
    ((GOOD,), {"scopes": [5]}, TypeError, "Each of scopes must be a text, not int."),
    ((GOOD,), {"own_hosts": 5}, TypeError, "own_hosts must be a text, or a list of texts, not int."),
    ((GOOD,), {"headers": [("A", "b")]}, TypeError, "headers must be a mapping of names to texts, not list."),
    (
        (GOOD,),
        {"headers": {"Authorization": None}},
        TypeError,
        "The header Authorization must be a text, not NoneType.",
    ),
    ((GOOD,), {"headers": {5: "a"}}, TypeError, "The name of a header must be a text, not int."),
    ((GOOD,), {"name": 5}, TypeError, "name must be a text, not int."),
]


@pytest.mark.parametrize(("arguments", "options", "error", "said"), WRONG)
def test_a_wrong_argument_is_an_error_that_says_what_is_wrong(arguments, options, error, said) -> None:
    with pytest.raises(error) as raised:
        check_launch(*arguments, **options)
    assert said in str(raised.value)


def test_a_value_that_contains_itself_cannot_be_written() -> None:
    body: dict[str, object] = {}
    body["inputData"] = body
    with pytest.raises(ValueError, match="The request cannot be written as JSON: Circular reference detected"):
        check_launch(body)
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="it is nested too deeply"):
        check_launch(deep)


def test_a_flow_in_another_encoding_is_named(tmp_path) -> None:
    flow = tmp_path / "flow.yaml"
    flow.write_bytes(FLOW.read_bytes() + b"# \xff")
    with pytest.raises(CannotReadError, match=r"flow\.yaml is not UTF-8 text: invalid byte at offset \d+\."):
        check_launch(GOOD, flow=flow)


SCOPES = [
    ("flow:execute", ["invented-permission"]),
    ("architect:flow:launch", []),
    ("flow:execute architect:flow:launch", ["invented-permission"]),
    (["architect:flow:launch"], []),
    (("flow:execute",), ["invented-permission"]),
    (iter(["flow:execute"]), ["invented-permission"]),
    ([], ["missing-permission"]),
    ("", ["missing-permission"]),
]


@pytest.mark.parametrize(("scopes", "rules"), SCOPES)
def test_one_text_is_one_scope_or_several_with_spaces(scopes, rules) -> None:
    assert slugs(check_launch(GOOD, scopes=scopes)) == rules


@pytest.mark.parametrize("own_hosts", ["gateway.example.com", ["GATEWAY.example.com"], {"gateway.example.com"}])
def test_own_hosts_are_not_questioned(own_hosts) -> None:
    request = f"curl https://gateway.example.com:8443/api/v2/flows/executions -d '{json.dumps(GOOD)}'"
    assert "unknown-host" in slugs(check_launch(request))
    assert "unknown-host" not in slugs(check_launch(request, own_hosts=own_hosts))


def test_the_result_is_short_in_a_console_and_its_text_complete() -> None:
    rejected = check_launch({"flow_id": FLOW_ID, "customData": {}}, org=EXAMPLE)
    assert repr(rejected) == f"LaunchCheck(ok=False, status=400, problems={len(rejected.diagnostics)})"
    assert not rejected
    assert all(problem.message in str(rejected) for problem in rejected.diagnostics)
    accepted = check_launch(GOOD, org=EXAMPLE)
    assert repr(accepted) == "LaunchCheck(ok=True, status=200, problems=0)"
    assert accepted
    nowhere = check_launch(f"{NOWHERE} -H 'Authorization: Bearer abc' --json '{json.dumps(GOOD)}'")
    assert repr(nowhere) == "LaunchCheck(ok=False, status=None, problems=1)"


HTML = {
    "rejected": ({"flow_id": FLOW_ID, "customData": {"batchId": "b"}}, {"org": EXAMPLE}),
    "accepted": (GOOD, {"org": EXAMPLE}),
    "warned": ({"flowId": FLOW_ID}, {"flow": FLOW}),
    "nowhere": (f"{NOWHERE} -H 'Authorization: Bearer abc' --json '{json.dumps(GOOD)}'", {}),
    "elsewhere": (f"{ELSEWHERE} -H 'Authorization: Bearer abc' --json '{json.dumps(GOOD)}'", {}),
    "hostile": ({"flowId": FLOW_ID, HOSTILE: HOSTILE, "inputData": {HOSTILE: HOSTILE}}, {"name": HOSTILE}),
}


@pytest.mark.parametrize("name", HTML)
def test_html(name: str, golden: Golden) -> None:
    request, options = HTML[name]
    html = check_launch(request, **options)._repr_html_()
    golden(HERE / f"{name}.html", html + "\n")
    golden(HERE / f"{name}.txt", text_of(html) + "\n")


def test_what_a_result_returns_can_be_sent_and_written() -> None:
    check = check_launch({"flowId": FLOW_ID, "inputs": {"Flow.batchId": 1.5, "Flow.big": 10**30}})
    assert check.corrected == {"flowId": FLOW_ID, "inputData": {"Flow.batchId": 1.5, "Flow.big": 10**30}}
    assert json.loads(json.dumps(check.to_json())) == check.to_json()
    assert check_launch(check.corrected)


def test_a_large_body_makes_no_large_page() -> None:
    body = {"flow_id": FLOW_ID, **{f"unknown{number}": "x" * 100 for number in range(2000)}}
    check = check_launch(json.dumps(body))
    assert len(check.diagnostics) > 1000
    assert len(check._repr_html_()) < 300_000


NAMES = ["req/body.json", "launch.http", "C:\\x\\body.json", "browser.har"]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_is_not_a_request(name: str) -> None:
    with pytest.raises(CannotReadError, match="is the name of a file, not a request"):
        check_launch(name)


def test_the_name_of_a_file_that_exists_is_not_a_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("request").write_text("{}", encoding="utf-8")
    with pytest.raises(CannotReadError, match=r"pass Path\('request'\)"):
        check_launch("request")


@pytest.mark.parametrize("text", ["", "flowId=a.json", '{"flowId": "a.json"}', "undefined", "hello there"])
def test_other_text_is_judged(text: str) -> None:
    assert not check_launch(text)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Main.java", "package a.b;\n", "is Java source code, not a request"),
        ("flow.yaml", "workflow:\n  name: x\n", "is a flow, not a launch request"),
        ("x.json", "", "is empty"),
    ],
)
def test_a_path_of_another_file_is_refused_as_on_the_command_line(
    name: str, text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotReadError, match=said):
        check_launch(path)


def test_one_of_several_launches() -> None:
    path = EXAMPLE.parent / "requests" / "browser.har"
    with pytest.raises(CannotReadError, match=r"1: Entry 3: .* \(line 24\); 2: Entry 4: .* \(line 39\)\. Pass entry=N"):
        check_launch(path)
    assert slugs(check_launch(path, entry=1)) == ["content-type", "unknown-field"]
    with pytest.raises(CannotReadError, match="There is no launch 3"):
        check_launch(path, entry=3)


@pytest.mark.parametrize("flow", ["Order sync", "ORDER SYNC", FLOW_ID, FLOW_ID.upper(), str(FLOW), FLOW])
def test_with_an_organization_the_flow_is_named_as_its_file_is(flow) -> None:
    assert check_launch(GOOD, flow=flow, org=EXAMPLE)
    wrong = {"flowId": FLOW_ID, "inputData": {"Flow.bachId": "b", "Flow.sourceSystem": "erp"}}
    assert str(check_launch(wrong, flow=flow, org=EXAMPLE)) == str(check_launch(wrong, flow=FLOW, org=EXAMPLE)) != ""
