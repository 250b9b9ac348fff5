"""Problem details, for rejected launches and for other refusals."""

from architrave.contract import Sent, check
from architrave.server import refusals
from architrave.server.problems import problem_of, problem_of_launch
from architrave.server.refusals import Refusal
from tests.contract.organization import ORDER_SYNC


def test_a_rejected_launch_lists_its_problems_with_pointers() -> None:
    body = f'{{"flowId": "{ORDER_SYNC}", "user": {{}}, "initiator": {{}}}}'
    problem = problem_of_launch(check(Sent(body.encode())).diagnostics, "c-1")
    assert problem["type"] == "urn:architrave:rule:unknown-field"
    assert (problem["status"], problem["contextId"]) == (400, "c-1")
    assert [error["pointer"] for error in problem["errors"]] == ["#/user", "#/initiator"]
    assert all(error["help"] for error in problem["errors"])


def test_a_problem_of_the_text_has_no_pointer() -> None:
    problem = problem_of_launch(check(Sent(b"")).diagnostics, "c-1")
    assert problem["errors"]
    assert not any("pointer" in error for error in problem["errors"])


def test_a_refusal_without_a_rule_is_blank() -> None:
    assert problem_of(refusals.NO_TOKEN, "c-1") == {
        "type": "about:blank",
        "title": "authentication.required",
        "status": 401,
        "detail": "No authentication bearer token specified in authorization header.",
        "instance": "urn:uuid:c-1",
    }


def test_a_refusal_with_a_rule_names_it() -> None:
    rule = check(Sent(b"{}")).diagnostics[0].rule
    problem = problem_of(Refusal(404, "not.found", "There is no {what}.", {"what": "such path"}, rule=rule), "c-1")
    kind = f"urn:architrave:rule:{rule.slug}"
    assert problem["errors"] == [{"type": kind, "detail": "There is no such path."}]
    assert (problem["type"], problem["title"]) == (kind, rule.summary)
