"""The Find actions: what each looks up, and its path with and without a result."""

import pytest

from architrave.expressions.types import Type
from architrave.interpreter.actions.find import NOUNS
from architrave.interpreter.effects import LookUp
from tests.interpreter.build import Build, lit, to
from tests.interpreter.playbook import path, play

ENTITY = {"id": "1", "name": "Some"}


def finding(kind: str, by: str, wanted: object) -> Build:
    build = Build()
    build.declare("Flow.it", lit("before"), type=Type("que"), is_output=True)
    build.contain("state", "S", build.act(kind, {by: lit(wanted), "result": to("Flow.it", Type("que"))}))
    return build


@pytest.mark.parametrize("kind", NOUNS)
@pytest.mark.parametrize(("answer", "taken"), [(ENTITY, "found"), (None, "notFound")])
def test_a_find_action_asks_once(kind, answer, taken):
    noun, given = NOUNS[kind], "id" if kind.endswith("ById") else "name"
    by = "email" if kind == "findUser" else given
    outcome, trace = play(finding(kind, given, " Some ").program(), [(LookUp(noun, by, "Some"), answer)])
    assert path(trace) == [(kind, taken)]
    assert outcome.output_data == {"Flow.it": answer or "before"}


@pytest.mark.parametrize("wanted", [None, "", "  "])
def test_nothing_is_looked_up_for_not_set(wanted):
    outcome, trace = play(finding("findQueue", "name", wanted).program())
    assert path(trace) == [("findQueue", "notFound")]
    assert outcome.output_data == {"Flow.it": "before"}


@pytest.mark.parametrize(
    ("answers", "taken"), [([ENTITY, ENTITY], "found"), ([ENTITY, None], "partiallyFound"), ([None, None], "notFound")]
)
def test_several_users_are_looked_up_one_by_one(answers, taken):
    build = Build()
    build.contain("state", "S", build.act("findUsersById", {"ids": lit(("1", "2")), "result": None}))
    script = [(LookUp("user", "id", identity), answer) for identity, answer in zip("12", answers, strict=True)]
    assert path(play(build.program(), script)[1]) == [("findUsersById", taken)]
