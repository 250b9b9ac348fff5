"""Control: tasks, states, waiting, and ending."""

from collections.abc import Mapping
from datetime import timedelta

from architrave.diagnostics import Provenance
from architrave.expressions.types import BOOLEAN, DURATION, STRING
from architrave.flows.actions.declaration import ActionDeclaration, Running, only_in
from architrave.flows.actions.shape import MapOf, NamedObject, Object, Output, Ref, Value, field, fields
from architrave.flows.flow_groups import (
    BOTS,
    CHATS,
    CONVERSATIONS,
    EMAILS,
    IN_QUEUE_CALLS,
    MENU_CALLS,
    MESSAGES,
    STATEFUL,
    SURVEYS,
    VOICE_SURVEYS,
    WORKFLOWS,
    WORKITEMS,
)
from architrave.flows.program import Fields, Slot, Targets

_INPUTS_DOC = "Slots by the full name of the task's input variable."


@fields
class JumpToTask(Fields):
    """The fields of Jump to Reusable Task. `task` is the task's refId."""

    task: str = field(Ref("task"), "targetTaskRef", required=True)
    inputs: Mapping[str, Slot[object]] = field(MapOf(Value()), "taskInputs", doc=_INPUTS_DOC)


@fields
class CallTask(JumpToTask):
    """The fields of Call Task."""

    outputs: Targets = field(
        MapOf(Output()), "taskOutputs", doc="The variable for each output of the task, by the output's full name."
    )


@fields
class EndTask(Fields):
    """The fields of End Task."""

    output_path: NamedObject = field(Object(NamedObject))


@fields
class ChangeState(Fields):
    """The fields of Change State. `state` is the state's refId."""

    state: str = field(Ref("state"), "targetStateRef", required=True)


@fields
class EndState(Fields):
    """End State has no fields."""


@fields
class Wait(Fields):
    """The fields of Wait."""

    duration: Slot[timedelta] = field(Value(DURATION), required=True)
    trim: Slot[bool] | None = field(Value(BOOLEAN), "trimDurationNearMaxRunningTime")


@fields
class EndWorkflow(Fields):
    """The fields of End Workflow."""

    exit_reason: Slot[str] | None = field(Value(STRING))


DECLARATIONS = (
    *only_in(
        CONVERSATIONS - IN_QUEUE_CALLS | STATEFUL,
        ActionDeclaration(
            "callTask",
            "Call Task",
            CallTask,
            outputs=("default",),
            is_open_outputs=True,
            running=Running.EXACT,
            note="No public file has inputs or outputs of a task: `taskInputs` and `taskOutputs` are assumed.",
        ),
    ),
    *only_in(
        MENU_CALLS | BOTS | WORKFLOWS,
        ActionDeclaration("jumpToTask", "Jump to Reusable Task", JumpToTask, is_terminal=True, running=Running.EXACT),
        perhaps=(CONVERSATIONS | STATEFUL) - IN_QUEUE_CALLS - frozenset({"inboundShortMessage"}),
    ),
    ActionDeclaration("endTask", "End Task", EndTask, is_terminal=True, running=Running.EXACT),
    *only_in(
        STATEFUL,
        ActionDeclaration("changeState", "Change State", ChangeState, is_terminal=True, running=Running.EXACT),
        ActionDeclaration(
            "endState",
            "End State",
            EndState,
            is_terminal=True,
            running=Running.APPROXIMATED,
            provenance=Provenance.ASSUMED,
            note="What happens at the end of a state in a workflow is not public; here the workflow ends.",
        ),
        perhaps=BOTS | VOICE_SURVEYS,
    ),
    *only_in(
        WORKFLOWS | MESSAGES | EMAILS | SURVEYS,
        ActionDeclaration("wait", "Wait", Wait, running=Running.EXACT),
        perhaps=CHATS | WORKITEMS | BOTS,
    ),
    *only_in(
        WORKFLOWS,
        ActionDeclaration("endWorkflow", "End Workflow", EndWorkflow, is_terminal=True, running=Running.EXACT),
    ),
)
