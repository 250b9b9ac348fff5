"""The bodies of rejections: the cloud's shape, and problem details."""

from architrave.contract import Token, check, error_body
from architrave.contract.check_result import CheckResult
from architrave.contract.request import Sent
from tests.contract.organization import ORDER_SYNC, Flows, known_entities
from tests.contract.test_check import checked, of


def rejected(**fields: object) -> CheckResult:
    return checked(of(user=1, initiator={"id": "x"}, **fields))


def test_the_shape_of_the_cloud() -> None:
    result = rejected()
    body = error_body(result.diagnostics, "c-1")
    assert set(body) == {"message", "code", "status", "contextId", "details", "errors"}
    assert (body["code"], body["status"], body["contextId"]) == ("bad.request", 400, "c-1")
    assert body["message"].startswith(result.diagnostics[0].message)
    assert body["message"].endswith('(and 1 more problem; see "errors")')
    assert body["details"] == [
        {"errorCode": "unknown-field", "fieldName": "user"},
        {"errorCode": "unknown-field", "fieldName": "initiator"},
    ]
    for error, detail in zip(body["errors"], body["details"], strict=True):
        assert set(error) == set(body)
        assert (error["details"], error["errors"]) == ([detail], [])


def test_warnings_are_not_errors() -> None:
    result = rejected(inputData={})
    assert any(not item.is_error for item in result.diagnostics)
    assert len(error_body(result.diagnostics, "c")["errors"]) == 2


CODES = [
    (Sent(b"{}", {}), None, "authentication.required", 401),
    (Sent(b"{}", {"authorization": "Bearer x"}), Token("unknown"), "bad.credentials", 401),
    (Sent(b"{}", {"authorization": "Bearer x"}), Token("expired"), "credentials.expired", 401),
]


def test_each_rejection_has_the_clouds_code() -> None:
    for sent, token, code, status in CODES:
        body = error_body(check(sent, token=token).diagnostics, "c")
        assert (body["code"], body["status"]) == (code, status)
    flows = Flows()
    cases = [
        (b'{"flowId": "ffffffff-0000-4000-8000-000000000000"}', "architect.flow.not.found", 404),
        (b'{"flowId": "0d9e8c7b-1111-4222-8333-444455556666"}', "not.found", 404),
        (f'{{"flowId": "{ORDER_SYNC}", "flowVersion": "9.0"}}'.encode(), "architect.flow.version.missing", 404),
    ]
    for content, code, status in cases:
        body = error_body(check(Sent(content), flows=flows, entities=known_entities()).diagnostics, "c")
        assert (body["code"], body["status"]) == (code, status)
    without = check(Sent(b"{}", {"authorization": "Bearer x"}), token=Token("valid"))
    denied = next(error for error in error_body(without.diagnostics, "c")["errors"] if error["status"] == 403)
    assert denied["code"] == "missing.any.permissions"
    assert "permissions assigned: [architect:flow:launch]" in denied["message"]
