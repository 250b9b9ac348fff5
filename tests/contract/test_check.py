"""The check of a launch request: rules, pointers, places, order, status, and repairs."""

import json
from typing import TYPE_CHECKING, Any

import pytest

from architrave.cloud.permissions import LAUNCH_PERMISSION
from architrave.contract import CheckResult, LaunchRequest, Sent, Token, check
from architrave.contract.correction import apply_fixes
from architrave.contract.layout import Layout
from architrave.contract.request import Contract
from architrave.diagnostics import Severity, Source
from tests.contract.organization import (
    DRAFT,
    GOOD_INPUTS,
    KEY_LOOKUP,
    MAIN_MENU,
    ORDER_SYNC,
    PAGING,
    Flows,
    known_entities,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MAY_LAUNCH = Token("valid", frozenset({LAUNCH_PERMISSION}))
FLOWS = Flows()


def checked(body: Any, *, contract: Contract = "platform", known: bool = True, **sent: Any) -> CheckResult:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    request = Sent(text.encode(), layout=Layout(Source("<body>", text)), **sent)
    flows, entities = (FLOWS, known_entities()) if known else (None, None)
    return check(request, contract=contract, flows=flows, entities=entities)


def found(result: CheckResult) -> list[tuple[str, str | None]]:
    """Rule and pointer of every error."""
    return [(item.rule.slug, item.pointer) for item in result.diagnostics if item.is_error]


def of(**fields: Any) -> dict[str, Any]:
    return {"flowId": ORDER_SYNC, **fields}


def inputs(**changed: Any) -> dict[str, Any]:
    return of(inputData=GOOD_INPUTS | {f"Flow.{name}": value for name, value in changed.items()})


BODY_ALONE = [
    ({"flowId": ORDER_SYNC}, []),
    ({"flowId": ORDER_SYNC.upper(), "flowVersion": None, "inputData": None, "name": None}, []),
    ({"flowId": ORDER_SYNC, "flowVersion": "", "inputData": {}, "name": "x"}, []),
    ({}, [("missing-field", "")]),
    ({"flowId": None}, [("wrong-type", "/flowId")]),
    ({"flowId": 5}, [("wrong-type", "/flowId")]),
    ({"flowId": ""}, [("bad-flow-id", "/flowId")]),
    ({"flowId": "abc-123"}, [("bad-flow-id", "/flowId")]),
    ({"flowId": ORDER_SYNC[:26]}, [("bad-flow-id", "/flowId")]),
    ({"flowId": ORDER_SYNC.replace("-", "")}, [("bad-flow-id", "/flowId")]),
    (
        {"flowId": f"https://apps.mypurecloud.com/architect/#/workflow/flows/{ORDER_SYNC}/latest"},
        [("bad-flow-id", "/flowId")],
    ),
    ({"flow_id": ORDER_SYNC}, [("misnamed-field", "/flow_id")]),
    ({"FlowID": ORDER_SYNC}, [("misnamed-field", "/FlowID")]),
    ({"flowld": ORDER_SYNC}, [("misnamed-field", "/flowld")]),
    ({"flow_id": "abc"}, [("misnamed-field", "/flow_id"), ("bad-flow-id", "/flow_id")]),
    (of(inputs={}), [("misnamed-field", "/inputs")]),
    (of(parameters={"a": 1}), [("misnamed-field", "/parameters")]),
    (of(variables={"a": 1}), [("misnamed-field", "/variables")]),
    (of(input_data={"a": 1}), [("misnamed-field", "/input_data")]),
    (of(user={"id": "u"}, customData={"a": 1}), [("unknown-field", "/user"), ("unknown-field", "/customData")]),
    (of(**{"a/b~c": 1}), [("unknown-field", "/a~1b~0c")]),
    (of(flowVersion=1), [("wrong-type", "/flowVersion")]),
    (of(inputData=[]), [("wrong-type", "/inputData")]),
    (of(inputData="{}"), [("wrong-type", "/inputData")]),
    (of(inputs=5), [("misnamed-field", "/inputs"), ("wrong-type", "/inputs")]),
    (of(name=5), [("wrong-type", "/name")]),
    (of(scope="flow:execute"), [("unknown-field", "/scope"), ("invented-permission", "/scope")]),
    ("[]", [("not-an-object", "")]),
    ("null", [("not-an-object", "")]),
    ("", [("empty-body", None)]),
    ("{", [("malformed-json", None), ("missing-field", "")]),
]


@pytest.mark.parametrize(("body", "expected"), BODY_ALONE, ids=[str(case[0])[:50] for case in BODY_ALONE])
def test_a_body_alone(body: Any, expected: list[tuple[str, str | None]]) -> None:
    result = checked(body, known=False)
    assert found(result) == expected
    assert result.status == (400 if expected else 200)
    assert set(result.not_checked) >= {"host", "path", "method", "token", "content-type", "permission", "inputs"}


WITH_THE_FLOW = [
    (of(inputData=GOOD_INPUTS), []),
    (of(inputData={key.lower(): value for key, value in GOOD_INPUTS.items()}), []),
    ({"flowId": KEY_LOOKUP, "inputData": {"Flow.key": "a"}}, []),
    ({"flowId": "abc-12"}, [("bad-flow-id", "/flowId")]),
    ({"flowId": "Order sync"}, [("bad-flow-id", "/flowId")]),
    ({"flowId": "ffffffff-0000-4000-8000-000000000000"}, [("unknown-flow", "/flowId")]),
    (of(flowVersion="9.0"), [("unknown-version", "/flowVersion")]),
    ({"flowId": DRAFT}, [("unpublished-flow", "/flowId")]),
    ({"flowId": MAIN_MENU}, [("flow-not-launchable", "/flowId")]),
    ({"flowId": PAGING}, [("flow-not-launchable", "/flowId")]),
    (of(inputData={"batchId": "b"}), [("unscoped-input", "/inputData/batchId")]),
    (of(inputData={"BATCHID": "b"}), [("unscoped-input", "/inputData/BATCHID")]),
    (of(inputData={"Flow.batch_id": "b"}), [("unknown-input", "/inputData/Flow.batch_id")]),
    (of(inputData={"Flow.nothing": "b"}), [("unknown-input", "/inputData/Flow.nothing")]),
    (of(inputData={"Flow.status": "b"}), [("not-an-input", "/inputData/Flow.status")]),
    (of(inputData={"status": "b"}), [("not-an-input", "/inputData/status")]),
    (of(inputData={"Flow.batchId": "a", "flow.batchid": "b"}), [("duplicate-key", "/inputData/flow.batchid")]),
    (of(parameters={"batchId": "b"}), [("misnamed-field", "/parameters"), ("unscoped-input", "/parameters/batchId")]),
    (of(customData={"batchId": "b"}), [("unknown-field", "/customData")]),
    (inputs(batchId=5), [("input-type", "/inputData/Flow.batchId")]),
    (inputs(batchId=None), []),
    (inputs(pages=1.0), []),
    (inputs(pages="12"), []),
    (inputs(pages=1.5), [("input-type", "/inputData/Flow.pages")]),
    (inputs(pages="twelve"), [("input-type", "/inputData/Flow.pages")]),
    (inputs(pages=True), [("input-type", "/inputData/Flow.pages")]),
    (inputs(pages=10**15), [("input-type", "/inputData/Flow.pages")]),
    (inputs(rate="1.25"), []),
    (inputs(rate=1), []),
    (inputs(rate="much"), [("input-type", "/inputData/Flow.rate")]),
    (inputs(dry="true"), [("input-type", "/inputData/Flow.dry")]),
    (inputs(dry=0), [("input-type", "/inputData/Flow.dry")]),
    (inputs(since="yesterday"), [("input-type", "/inputData/Flow.since")]),
    (inputs(since=1717200000), [("input-type", "/inputData/Flow.since")]),
    (inputs(patience="PT1H30M"), []),
    (inputs(patience="an hour"), [("input-type", "/inputData/Flow.patience")]),
    (inputs(orderIds="o-1"), [("input-type", "/inputData/Flow.orderIds")]),
    (inputs(orderIds=["a", 1]), [("input-type", "/inputData/Flow.orderIds")]),
    (inputs(document={"any": [1, None, {"deep": True}]}), []),
    (inputs(document=None), []),
]


@pytest.mark.parametrize(("body", "expected"), WITH_THE_FLOW, ids=[str(case[0])[40:110] for case in WITH_THE_FLOW])
def test_against_the_flow(body: Any, expected: list[tuple[str, str | None]]) -> None:
    assert found(checked(body)) == expected


EXTENDED = [
    (inputs(), []),
    (of(inputs={"batchId": "b"}), []),
    (of(parameters={"Flow.batchId": "b"}), []),
    (of(variables={"batchId": "b"}, inputData={"Flow.batchId": "b"}), []),
    (of(inputs={"batchId": "b"}, parameters={"batchId": "c"}), [("conflicting-fields", "/parameters")]),
    (of(inputData={"batchId": "b"}), [("unscoped-input", "/inputData/batchId")]),
    (of(), [("missing-input", "")]),
    (of(inputs={}), [("missing-input", "")]),
    (of(context={"batchId": "b", "anything": 1}), []),
    (of(customData={"Flow.batchId": "b"}), []),
    (of(context={"batchId": 5}), [("input-type", "/context/batchId")]),
    (of(context={"batchId": "b"}, customData={"batchId": "c"}), [("conflicting-fields", "/customData")]),
    (of(context=5), [("wrong-type", "/context"), ("missing-input", "")]),
    (inputs() | {"user": {"id": "usr-1"}}, []),
    (inputs() | {"type": "user", "initiator": {"id": "usr-1"}, "context": {}}, []),
    (inputs() | {"initiator": {"userId": "usr-1", "type": "user"}}, []),
    (inputs() | {"initiator": {"email": "ada@example.com"}}, []),
    (inputs() | {"initiator": {"type": "email", "email": "ada@example.com"}}, []),
    (inputs() | {"initiator": {"type": "system"}}, []),
    (inputs() | {"initiator": {"type": "externalContact", "id": "c-1"}}, []),
    (inputs() | {"initiator": {"id": "usr-0"}}, [("unknown-initiator", "/initiator/id")]),
    (inputs() | {"initiator": {"id": "usr-2"}}, [("inactive-initiator", "/initiator/id")]),
    (inputs() | {"initiator": {"type": "robot", "id": "usr-1"}}, [("wrong-type", "/initiator/type")]),
    (inputs() | {"initiator": {"type": "user"}}, [("missing-field", "/initiator")]),
    (inputs() | {"type": "user"}, []),
    (inputs() | {"type": "system"}, []),
    (inputs() | {"type": "externalContact"}, [("missing-field", "")]),
    (inputs() | {"type": "email"}, [("missing-field", "")]),
    (inputs() | {"type": "email", "initiator": 5}, [("wrong-type", "/initiator")]),
    (
        inputs() | {"initiator": {"ident": "usr-1"}},
        [("missing-field", "/initiator"), ("unknown-field", "/initiator/ident")],
    ),
    (inputs() | {"initiator": {"user_id": "usr-1"}}, [("unknown-field", "/initiator/user_id")]),
    (inputs() | {"initiator": {"id": 5}}, [("wrong-type", "/initiator/id")]),
    (inputs() | {"initiator": {"id": "usr-1", "email": "ada@example.com"}}, []),
    (inputs() | {"initiator": {"id": "usr-1", "email": "x@example.com"}}, [("conflicting-fields", "/initiator/email")]),
    (inputs() | {"inputs": []}, [("wrong-type", "/inputs")]),
    (inputs() | {"Inputs": []}, [("misnamed-field", "/Inputs"), ("wrong-type", "/Inputs")]),
    (of(parameters="b"), [("wrong-type", "/parameters"), ("missing-input", "")]),
    (of(inputs=None, inputData={"Flow.batchId": "b"}), []),
    (inputs() | {"initiator": {"id": "usr-1"}, "user": {"id": "usr-2"}}, [("conflicting-fields", "/user/id")]),
    (inputs() | {"initiator": {"id": "usr-1", "type": "user"}, "type": "system"}, [("conflicting-fields", "/type")]),
    (inputs() | {"executionConfig": {"queueName": "support"}}, []),
    (inputs() | {"executionConfig": {"queueName": "Sales"}}, [("unknown-queue", "/executionConfig/queueName")]),
    (inputs() | {"executionConfig": {"queue": "Sales"}}, [("unknown-field", "/executionConfig/queue")]),
    (
        inputs()
        | {
            "routingData": {
                "from": {"id": "x", "name": "n", "address": "+1"},
                "to": {"id": "q", "name": "n"},
                "language": "DE_de",
                "participantId": "p",
            }
        },
        [],
    ),
    (inputs() | {"routingData": {"language": "fr-fr"}}, [("unsupported-language", "/routingData/language")]),
    (inputs() | {"routingData": {"from": {"id": "part-7"}}}, [("participant-busy", "/routingData/from/id")]),
    (inputs() | {"routingData": {"participantId": "part-7"}}, [("participant-busy", "/routingData/participantId")]),
    (inputs() | {"routingData": {"from": {"id": "usr-3"}}}, [("participant-not-ready", "/routingData/from/id")]),
    (inputs() | {"routingData": {"from": 5}}, [("wrong-type", "/routingData/from")]),
    ({"flowId": MAIN_MENU}, [("missing-routing", ""), ("flow-not-launchable", "/flowId")]),
    (
        {"flowId": MAIN_MENU, "routingData": {"from": {"id": "x"}}},
        [("flow-not-launchable", "/flowId"), ("missing-address", "/routingData/from")],
    ),
    (inputs() | {"flow_version": "1.0"}, [("misnamed-field", "/flow_version")]),
    (inputs() | {"execution_config": {"queueName": "support"}}, [("misnamed-field", "/execution_config")]),
    (inputs() | {"something": 1}, [("unknown-field", "/something")]),
]


@pytest.mark.parametrize(("body", "expected"), EXTENDED, ids=[str(case[0])[40:110] for case in EXTENDED])
def test_the_extended_contract(body: Any, expected: list[tuple[str, str | None]]) -> None:
    assert found(checked(body, contract="extended")) == expected


HEADERS = {"Authorization": "Bearer 9fQ2mZx7Lk3vT8pWc1Yb", "Content-Type": "application/json"}

AROUND = [
    ({}, []),
    ({"headers": {}}, ["no-token", "content-type"]),
    ({"headers": HEADERS}, []),
    ({"headers": {"authorization": "bearer abc", "content-type": "application/json; charset=UTF-8"}}, []),
    ({"headers": HEADERS | {"Authorization": "Bearer $TOKEN"}}, []),
    ({"headers": HEADERS | {"Authorization": "Bearer {{token}}"}}, []),
    ({"headers": HEADERS | {"Authorization": "Bearer <your_token>"}}, ["bad-token"]),
    ({"headers": HEADERS | {"Authorization": "Bearer your_valid_token"}}, ["bad-token"]),
    ({"headers": HEADERS | {"Authorization": "Bearer"}}, ["bad-token"]),
    ({"headers": HEADERS | {"Authorization": "9fQ2mZx7Lk3vT8pWc1Yb"}}, ["bad-token"]),
    ({"headers": HEADERS | {"Authorization": "Bearer Bearer abc"}}, ["bad-token"]),
    ({"headers": HEADERS | {"Authorization": 'Bearer "abc"'}}, ["bad-token"]),
    ({"headers": HEADERS | {"Authorization": "Basic YTpi"}}, ["bad-token"]),
    ({"headers": HEADERS | {"Authorization": "Bearer ZXJwLXN5bmM6ZGV2LW9ubHk="}}, ["bad-token"]),
    ({"headers": HEADERS | {"Authorization": "Bearer: 9fQ2mZx7Lk3vT8pWc1Yb"}}, ["bad-token"]),
    ({"headers": HEADERS | {"Authorization": "Bearer9fQ2mZx7Lk3vT8pWc1Yb"}}, ["bad-token"]),
    ({"headers": HEADERS | {"Authorization": "Bearer $(get-token a b)"}}, []),
    ({"headers": HEADERS | {"Authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"}}, []),
    ({"headers": HEADERS | {"Content-Type": "text/plain;charset=UTF-8"}}, ["content-type"]),
    ({"headers": HEADERS | {"Content-Type": "application/x-www-form-urlencoded"}}, ["content-type"]),
    ({"headers": HEADERS | {"Content-Type": "application/json; charset=latin-1"}}, ["content-type"]),
    ({"path": "/api/v2/flows/executions"}, []),
    ({"path": "/api/v2/flows/executions", "method": "POST"}, []),
    ({"path": "/api/v2/flows/executions?dry=1", "method": "post"}, []),
    ({"path": "/api/v2/flows/execution"}, ["unknown-path"]),
    ({"path": "/api/v2/flows/execution", "method": "POST"}, ["unknown-path"]),
    ({"path": "/api/v2/flows/executions", "method": "PUT"}, ["wrong-method"]),
    ({"path": f"/api/v2/flows/{ORDER_SYNC}", "method": "POST"}, ["wrong-method"]),
    ({"path": f"/api/v2/flows/{ORDER_SYNC}", "method": "GET"}, ["not-a-launch"]),
    ({"host": "api.mypurecloud.com"}, []),
    ({"host": "api.usw2.pure.cloud:443"}, []),
    ({"host": "127.0.0.1:8642"}, []),
    ({"host": "[::1]:8642"}, []),
    ({"host": "localhost:8642"}, []),
    ({"host": "architrave"}, []),
    ({"host": "{myorg}.mygen.com"}, ["unknown-host"]),
    ({"host": "api.myniceone.com"}, ["unknown-host"]),
    ({"host": "apps.mypurecloud.com"}, ["unknown-host"]),
    ({"scopes": ("architect:flow:launch",)}, []),
    ({"scopes": ("architect:flow:*",)}, []),
    ({"scopes": ("architect",)}, []),
    ({"scopes": ("users:readonly", "architect:readonly")}, ["missing-scope"]),
    ({"scopes": ("architect:flow:view",)}, ["missing-permission"]),
    ({"scopes": ()}, ["missing-permission"]),
    ({"scopes": ("flow:execute",)}, ["invented-permission"]),
    ({"scopes": ("flow:execution:write",)}, ["invented-permission"]),
    ({"scopes": ("flow:execution:create",)}, ["invented-permission"]),
    ({"scopes": ("architect:flow:execute",)}, ["invented-permission"]),
    ({"scopes": ("architect", "flow:execute")}, ["invented-permission"]),
    ({"notes": "# the token has flow:execute"}, ["invented-permission"]),
    ({"headers": HEADERS | {"X-Scopes": "flow:execution:write"}}, ["invented-permission"]),
]


@pytest.mark.parametrize(("sent", "slugs"), AROUND, ids=[str(case[0])[:70] for case in AROUND])
def test_everything_around_the_body(sent: dict[str, Any], slugs: list[str]) -> None:
    result = checked(inputs(), **sent)
    assert [item.rule.slug for item in result.diagnostics] == slugs
    assert all(item.pointer is None for item in result.diagnostics)


def test_the_status_is_that_of_the_first_problem_and_all_are_listed() -> None:
    steps: list[tuple[int | None, Callable[[dict[str, Any]], None]]] = [
        (404, lambda sent: sent.pop("path")),
        (405, lambda sent: sent.pop("method")),
        (401, lambda sent: sent["headers"].update({"Authorization": "Bearer abc"})),
        (415, lambda sent: sent["headers"].update({"Content-Type": "application/json"})),
        (400, lambda sent: sent["body"].pop("user")),
        (403, lambda sent: sent.pop("scopes")),
        (404, lambda sent: sent["body"].pop("flowVersion")),
        (400, lambda sent: sent["body"]["inputData"].pop("nothing")),
        (409, lambda sent: sent["body"]["routingData"].pop("from")),
    ]
    body = inputs() | {"user": {"ident": 1}, "flowVersion": "9.0", "routingData": {"from": {"id": "part-7"}}}
    body["inputData"]["nothing"] = 1
    sent: dict[str, Any] = {
        "path": "/x",
        "method": "GET",
        "headers": {"Authorization": "x", "Content-Type": "text/plain"},
        "scopes": ("flow:execute",),
        "body": body,
    }
    problems = 1000
    for status, fix in steps:
        parts = {key: value for key, value in sent.items() if key != "body"}
        result = checked(sent["body"], contract="extended", **parts)
        assert result.status == status
        assert len(result.diagnostics) < problems or status == 400
        problems = len(result.diagnostics)
        fix(sent)
    assert checked(sent["body"], contract="extended", headers=HEADERS).ok


@pytest.mark.parametrize("token", ["Bearer9fQ2mZx7Lk3vT8pWc1Yb", "Bearer:9fQ2mZx7Lk3vT8pWc1Yb", "9fQ2mZx7Lk3vT8pWc1Yb"])
def test_no_message_shows_a_token(token: str) -> None:
    (item,) = checked(inputs(), headers=HEADERS | {"Authorization": token}).diagnostics
    assert "9fQ2m" not in f"{item.message} {item.help}"


def test_a_header_that_was_meant_to_carry_the_token_is_named() -> None:
    headers = {"Authorisation": "Bearer abc", "Content-Type": "application/json"}
    (item,) = checked(inputs(), headers=headers).diagnostics
    assert (item.rule.slug, "Authorisation" in (item.help or "")) == ("no-token", True)


def test_a_foreign_host_does_not_decide_the_status() -> None:
    assert checked(inputs(), host="api.myniceone.com").status is None
    assert checked(of(user=1), host="api.myniceone.com").status == 400


def test_without_a_known_token_nothing_is_checked_against_the_organization() -> None:
    body = json.dumps({"flowId": "ffffffff-0000-4000-8000-000000000000", "user": 1}).encode()
    sent = Sent(body, {"authorization": "Bearer abc", "content-type": "application/json"})
    result = check(sent, token=Token("unknown"), flows=FLOWS, entities=known_entities())
    assert [item.rule.slug for item in result.diagnostics] == ["bad-token", "unknown-field"]
    assert "flow" in result.not_checked
    assert check(sent, token=Token("expired"), flows=FLOWS).status == 401
    assert check(sent, token=Token("valid"), flows=FLOWS).diagnostics[-2].rule.slug == "missing-permission"
    assert check(sent, token=MAY_LAUNCH, flows=FLOWS, retry_after=9).status == 429


def test_a_body_that_is_too_large_is_not_read() -> None:
    result = check(Sent(b"[" * 20_000_000))
    assert (result.status, [item.rule.slug for item in result.diagnostics]) == (413, ["too-large"])
    assert "body" in result.not_checked


def test_missing_inputs_are_a_warning_or_an_error() -> None:
    platform = checked(of(inputData={"Flow.batchId": "b"}))
    assert platform.ok
    assert [(item.rule.slug, item.severity, item.pointer) for item in platform.diagnostics] == [
        ("missing-input", Severity.WARNING, "/inputData")
    ]
    assert "Flow.rate" not in platform.diagnostics[0].message  # it has an initial value
    extended = checked(of(inputData={"Flow.sourceSystem": "b"}), contract="extended")
    assert [item.severity for item in extended.diagnostics] == [Severity.ERROR, Severity.WARNING]


def test_places_are_one_based_lines_and_columns_in_code_points() -> None:
    result = checked('{\n  "😀": 1, "flow_id": "x",\n\t"name": 5}', known=False)
    places = [
        (item.pointer, item.start.line, item.start.column, item.end.column)
        for item in result.diagnostics
        if item.start and item.end
    ]
    assert places == [("/😀", 2, 3, 6), ("/flow_id", 2, 11, 20), ("/flow_id", 2, 22, 25), ("/name", 3, 10, 11)]


def test_a_good_request_becomes_a_launch() -> None:
    body = of(inputData={"flow.batchid": "b-1", "Flow.pages": 2}, name="n", flowVersion="1.0")
    wanted = LaunchRequest(ORDER_SYNC, "1.0", {"Flow.batchId": "b-1", "Flow.pages": 2}, "n")
    assert checked(body).request == wanted
    sent = Sent(json.dumps(body).encode(), HEADERS)
    assert check(sent, token=MAY_LAUNCH, flows=FLOWS) == CheckResult(200, request=wanted)
    assert checked(of(user=1)).request is None


def test_an_extended_launch_carries_its_fields() -> None:
    body = of(
        inputs={"pages": 1},
        context={"batchId": "from context", "pages": 9, "ticket": "T-1"},
        user={"id": "usr-1"},
        routingData={"from": {"id": "p-1"}, "language": "en-us"},
        executionConfig={"queueName": "SUPPORT"},
    )
    request = checked(body, contract="extended").request
    assert request is not None
    assert request.input_data == {"Flow.pages": 1, "Flow.batchId": "from context"}
    extended = request.extended
    assert extended is not None
    assert extended.context == body["context"]
    assert extended.initiator is not None
    assert extended.initiator["name"] == "Ada"
    assert extended.routing == body["routingData"]
    assert extended.queue == {"id": "q-1", "name": "Support"}


FIXED = [
    ({"flow_id": ORDER_SYNC}, {"flowId": ORDER_SYNC}),
    ({"FLOWID": ORDER_SYNC.replace("-", "")}, {"flowId": ORDER_SYNC}),
    ({"flowId": f" {ORDER_SYNC} "}, {"flowId": ORDER_SYNC}),
    ({"flowId": ORDER_SYNC.replace("-", "\u2013")}, {"flowId": ORDER_SYNC}),
    ({"flowId": ORDER_SYNC.replace("-", "_")}, {"flowId": ORDER_SYNC}),
    ({"flowId": "order SYNC"}, {"flowId": ORDER_SYNC}),
    (
        of(customData={"batchId": "b", "SOURCESYSTEM": "e"}),
        of(inputData={"Flow.batchId": "b", "Flow.sourceSystem": "e"}),
    ),
    (
        of(customData={"batchId": "b"}, inputData={"Flow.pages": 1}),
        of(inputData={"Flow.pages": 1, "Flow.batchId": "b"}),
    ),
    (of(customData={"batchId": "b"}, context={"pages": 2}), of(inputData={"Flow.batchId": "b", "Flow.pages": 2})),
    (
        {"flowId": ORDER_SYNC, "context": {"batchId": "b"}, "inputs": {"pages": 1}},
        of(inputData={"Flow.batchId": "b", "Flow.pages": 1}),
    ),
    (of(parameters={"batch_id": 5, "other": 1}), of(inputData={"Flow.batchId": "5", "other": 1})),
    (of(inputs='{"batchId": "b"}'), of(inputData={"Flow.batchId": "b"})),
    (of(inputs={"pages": 1}, inputData={"Flow.pages": 1}), of(inputData={"Flow.pages": 1})),
    (of(inputData={"batchId": "b"}), of(inputData={"Flow.batchId": "b"})),
    (of(inputData={"batchId": 7}), of(inputData={"Flow.batchId": "7"})),
    (inputs(dry="TRUE", orderIds="o"), inputs(dry=True, orderIds=["o"])),
    (of(context={}, user=None), of()),
    ("{“flowId”: “" + ORDER_SYNC + "”,}", of()),
    (json.dumps(json.dumps(of())), of()),
    # Several of them, each of which changes what the others find.
    ({"flow_id": f"{{{ORDER_SYNC}}}", "FlowId": ORDER_SYNC}, of()),
    ({"flowld": "x", "flow_id": ORDER_SYNC}, {"flowld": "x", "flowId": ORDER_SYNC}),
    (
        {"parameters": {"pages": 1}, "inputData": '{"batchId": "b"}', "flowId": ORDER_SYNC, "args": {"dry": True}},
        of(inputData={"Flow.batchId": "b", "Flow.pages": 1, "Flow.dry": True}),
    ),
    (of(inputData='{"batchId": "b"}', inputs={}), of(inputData={"Flow.batchId": "b"})),
    (of(inputData={"batch_id": "b", "BATCHID": "b"}), of(inputData={"Flow.batchId": "b"})),
    (of(inputData={"Flow.batchId": "5", "batchid": 5}), of(inputData={"Flow.batchId": "5"})),
    (of(data="{}"), of()),
    (of(batchId="b", **{"Flow.pages": 2}), of(inputData={"Flow.batchId": "b", "Flow.pages": 2})),
    (of(batch_id=7, inputData={"Flow.pages": 2}), of(inputData={"Flow.pages": 2, "Flow.batchId": "7"})),
]


@pytest.mark.parametrize(("body", "expected"), FIXED, ids=[str(case[0])[:60] for case in FIXED])
def test_certain_fixes_are_made(body: Any, expected: dict[str, Any]) -> None:
    assert checked(body).corrected == expected


LEFT_ALONE = [
    of(customData={"batchId": "b", "unheard": 1}),
    of(customData={"batchId": "b"}, inputData={"Flow.batchId": "c"}),
    of(customData={"pages": "many"}),
    of(user={"id": "u"}),
    of(customData={"batchId": "b"}, inputData={"batchId": "c", "Flow.batchId": "d"}),
    of(parameters={"a": 1}, inputData={"a": 2}),
    inputs(pages="x"),
    '{"flowId": "' + ORDER_SYNC + '", "inputData": {"Flow.batchId": 1e30}}',
    of(inputData={"batch_id": "b", "BATCHID": "c"}),
    {"flowId": f"{ORDER_SYNC}0"},
    {"flowId": ORDER_SYNC, "flow_id": "another"},
    '{"flowId": "' + ORDER_SYNC + '"',
]


@pytest.mark.parametrize("body", LEFT_ALONE, ids=[str(case)[40:110] for case in LEFT_ALONE])
def test_what_a_person_must_decide_is_left_alone(body: Any) -> None:
    result = checked(body)
    assert not result.ok
    assert result.corrected is None
    assert all(item.help for item in result.diagnostics)


@pytest.mark.parametrize(
    "body", [case[0] for case in (*BODY_ALONE, *WITH_THE_FLOW, *FIXED)] + LEFT_ALONE, ids=lambda body: str(body)[:70]
)
@pytest.mark.parametrize("known", [True, False])
def test_after_all_fixes_only_what_had_none_is_left(body: Any, known: bool) -> None:
    first = checked(body, known=known)
    if first.corrected is None:
        return
    without_fix = {item.rule.slug for item in first.diagnostics if item.fix is None}
    second = checked(first.corrected, known=known)
    assert {item.rule.slug for item in second.diagnostics if item.is_error} <= without_fix
    if not isinstance(body, str):
        assert apply_fixes(body, first.diagnostics) == first.corrected


HELPS = [
    ({"request": of()}, "top level"),
    ({"FlowExecutionLaunchRequest": of()}, "top level"),
    (of(**{"Flow.other": 1}), '"Flow.other"'),
    (of(inputData={"Flow": {"batchId": "b"}}), "Do not nest"),
    (of(batchId="b", inputData={"Flow.batchId": "c"}), '"Flow.batchId"'),
]


@pytest.mark.parametrize(("body", "said"), HELPS, ids=[str(case[0])[:60] for case in HELPS])
def test_the_help_says_where_a_thing_belongs(body: Any, said: str) -> None:
    result = checked(body)
    assert result.corrected is None
    assert any(said in (item.help or "") for item in result.diagnostics if item.is_error)


def test_every_message_says_something() -> None:
    bodies = [case[0] for case in (*BODY_ALONE, *WITH_THE_FLOW, *EXTENDED)]
    for body in bodies:
        for item in checked(body, contract="extended").diagnostics + checked(body).diagnostics:
            assert "invalid" not in item.message.lower()
            assert len(item.message.split()) > 4
            assert not item.message[0].islower()
            assert item.message.rstrip()[-1] in ".?"
            assert item.help is None or item.help.rstrip()[-1] in ".?}"


def test_a_field_is_not_moved_over_an_input_that_will_get_that_name() -> None:
    body = of(inputData={"batchId": "mine"}, customData={"batchId": "another"})
    assert checked(body).corrected == of(inputData={"Flow.batchId": "mine"}, customData={"batchId": "another"})


def test_a_corrected_body_keeps_the_order_of_its_fields() -> None:
    corrected = checked(inputs(dry="true") | {"flowId": f"{{{ORDER_SYNC}}}"}).corrected
    assert list(corrected) == ["flowId", "inputData"]
    assert list(corrected["inputData"]) == list(GOOD_INPUTS)


def test_under_the_extended_contract_inputs_in_a_string_must_agree_too() -> None:
    body = of(inputData='{"Flow.batchId": "b"}', inputs={"batchId": "c"})
    assert ("conflicting-fields", "/inputs") in found(checked(body, contract="extended"))
    body = {**of(), "data": {"pages": 1}, "inputDatas": {"batchId": "b"}}
    assert checked(body, contract="extended").corrected is None


def test_fixes_inside_a_renamed_field_are_made_with_its_renaming() -> None:
    body = of(Context={"batchId": 5, "ticket": 7}, inputData={})
    result = checked(body, contract="extended")
    assert result.corrected == of(context={"batchId": "5", "ticket": 7}, inputData={})
    assert apply_fixes(body, result.diagnostics) == result.corrected


def test_a_flow_id_in_an_object_is_taken_out_only_where_it_is_good() -> None:
    assert checked({"flowId": {"id": ORDER_SYNC}}).corrected == of()
    assert checked({"flowId": {"id": "usr-1"}}).corrected is None


def test_under_the_extended_contract_no_fix_makes_two_fields_disagree() -> None:
    body = of(inputs={"batchId": "b"}, params={"batchId": "c"})
    result = checked(body, contract="extended")
    assert result.corrected is None
    assert {"misnamed-field", "conflicting-fields"} <= {item.rule.slug for item in result.diagnostics}


@pytest.mark.parametrize("name", ["inputs", "parameters", "variables"])
def test_under_the_extended_contract_inputs_are_fixed_in_place(name: str) -> None:
    respelt = checked(of(**{name.title(): {"batch_id": "b", "Flow.pages": 1}}), contract="extended")
    assert respelt.corrected == of(**{name: {"Flow.batchId": "b", "Flow.pages": 1}})
    result = checked(of(**{name: {"batch_id": "b", "Pages": 1}}), contract="extended")
    assert found(result) == [("unknown-input", f"/{name}/batch_id")]
    assert result.corrected == of(**{name: {"Flow.batchId": "b", "Pages": 1}})
