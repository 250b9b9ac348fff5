"""From inputs to outputs with a scripted reply: what the worked cases of real definitions do not cover."""

import asyncio
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.definitions.data_actions import read_data_action
from architrave.diagnostics import Source
from architrave.engine.data_actions import NotSent, Request, Response, perform

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
FAILURE_OUTPUTS = {
    "errorCode", "status", "correlationId", "userMessage", "userParams.key", "userParams.value", "details.errorCode",
    "details.fieldName", "details.entityId", "details.entityName",
}  # fmt: skip


def definition(request=None, response=None, inputs=None, outputs=None, **more):
    data = {
        "name": "Get Order",
        "config": {
            "request": {"requestUrlTemplate": "/orders/${input.id}", "requestType": "GET", **(request or {})},
            "response": response or {},
        },
        "contract": {
            "input": {"inputSchema": {"type": "object", "properties": inputs or {"id": TEXT}}},
            "output": {"successSchema": outputs or {"type": "object", "properties": {"state": TEXT}}},
        },
        **more,
    }
    action, faults = read_data_action(Source("x.json", json.dumps(data)), "data-actions/ERP/x.json")
    assert action is not None, faults
    return action


def performed(action, inputs, reply=None, **more):
    sent: list[Request] = []

    async def send(request: Request, /) -> Response:
        sent.append(request)
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, Response):
            return reply
        body = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
        return Response(200, body)

    return asyncio.run(perform(action, inputs, send, **more)), sent


def test_an_input_without_a_value_is_left_out_of_the_raw_request():
    action = definition({"requestType": "POST"}, inputs={"id": TEXT, "n": WHOLE})
    _, sent = performed(action, {"id": "1", "n": None}, {})
    assert json.loads(sent[0].body) == {"id": "1"}


def test_text_is_converted_to_a_number_if_the_contract_says_so():
    action = definition({"requestType": "POST"}, inputs={"id": WHOLE, "b": {"type": "boolean"}, "t": TEXT})
    _, sent = performed(action, {"id": "12", "b": "true", "t": "12"}, {})
    assert json.loads(sent[0].body) == {"id": 12, "b": True, "t": "12"}


@pytest.mark.parametrize(
    ("inputs", "contract", "said"),
    [
        ({"id": "x"}, {"id": WHOLE}, "id: "),
        ({"id": 5}, {"id": TEXT}, "id: "),
        ({"id": ""}, {"id": {"type": "string", "minLength": 1}}, "id: "),
        ({"id": "c"}, {"id": {"enum": ["a", "b"]}}, "id: "),
    ],
)
def test_inputs_that_do_not_fit_are_not_sent(inputs, contract, said):
    reply, sent = performed(definition(inputs=contract), inputs, {})
    assert sent == []
    assert said in reply["failure"]["errorMessage"]
    assert reply["failure"]["status"] == 400


MAPPED = {"translationMap": {"s": "$.state"}, "successTemplate": '{"state": ${s}}'}
DEFAULTED = {**MAPPED, "translationMapDefaults": {"s": '"none"'}}
FIRST = {
    "translationMap": {"s": "$.states[*]"},
    "translationMapDefaults": {"s": "[]"},
    "successTemplate": '{"state": ${successTemplateUtils.firstFromArray("${s}", "$esc.quote$esc.quote")}}',
}

REPLIES = [
    ({}, {"state": "open", "more": 1}, {"state": "open"}),
    (MAPPED, {"state": 'say "hi"'}, {"state": 'say "hi"'}),
    (DEFAULTED, {}, {"state": "none"}),
    ({**MAPPED, "translationMapDefaults": {"s": "not found"}}, {}, {"state": "not found"}),
    (FIRST, {"states": ["a", "b"]}, {"state": "a"}),
    (FIRST, {"states": []}, {"state": ""}),
    (FIRST, {}, {"state": ""}),
    ({"successTemplate": '#if($nn){"state": 1}#{else}{"state": "${nn|\'b\'}"}#end'}, {}, {"state": "b"}),
    (
        {
            "translationMap": {"s": "$.e[?(@.n =~ /sa.*/i)].id"},
            "successTemplate": '{"state": ${s.replaceAll("[\\[\\]]", "")}}',
        },
        {"e": [{"n": "Sales", "id": "2"}, {"n": "x", "id": "1"}]},
        {"state": "2"},
    ),
    (
        {"translationMap": {"s": '$.concat($.a, " ", $.b)'}, "successTemplate": '{"state": ${s}}'},
        {"a": "A", "b": "B"},
        {"state": "A B"},
    ),
    ({"translationMap": {"n": "$.n"}, "successTemplate": '{"state": "$math.round(${n})"}'}, {"n": 2.5}, {"state": "2"}),
    ({"successTemplate": '{"state": "$esc.jsonEncode(${rawResult})"}'}, {"a": 1}, {"state": '{"a": 1}'}),
    ({}, b"", {}),
    ({}, b"\xef\xbb\xbf{}", {}),
]


@pytest.mark.parametrize(("response", "body", "outputs"), REPLIES)
def test_success(response, body, outputs):
    reply, _ = performed(definition(response=response), {"id": "1"}, body)
    assert reply == {"success": outputs}


UNUSABLE = [
    (MAPPED, {}, "Variable $s has not been set at successTemplate[line 1, column 11]"),
    (DEFAULTED, {"state": None}, "does not match the output contract"),
    ({**MAPPED, "translationMapDefaults": {"s": ""}}, {}, "does not give JSON"),
    ({"successTemplate": "{rawResult}"}, {}, "does not give JSON"),
    ({"successTemplate": "#if("}, {}, "cannot be read"),
    ({"successTemplate": "$rawResult.getClass()"}, {}, "Templates cannot use"),
    ({"translationMap": {"s": "$$.x"}, "successTemplate": "${s}"}, {}, "is not valid"),
    ({}, {"state": 5}, "does not match the output contract"),
    ({}, [1], "does not match the output contract"),
    ({}, b"<html>", "is not JSON"),
    ({}, b'{"state": NaN}', "is not JSON"),
    ({}, b"[" * 100_000, "is not JSON"),
    ({}, b"[" * 60 + b"]" * 60, "deeper than 50"),
    ({}, b"\xff\xfe", "is not JSON"),
]


@pytest.mark.parametrize(("response", "body", "said"), UNUSABLE)
def test_a_reply_that_cannot_be_used_takes_the_failure_path(response, body, said):
    reply, _ = performed(definition(response=response), {"id": "1"}, body)
    outputs = reply["failure"]
    assert said in outputs["errorMessage"]
    assert outputs["errorCode"] == "BAD_REQUEST"
    assert set(outputs) >= FAILURE_OUTPUTS


def test_a_long_reply_is_processed_too():
    reply, _ = performed(definition(), {"id": "1"}, {"state": "x" * 100_000})
    assert len(reply["success"]["state"]) == 100_000


def test_half_a_character_of_a_reply_is_replaced():
    """It cannot be encoded as UTF-8, so it could neither be stored nor sent (assumed)."""
    reply, _ = performed(definition(), {"id": "1"}, b'{"state": "open \\ud800"}')
    assert reply == {"success": {"state": "open ?"}}


def test_an_error_of_the_platform_api_gives_its_own_outputs():
    body = {
        "code": "not.found", "message": "No order 1.", "messageWithParams": "No order {id}.",
        "messageParams": {"id": "1"}, "contextId": "c-1", "entityId": "1",
        "details": [{"errorCode": "a", "fieldName": "id"}, {"errorCode": "b"}],
    }  # fmt: skip
    reply, _ = performed(definition(), {"id": "1"}, Response(404, json.dumps(body).encode()))
    outputs = reply["failure"]
    del outputs["errorMessage"]
    assert outputs == {
        "errorCode": "not.found", "status": 404, "correlationId": "c-1", "userMessage": "No order 1.",
        "userParamsMessage": "No order {id}.", "userParams.key": ["id"], "userParams.value": ["1"], "entityId": "1",
        "details.errorCode": ["a", "b"], "details.fieldName": ["id", None], "details.entityId": [],
        "details.entityName": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "UNAUTHORIZED"),
        (404, "NOT_FOUND"),
        (429, "TOO_MANY_REQUESTS"),
        (599, "INTERNAL_SERVER_ERROR"),
        (418, "BAD_REQUEST"),
    ],
)
def test_an_error_status_is_a_failure_with_any_body(status, code):
    reply, _ = performed(definition(), {"id": "1"}, Response(status, b"<html>", {"inin-correlation-id": "x"}))
    assert (reply["failure"]["errorCode"], reply["failure"]["status"]) == (code, status)
    assert reply["failure"]["correlationId"] == "x"


ODD = (
    st.none()
    | st.integers(-1, 70)
    | st.sampled_from(["", "$x", "{", "GET", "/x", "$..a"])
    | st.lists(st.just(1), max_size=1)
)
ODD_OBJECT = ODD | st.dictionaries(st.sampled_from(["a", "type", "properties"]), ODD, max_size=2)


@pytest.mark.property
@settings(max_examples=300)
@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(["requestUrlTemplate", "requestType", "headers", "requestTemplate"], ODD_OBJECT)
    ),
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(["translationMap", "translationMapDefaults", "successTemplate"], ODD_OBJECT)
    ),
    st.dictionaries(st.sampled_from(["type", "properties", "items", "$ref", "pattern"]), ODD_OBJECT, max_size=3),
    st.sampled_from([b"", b"{}", b"[1]", b'{"a": [null]}', b"x"]),
)
def test_any_definition_gives_some_reply(request_config, response, outputs, body):
    action = definition(request_config, response, outputs=outputs or {"type": "object"})
    reply, _ = performed(action, {"id": "1"}, body)
    assert list(reply) in (["success"], ["failure"])


def test_no_answer_is_a_failure_and_a_late_one_a_time_out():
    reply, _ = performed(definition(), {"id": "1"}, NotSent("Nobody there."))
    assert reply["failure"]["userMessage"] == "Nobody there."
    assert performed(definition(), {"id": "1"}, TimeoutError())[0] == {"timeout": True}


@pytest.mark.parametrize(
    ("request_config", "said"),
    [
        ({"requestUrlTemplate": ""}, "gives no address"),
        ({"requestUrlTemplate": "/a\nHost: evil"}, "a line break"),
        ({"requestUrlTemplate": 5}, "is not a text"),
        ({"requestType": "CONNECT"}, "requestType"),
        ({"requestType": None}, "requestType"),
        ({"headers": {"X-Id": "a\r\nEvil: 1"}}, "HTTP does not allow"),
        ({"headers": {"X Id": "a"}}, "HTTP does not allow"),
        ({"headers": {"X": "$input.class"}}, "Templates cannot use"),
        ({"headers": {"X": "$nope"}}, "Variable $nope has not been set at the header X[line 1, column 1]"),
        ({"requestUrlTemplate": "/${inputs.id}"}, "Variable $inputs has not been set at requestUrlTemplate"),
        ({"requestUrlTemplate": "/${input.id.nope()}"}, "does not contain method nope()"),
    ],
)
def test_a_request_that_cannot_be_made_is_not_sent(request_config, said):
    reply, sent = performed(definition(request_config), {"id": "1"}, {})
    assert sent == []
    assert said in reply["failure"]["errorMessage"]


def test_headers_of_the_connection_are_not_the_templates():
    action = definition({"headers": {"Transfer-Encoding": "buffered", "Host": "evil", "X-Id": "${input.id}"}})
    _, sent = performed(action, {"id": "1"}, {})
    assert sent[0].headers == {"X-Id": "1"}


def test_the_login_is_called_first_and_only_it_sees_the_credentials():
    login = definition(
        {
            "requestUrlTemplate": "/token?u=${credentials.user}",
            "requestType": "POST",
            "requestTemplate": "${credentials.password}",
        },
        {"translationMap": {"t": "$.access"}, "successTemplate": '{"token": ${t}}'},
        outputs={"type": "object"},
        actionType="customAuth",
    )
    action = definition({"headers": {"Authorization": "bearer ${authResponse.token}"}})
    more = {"login": login, "credentials": {"user": "u", "password": "p"}}
    _, sent = performed(action, {"id": "1"}, {"access": "tok"}, **more)
    assert (sent[0].url, sent[0].body) == ("/token?u=u", "p")
    assert sent[1].headers == {"Authorization": "bearer tok"}
    reply, sent = performed(
        definition({"headers": {"X": "${credentials.password}"}}), {"id": "1"}, {"access": "t"}, **more
    )
    assert [request.url for request in sent] == ["/token?u=u"]
    assert "Variable $credentials has not been set" in reply["failure"]["errorMessage"]


UNSET_INPUTS = [
    ("/x/${input.n}", "/x/${input.n}"),
    ("/x/$!{input.n}", "/x/"),
    ("/x?n=$esc.url(${input.n})", "/x?n=$esc.url(${input.n})"),
    ('/x#if("$!{input.n}" != "")?n=1#end', "/x"),
]


@pytest.mark.parametrize(("template", "url"), UNSET_INPUTS)
def test_the_organization_says_what_an_input_without_a_value_is(template, url):
    action = definition({"requestUrlTemplate": template}, inputs={"id": TEXT, "n": TEXT})
    _, sent = performed(action, {"id": "1"}, {})
    assert [request.url for request in sent] == [url]
    reply, sent = performed(action, {"id": "1"}, {}, unset_inputs="failure")
    if "!" in template:
        assert [request.url for request in sent] == [url]
    else:
        assert sent == []
        assert "evaluated to null when attempting to render at requestUrlTemplate[" in reply["failure"]["errorMessage"]


STRICT = [
    ('{"state":"${nn}"}', "Variable $nn has not been set at successTemplate[line 1, column 11]"),
    ('{"state":"$nn"}', "Variable $nn has not been set at successTemplate[line 1, column 11]"),
    ('{"state":"$!nn"}', "Variable $nn has not been set at successTemplate[line 1, column 11]"),
    ('{"state":"$esc.jsonString($nn)"}', "Variable $nn has not been set at successTemplate[line 1, column 27]"),
    ('{\n  "state": "${s.foo()}"}', "does not contain method foo() at successTemplate[line 2, column 17]"),
    ('{"state": $s.foo}', "does not contain property 'foo' at successTemplate[line 1, column 14]"),
    ('{"state": $esc.nope("a")}', "does not contain method nope(java.lang.String) at successTemplate"),
    ('#if($nn == "a"){}#end', "Variable $nn has not been set at successTemplate[line 1, column 5]"),
    ('{"state": "$math.div(1, 0)"}', "evaluated to null when attempting to render at successTemplate"),
    ('{"state": ${successTemplateUtils.firstFromArray("${nn}")}}', "Variable $nn has not been set at StringLiteral["),
    ("#foreach($i in $nn)$i#end", "Variable $nn has not been set at successTemplate[line 1, column 16]"),
    ("#set($x = $nn){}", "Variable $nn has not been set at successTemplate[line 1, column 11]"),
]


@pytest.mark.parametrize(("template", "said"), STRICT)
def test_a_success_template_is_rendered_in_strict_mode(template, said):
    response = {"translationMap": {"s": "$.state"}, "successTemplate": template}
    reply, _ = performed(definition(response=response), {"id": "1"}, {"state": "x"})
    assert said in reply["failure"]["errorMessage"]
    assert reply["failure"]["details.errorCode"] == ["ACTION.PROCESSING"]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "file:///etc/passwd"},
        {"$ref": "http://127.0.0.1:9/schema"},
        {"type": "object", "properties": {"state": {"type": "string", "pattern": "^(a+)+$"}}},
        {"type": 5},
        {"properties": {"state": {"$ref": "#"}}},
    ],
)
def test_a_hostile_contract_reads_nothing_and_ends(schema):
    reply, _ = performed(definition(outputs=schema), {"id": "1"}, {"state": "a" * 40 + "!"})
    assert "failure" in reply or reply == {"success": {}}
