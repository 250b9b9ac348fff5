"""Going elsewhere: tasks, states, waiting, and the end."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import BOOLEAN, DURATION, STRING
from architrave.flows.actions.declaration import ActionDeclaration, Branches, Fields, Running, part, targets
from architrave.flows.actions.shape import MapOf, Object, Output, Ref, Text, Value, field

_TASK_INPUTS = field(MapOf(Value()), "inputs", doc="Slots by the full name of the task's input variable.")
_TASK_OUTPUTS = field(MapOf(Output()), "outputs", doc="Targets by the full name of the task's output variable.")


def _call_task(raw: Fields) -> tuple[Fields, Branches]:
    """Fields: `task` refId, `inputs` tuple of (lower-case name, Slot), `outputs` tuple of (lower-case name, Target)."""
    inputs = tuple((name.lower(), slot) for name, slot in targets(raw, "inputs").items())
    outputs = tuple((name.lower(), target) for name, target in targets(raw, "outputs").items())
    return {"task": raw.get("task"), "inputs": inputs, "outputs": outputs}, {}


def _end_task(raw: Fields) -> tuple[Fields, Branches]:
    """Fields: `output_path`, a name or None."""
    return {"output_path": part(raw, "output_path").get("name")}, {}


DECLARATIONS = (
    ActionDeclaration(
        "callTask",
        "Call Task",
        {
            "targetTaskRef": field(Ref("task"), "task", required=True),
            "taskInputs": _TASK_INPUTS,
            "taskOutputs": _TASK_OUTPUTS,
        },
        outputs=("default",),
        is_open_outputs=True,
        running=Running.EXACT,
        note="Inputs and outputs of a task occur in no public file: `taskInputs`, `taskOutputs` are assumed.",
        build=_call_task,
    ),
    ActionDeclaration(
        "jumpToTask",
        "Jump to Reusable Task",
        {"targetTaskRef": field(Ref("task"), "task", required=True), "taskInputs": _TASK_INPUTS},
        is_terminal=True,
        running=Running.EXACT,
        build=_call_task,
    ),
    ActionDeclaration(
        "endTask",
        "End Task",
        {"outputPath": field(Object({"name": field(Text(), "name")}), "output_path")},
        is_terminal=True,
        running=Running.EXACT,
        build=_end_task,
    ),
    ActionDeclaration(
        "changeState",
        "Change State",
        {"targetStateRef": field(Ref("state"), "state", required=True)},
        is_terminal=True,
        running=Running.EXACT,
    ),
    ActionDeclaration(
        "endState",
        "End State",
        is_terminal=True,
        running=Running.APPROXIMATED,
        provenance=Provenance.ASSUMED,
        note="What follows the end of a state in a workflow is not public; here the workflow ends.",
    ),
    ActionDeclaration(
        "wait",
        "Wait",
        {
            "duration": field(Value(DURATION), "duration", required=True),
            "trimDurationNearMaxRunningTime": field(Value(BOOLEAN), "trim"),
        },
        running=Running.EXACT,
    ),
    ActionDeclaration(
        "endWorkflow",
        "End Workflow",
        {"exitReason": field(Value(STRING), "exit_reason")},
        is_terminal=True,
        running=Running.EXACT,
    ),
)
