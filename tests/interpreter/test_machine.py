"""The machine: control flow, scopes, effects and faults, against scripted replies."""

import gc
from datetime import UTC, datetime

import pytest

from architrave.expressions.faults import ExpressionError
from architrave.expressions.types import BOOLEAN, INTEGER, STRING
from architrave.expressions.values.entities import entity_record
from architrave.flows.actions.branching import Case, FirstMatch, FirstTrue
from architrave.flows.actions.data import Statement
from architrave.flows.actions.data_tables import TableOutputs
from architrave.flows.actions.loops import UntilCase
from architrave.flows.actions.modules import ModuleCall
from architrave.flows.actions.schedules import ByEmergencyGroup
from architrave.flows.actions.shape import Keyed, NamedObject
from architrave.interpreter.effects import (
    DrawRandom,
    LookUp,
    ReadClock,
    Reply,
    Start,
)
from architrave.interpreter.machine import ACTION_LIMIT, CHECKED_ACTIONS, run
from tests.interpreter.build import Build, asking, counted, exp, lit, to, var
from tests.interpreter.playbook import START, path, play


def boom(variables, ask):
    raise ExpressionError("OutOfRange", "Nothing is there.")


def test_a_flow_that_does_nothing_completes_with_success():
    build = Build()
    build.contain("state", "Start", build.act("endWorkflow", {"exit_reason": None}))
    outcome, trace = play(build.program())
    assert (outcome.status, outcome.completion_reason, outcome.output_data) == ("COMPLETED", "Success", {})
    assert path(trace) == [("endWorkflow", None)]


def test_the_exit_reason_becomes_the_completion_reason():
    build = Build()
    build.contain("state", "Start", build.act("endWorkflow", {"exit_reason": lit("Nothing to do")}))
    assert play(build.program())[0].completion_reason == "Nothing to do"


def test_running_off_the_end_of_a_state_completes():
    build = Build()
    build.contain("state", "Start")
    assert play(build.program())[0].status == "COMPLETED"


def test_inputs_and_outputs_are_by_full_name_and_integers_are_texts():
    build = Build()
    build.declare("Flow.batchId", is_input=True)
    build.declare("Flow.count", lit(0, INTEGER), type=INTEGER, is_input=True, is_output=True)
    build.declare("Flow.names", type=STRING.collection, is_output=True)
    build.declare("Flow.unset", is_output=True)
    build.declare("Flow.told", is_output=True)
    build.declare("Flow.done", lit(True, BOOLEAN), type=BOOLEAN, is_output=True)
    build.contain("state", "Start", build.set("Flow.told", var("Flow.batchId")))
    start = Start("e-1", {"flow.BATCHID": "b", "Flow.count": "7"})
    outcome, _ = play(build.program(), start=start)
    assert outcome.output_data == {
        "Flow.count": "7",
        "Flow.names": [],
        "Flow.unset": None,
        "Flow.told": "b",
        "Flow.done": True,
    }


@pytest.mark.parametrize(("value", "taken"), [(True, "yes"), (False, "no"), (None, "no")])
def test_a_decision_takes_yes_only_for_true(value, taken):
    build = Build()
    build.declare("Flow.way", is_output=True)
    ways = {way: (build.set("Flow.way", lit(way)),) for way in ("yes", "no")}
    build.contain("state", "Start", build.act("decision", {"condition": lit(value, BOOLEAN)}, **ways))
    outcome, trace = play(build.program())
    assert outcome.output_data == {"Flow.way": taken}
    assert path(trace)[0] == ("decision", taken)


def test_a_branch_that_was_not_written_continues_after_the_action():
    build = Build()
    build.declare("Flow.way", is_output=True)
    build.contain(
        "state",
        "Start",
        build.act("decision", {"condition": lit(False, BOOLEAN)}, yes=(build.set("Flow.way", lit("yes")),)),
        build.set("Flow.way", lit("behind")),
    )
    assert play(build.program())[0].output_data == {"Flow.way": "behind"}


@pytest.mark.parametrize(
    ("value", "cases", "taken"),
    [
        (None, (lit(False), lit(True), lit(True)), "case 2"),
        (None, (lit(None), lit(False)), "default"),
        (lit("b"), (lit("a"), lit("b")), "case 2"),
        (lit("z"), (lit("a"), lit("b")), "default"),
        (lit(1, INTEGER), (lit(1, INTEGER), lit(1, INTEGER)), "case 1"),
        (lit(False, BOOLEAN), (lit(True, BOOLEAN), lit(False, BOOLEAN)), "case 2"),
    ],
)
def test_a_switch_takes_the_first_case(value, cases, taken):
    build = Build()
    written = tuple(Case(value=case) for case in cases)
    evaluate = FirstTrue(cases=written) if value is None else FirstMatch(value=value, cases=written)
    build.contain("state", "Start", build.act("switch", {"evaluate": evaluate}))
    assert path(play(build.program())[1]) == [("switch", taken)]


def test_a_loop_counts_from_zero_and_next_and_exit_work_on_the_innermost():
    build = Build()
    build.declare("Flow.i", type=INTEGER)
    build.declare("Flow.seen", lit(()), type=INTEGER.collection, is_output=True)
    add = build.set(
        "Flow.seen",
        exp("…", lambda v, ask: (*v["flow.seen"], v["flow.i"]), INTEGER.collection),
        INTEGER.collection,
    )
    skip_one = build.act(
        "decision",
        {"condition": exp("Flow.i == 1", lambda v, ask: v["flow.i"] == 1, BOOLEAN)},
        yes=(build.act("loopNext"),),
    )
    leave_at_three = build.act(
        "decision",
        {"condition": exp("Flow.i == 3", lambda v, ask: v["flow.i"] == 3, BOOLEAN)},
        yes=(build.act("loopExit"),),
    )
    build.contain("state", "Start", counted(build, skip_one, leave_at_three, add, count=9))
    assert play(build.program())[0].output_data == {"Flow.seen": ["0", "2"]}


@pytest.mark.parametrize("count", [0, -1, None])
def test_a_loop_without_passes_continues_after_it(count):
    build = Build()
    build.contain("state", "Start", counted(build, build.act("endTask"), count=count), build.act("endWorkflow"))
    assert path(play(build.program())[1]) == [("loop", None), ("endWorkflow", None)]


def until(build, cases, maximum=None, **branches):
    fields = {"index": to("Flow.i", INTEGER), "max_count": maximum, "cases": cases}
    return build.act("loopUntil", fields, **branches)


def test_loop_until_checks_its_cases_after_each_pass():
    build = Build()
    build.declare("Flow.i", type=INTEGER)
    build.declare("Flow.way", is_output=True)
    at_two = exp("Flow.i >= 2", lambda v, ask: v["flow.i"] >= 2, BOOLEAN)
    loop = until(
        build,
        (UntilCase(name="Never", value=lit(False)), UntilCase(name="Done", value=at_two)),
        loop=(build.act("decision", {"condition": lit(True)}),),
        nextLoop=(build.act("switch"),),
        done=(build.set("Flow.way", lit("done")),),
    )
    build.contain("state", "Start", loop)
    outcome, trace = play(build.program())
    assert outcome.output_data == {"Flow.way": "done"}
    assert [kind for kind, _ in path(trace)].count("decision") == 3
    assert [kind for kind, _ in path(trace)].count("switch") == 2


def test_loop_until_takes_max_loops():
    build = Build()
    build.declare("Flow.i", type=INTEGER, is_output=True)
    build.contain(
        "state", "Start", until(build, (), lit(2, INTEGER), loop=(build.act("decision", {"condition": lit(0)}),))
    )
    outcome, trace = play(build.program())
    assert outcome.output_data == {"Flow.i": "1"}
    assert path(trace)[-1] == ("loopUntil", "maxLoops")


def test_a_called_task_returns_on_its_path_and_has_its_own_variables():
    build = Build()
    build.declare("Flow.way", is_output=True)
    build.declare("Flow.got", is_output=True)
    task_variable = build.declare("Task.x", lit("fresh"), is_output=True)
    work = build.contain(
        "task",
        "Work",
        build.set("Flow.way", var("Task.x")),
        build.set("Task.x", lit("changed")),
        build.act("endTask", {"output_path": NamedObject(name="Fine")}),
        variables=(task_variable,),
    )
    call = build.act(
        "callTask",
        {"task": work.ref_id, "outputs": {"Task.x": to("Flow.got")}},
        fine=(build.act("endWorkflow", {"exit_reason": lit("fine")}),),
    )
    again = build.act("callTask", {"task": work.ref_id})
    build.start = None
    build.contain("state", "Start", again, call)
    outcome, trace = play(build.program())
    assert outcome.output_data == {"Flow.way": "fresh", "Flow.got": "changed"}
    assert outcome.completion_reason == "fine"
    assert path(trace)[0] == ("callTask", "Fine")


def test_a_task_that_runs_off_its_end_takes_the_default_path():
    build = Build()
    build.contain("task", "Work", build.act("decision", {"condition": lit(True)}))
    call = build.act("callTask", {"task": "Work"}, default=(build.act("endWorkflow", {"exit_reason": lit("back")}),))
    build.contain("state", "Start", call)
    assert play(build.program())[0].completion_reason == "back"


def test_a_task_may_call_itself_and_each_call_has_its_own_variables():
    build = Build()
    build.declare("Flow.n", lit(0, INTEGER), type=INTEGER, is_output=True)
    build.declare("Flow.last", type=INTEGER, is_output=True)
    mine = build.declare("Task.mine", exp("Flow.n", lambda v, ask: v["flow.n"], INTEGER), type=INTEGER)
    deeper = build.act("callTask", {"task": "Work"})
    build.contain(
        "task",
        "Work",
        build.set("Flow.n", exp("Flow.n + 1", lambda v, ask: v["flow.n"] + 1, INTEGER), INTEGER),
        build.act("decision", {"condition": exp("…", lambda v, ask: v["flow.n"] < 3, BOOLEAN)}, yes=(deeper,)),
        build.set("Flow.last", var("Task.mine"), INTEGER),
        variables=(mine,),
    )
    build.contain("state", "Start", build.act("callTask", {"task": "Work"}))
    assert play(build.program())[0].output_data == {"Flow.n": "3", "Flow.last": "0"}


def test_a_jump_replaces_the_task_that_jumped():
    build = Build()
    build.contain("task", "Second", build.act("endTask"))
    build.contain("task", "First", build.act("jumpToTask", {"task": "Second"}), build.act("endWorkflow"))
    build.contain(
        "state", "Start", build.act("callTask", {"task": "First"}), build.act("decision", {"condition": lit(1)})
    )
    assert [kind for kind, _ in path(play(build.program())[1])] == ["callTask", "jumpToTask", "endTask", "decision"]


def test_a_changed_state_starts_with_fresh_variables():
    build = Build()
    build.declare("Flow.told", is_output=True)
    fresh = build.declare("State.x", lit("fresh"))
    told = exp("Flow.told is set", lambda v, ask: v["flow.told"] is not None, BOOLEAN)
    build.contain(
        "state",
        "Start",
        build.act(
            "decision", {"condition": told}, yes=(build.set("Flow.told", var("State.x")), build.act("endWorkflow"))
        ),
        build.set("Flow.told", lit("once")),
        build.set("State.x", lit("changed")),
        build.act("changeState", {"state": "Start"}),
        variables=(fresh,),
    )
    assert play(build.program())[0].output_data == {"Flow.told": "fresh"}


def test_a_question_is_asked_once_and_the_action_is_done_once():
    build = Build()
    build.declare("Flow.n", lit(0, INTEGER), type=INTEGER, is_output=True)
    build.declare("Flow.at", is_output=True)
    statements = (
        Statement(target=to("Flow.n", INTEGER), value=exp("Flow.n + 1", lambda v, ask: v["flow.n"] + 1, INTEGER)),
        Statement(target=to("Flow.at"), value=exp("…", lambda v, ask: f"{ask_now(ask):%H:%M} {ask_now(ask):%H:%M}")),
    )
    build.contain("state", "Start", build.act("updateData", {"statements": statements}))
    noon, later = (int(datetime(2026, 1, 1, 12, m, tzinfo=UTC).timestamp() * 1000) for m in (0, 1))
    outcome, trace = play(build.program(), [(ReadClock(), None, noon), (ReadClock(), None, later)])
    assert outcome.output_data == {"Flow.n": "1", "Flow.at": "12:00 12:01"}
    assert len(trace.steps) == 1


def ask_now(ask):
    from architrave.expressions.question import Question

    return ask(Question("now"))


def test_random_numbers_and_look_ups_are_effects():
    build = Build()
    build.declare("Flow.dice", type=INTEGER, is_output=True)
    build.declare("Flow.user", is_output=True)
    user = exp("…", lambda v, ask: (ask_user(ask) or {}).get("name"))
    build.contain(
        "state", "Start", build.set("Flow.dice", asking("randomInt", 6), INTEGER), build.set("Flow.user", user)
    )
    script = [(DrawRandom(), 15), (LookUp("user", "name", "Ada"), {"name": "Ada L."})]
    assert play(build.program(), script)[0].output_data == {"Flow.dice": "1", "Flow.user": "Ada L."}


def ask_user(ask):
    from architrave.expressions.question import Question

    return ask(Question("lookUp", ("user", "name", "Ada")))


def test_the_language_is_known_without_asking_the_world():
    build = Build()
    build.declare("Flow.language", is_output=True)
    build.contain("state", "Start", build.set("Flow.language", asking("language")))
    assert play(build.program())[0].output_data == {"Flow.language": "en-us"}


def test_what_the_program_knows_takes_no_answer_of_another_question():
    build = Build()
    build.declare("Flow.said", is_output=True)
    names = ("randomInt", "language", "randomInt")
    said = exp("…", lambda _, ask: " ".join(str(asking(name, 6).evaluate({}, ask)) for name in names))
    build.contain("state", "Start", build.set("Flow.said", said))
    script = [(DrawRandom(), 15), (DrawRandom(), 2)]
    assert play(build.program(), script)[0].output_data == {"Flow.said": "1 en-us 2"}


def test_a_fault_ends_the_flow_and_says_where_and_with_which_values():
    build = Build()
    build.declare("Flow.x", lit("abc"), is_output=True)
    build.contain("state", "Start", build.set("Flow.x", exp("Left(Flow.X, -1)", boom)), build.act("endWorkflow"))
    outcome, trace = play(build.program())
    assert (outcome.status, outcome.output_data) == ("FAILED", {})
    error = outcome.error
    assert error is not None
    assert (error.type, error.action, error.expression) == ("OutOfRange", "updateData 0", "Left(Flow.X, -1)")
    assert error.values == {"Flow.X": "abc"}
    assert trace.steps[-1].error == error


def looking_up(key):
    build = Build()
    build.declare("Flow.type", is_output=True)
    build.declare("Flow.number", type=INTEGER, is_output=True)
    outputs = TableOutputs(
        found_outputs={"number": to("Flow.number", INTEGER)}, failure_outputs={"errorType": to("Flow.type")}
    )
    build.contain("state", "Start", build.act("dataTableLookup", {"table": Keyed("Orders", outputs), "key": key}))
    return build


def test_a_reply_that_cannot_be_used_takes_the_failure_path():
    script = [(LookUp("dataTableRow", "key", "1", "Orders"), {"key": "1", "number": "many"})]
    outcome, trace = play(looking_up(lit("1")).program(), script)
    assert outcome.output_data == {"Flow.type": "DataTablesSyntaxError", "Flow.number": None}
    assert path(trace) == [("dataTableLookup", "failure")]


@pytest.mark.parametrize("handled", [False, True])
def test_a_fault_in_an_input_is_for_error_handling_even_if_there_is_a_failure_path(handled):
    build = looking_up(exp("Boom()", boom))
    if handled:
        build.error_handling = build.contain(
            "task", "Handler", build.act("endWorkflow", {"exit_reason": lit("handled")})
        )
    outcome, trace = play(build.program())
    assert trace.steps[0].path is None
    assert (outcome.status, outcome.completion_reason) == (("COMPLETED", "handled") if handled else ("FAILED", None))


def test_a_table_may_have_a_column_called_failure():
    build = Build()
    build.declare("Flow.failure", is_output=True)
    outputs = TableOutputs(found_outputs={"failure": to("Flow.failure")})
    build.contain("state", "Start", build.act("dataTableLookup", {"table": Keyed("Orders", outputs), "key": lit("1")}))
    outcome, trace = play(
        build.program(), [(LookUp("dataTableRow", "key", "1", "Orders"), {"key": "1", "failure": "late"})]
    )
    assert outcome.output_data == {"Flow.failure": "late"}
    assert path(trace) == [("dataTableLookup", "found")]


@pytest.mark.parametrize(("enabled", "taken"), [(True, "active"), (False, "inactive")])
def test_evaluate_schedule_may_look_at_an_emergency_group(enabled, taken):
    build = Build()
    group = lit(entity_record("emg", {"id": "e-1", "name": "Storm"}))
    evaluation = ByEmergencyGroup(emergency_group=group)
    build.contain("state", "Start", build.act("evaluateSchedule", {"evaluation": evaluation}))
    script = [(LookUp("emergencyGroup", "id", "e-1"), {"name": "Storm", "enabled": enabled})]
    assert path(play(build.program(), script)[1]) == [("evaluateSchedule", taken)]


def test_evaluate_schedule_without_an_emergency_group_is_a_fault():
    build = Build()
    build.contain("state", "Start", build.act("evaluateSchedule", {"evaluation": ByEmergencyGroup()}))
    outcome, _ = play(build.program())
    assert outcome.error is not None
    assert outcome.error.type == "NotSet"


def test_error_handling_gets_a_thousand_actions_more():
    build = Build()
    build.declare("Flow.i", type=INTEGER)
    forever = build.act(
        "loopUntil",
        {"index": None, "max_count": None, "cases": ()},
        loop=(build.act("decision", {"condition": lit(0)}),),
    )
    build.error_handling = build.contain("task", "Handler", forever)
    build.contain("state", "Start", build.set("Flow.i", exp("x", boom)))
    outcome, trace = play(build.program())
    assert outcome.status == "FAILED"
    assert outcome.error is not None
    assert outcome.error.type == "ActionLimitExceeded"
    assert sum(step.action.kind == "decision" and step.error is None for step in trace) == 999


def test_error_handling_may_save_the_flow():
    build = Build()
    build.error_handling = build.contain("task", "Handler", build.act("endWorkflow", {"exit_reason": lit("saved")}))
    build.contain("state", "Start", build.set("Flow.x", exp("x", boom)))
    outcome, _ = play(build.program())
    assert (outcome.status, outcome.completion_reason) == ("COMPLETED", "saved")


@pytest.mark.parametrize("empty", [True, False])
def test_a_loop_that_does_not_end_meets_the_limit(empty):
    build = Build()
    body = () if empty else (build.act("decision", {"condition": lit(0)}),)
    build.contain("state", "Start", until(build, (), loop=body))
    outcome, trace = play(build.program())
    assert outcome.error is not None
    assert outcome.error.type == "ActionLimitExceeded"
    assert len(trace.steps) >= ACTION_LIMIT


def test_an_action_that_is_not_run_is_refused_by_name():
    build = Build()
    build.contain("state", "Start", build.act("playAudio"))
    outcome, _ = play(build.program())
    assert outcome.error is not None
    assert outcome.error.type == "ActionNotSupported"
    assert "playAudio" in outcome.error.message


def test_an_invalid_input_fails_the_flow_at_its_start():
    build = Build()
    build.declare("Flow.n", type=INTEGER, is_input=True)
    build.contain("state", "Start")
    outcome, trace = play(build.program(), start=Start("e", {"Flow.n": "many"}))
    assert outcome.error is not None
    assert (outcome.status, outcome.error.type, trace.steps) == ("FAILED", "InvalidInput", [])


def test_a_common_module_has_its_own_variables_and_hands_over_its_outputs():
    module = Build("commonModule", "Shared")
    module.declare("Common.in", is_input=True)
    module.declare("Common.out", is_output=True)
    module.contain("state", "Start", module.set("Common.out", var("Common.in")), module.act("endTask"))
    build = Build()
    build.declare("Flow.got", is_output=True)
    call = ModuleCall(inputs={"Common.in": lit("hello")}, outputs={"Common.out": to("Flow.got")})
    module_call = build.act("callCommonModule", {"module": Keyed("Shared", Keyed("ver_latestPublished", call))})
    build.contain("state", "Start", module_call)
    program = module.program()
    script = [(LookUp("commonModule", "name", "Shared", "latestPublished"), {"hash": program.hash})]
    outcome, trace = play(build.program(), script, modules={program.hash: program})
    assert outcome.output_data == {"Flow.got": "hello"}
    assert [(step.program.name, step.depth) for step in trace] == [("Built", 1), ("Shared", 2), ("Shared", 2)]


def test_a_missing_common_module_fails_the_flow():
    build = Build()
    build.contain("state", "Start", build.act("callCommonModule", {"module": Keyed("Shared", Keyed("", ModuleCall()))}))
    outcome, _ = play(build.program(), [(LookUp("commonModule", "name", "Shared", "latestPublished"), None)])
    assert outcome.error is not None
    assert outcome.error.type == "CommonModuleNotFound"


def test_flow_variables_of_the_platform():
    build = Build()
    build.declare("Flow.v", is_output=True)
    build.contain(
        "state", "Start", build.set("Flow.v", exp("…", lambda v, ask: f"{v['flow.version']} {v['flow.istest']}"))
    )
    assert play(build.program(), start=START)[0].output_data == {"Flow.v": "1.0 False"}


def test_a_checkpoint_is_called_after_every_few_actions_and_may_end_the_run():
    class Enough(BaseException):
        pass

    called = 0

    def checkpoint() -> None:
        nonlocal called
        called += 1
        if called == 3:
            raise Enough

    build = Build()
    build.contain("state", "Start", *(build.set("Flow.now", asking("now")) for _ in range(3 * CHECKED_ACTIONS)))
    machine = run(build.program(), START, {}.__getitem__, checkpoint=checkpoint)
    next(machine)
    for performed in range(1, 3 * CHECKED_ACTIONS):
        machine.send(Reply(None, 1))
        assert called == performed // CHECKED_ACTIONS
    with pytest.raises(Enough):
        machine.send(Reply(None, 1))


def test_a_run_leaves_nothing_to_the_garbage_collector():
    build = Build()
    find = build.act("findQueue", {"name": lit("Support"), "result": to("Flow.queue")})
    fails = build.set("Flow.fails", exp("boom()", boom))
    build.contain("state", "Start", build.set("Flow.now", asking("now")), find, fails)
    program = build.program()
    play(program, [(ReadClock(), None), (LookUp("queue", "name", "Support"), None)])
    gc.collect()
    gc.disable()
    try:
        play(program, [(ReadClock(), None), (LookUp("queue", "name", "Support"), None)])
        assert gc.collect() == 0
    finally:
        gc.enable()
