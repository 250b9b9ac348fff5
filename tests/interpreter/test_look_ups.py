"""The limits on dynamic look-ups: 25 different ones of a type, 100 in all."""

import pytest

from architrave.expressions.question import Question
from architrave.expressions.types import INTEGER
from architrave.interpreter.effects import LookUp
from tests.interpreter.build import Build, counted, exp, lit, to
from tests.interpreter.playbook import play


def looked_up(variables, ask):
    return ask(Question("lookUp", ("queue", "name", f"queue {variables['flow.i']}")))


@pytest.mark.parametrize(("count", "fails"), [(25, False), (26, True)])
@pytest.mark.parametrize("how", ["action", "expression", "literal"])
def test_twenty_five_of_a_type(how, count, fails):
    build = Build()
    build.declare("Flow.i", type=INTEGER)
    build.declare("Flow.found")
    name = exp("name", lambda variables, _: f"queue {variables['flow.i']}")
    value = exp("FindQueue(name)", looked_up) if how == "expression" else lit(None)
    if how == "literal":
        value = type(value)(value.type, looked_up)
    body = build.act("findQueue", {"name": name}) if how == "action" else build.set("Flow.found", value)
    build.contain("state", "Start", counted(build, body, count=count))
    script = [(LookUp("queue", "name", f"queue {number}"), None) for number in range(count)]
    outcome, _ = play(build.program(), script[:25] if fails and how != "literal" else script)
    assert (outcome.error is not None and outcome.error.type) == (
        "LookUpLimitExceeded" if fails and how != "literal" else False
    )


def test_a_hundred_in_all():
    build = Build()
    build.declare("Flow.i", type=INTEGER)
    kinds = {"findQueue": "queue", "findSkill": "skill", "findGroup": "group", "findSchedule": "schedule"}
    name = exp("name", lambda variables, _: f"n{variables['flow.i']}")
    body = [build.act(kind, {"name": name}) for kind in kinds]
    more = build.act("findQueueById", {"id": lit("q-1")})
    build.contain("state", "Start", counted(build, *body, count=25), build.act("findGrammar", {"name": lit("g")}), more)
    script = [(LookUp(noun, "name", f"n{number}"), None) for number in range(25) for noun in kinds.values()]
    outcome, trace = play(build.program(), script)
    assert outcome.error is not None
    assert (outcome.error.type, outcome.error.action) == ("LookUpLimitExceeded", trace.steps[-1].action.name)
    assert "100 different objects" in outcome.error.message


def test_the_same_look_up_counts_once_in_any_case():
    build = Build()
    build.declare("Flow.i", type=INTEGER)
    build.declare("Flow.queue")
    name = exp("name", lambda variables, _: "SUPPORT" if variables["flow.i"] % 2 else "Support")
    body = build.act("findQueue", {"name": name, "result": to("Flow.queue")})
    build.contain("state", "Start", counted(build, body, count=40))
    script = [(LookUp("queue", "name", "SUPPORT" if number % 2 else "Support"), None) for number in range(40)]
    assert play(build.program(), script)[0].status == "COMPLETED"
