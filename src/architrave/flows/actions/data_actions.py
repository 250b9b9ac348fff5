"""Call Data Action: asks a web service through an integration."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import DURATION, PROMPT
from architrave.flows.actions.declaration import ActionDeclaration, Branches, Fields, Running, named, targets
from architrave.flows.actions.failures import DATA_ACTION_FAILURES
from architrave.flows.actions.shape import MapOf, Named, Object, Output, Value, field

_CALL = Object(
    {
        "inputs": field(MapOf(Value()), "inputs", doc="Slots by input name."),
        "successOutputs": field(MapOf(Output()), "success_outputs", doc="Targets by flattened output name."),
        "failureOutputs": DATA_ACTION_FAILURES,
    }
)


_ACTION = Object({"dataAction": field(Named(_CALL, "data action"), "data_action", required=True)})
_CATEGORY = field(Named(_ACTION, "integration"), "category", required=True)


def _call_data(raw: Fields) -> tuple[Fields, Branches]:
    """Fields: `category`, `name`, `inputs`, `success_outputs`, `failure_outputs`, `timeout` Slot or None."""
    category, body = named(raw, "category")
    name, inner = named(body or {}, "data_action")
    call: Fields = inner or {}
    return {
        "category": category,
        "name": name,
        "inputs": targets(call, "inputs"),
        "success_outputs": targets(call, "success_outputs"),
        "failure_outputs": targets(call, "failure_outputs"),
        "timeout": raw.get("timeout"),
    }, {}


def _declare(key: str, title: str, running: Running, provenance: Provenance, note: str = "") -> ActionDeclaration:
    return ActionDeclaration(
        key,
        title,
        {
            "category": _CATEGORY,
            "timeout": field(Value(DURATION), "timeout"),
            "processingPrompt": field(Value(PROMPT), "processing_prompt"),
        },
        outputs=("success", "failure", "timeout"),
        running=running,
        provenance=provenance,
        build=_call_data,
        note=note,
    )


DECLARATIONS = (
    _declare(
        "callData",
        "Call Data Action",
        Running.APPROXIMATED,
        Provenance.RECORDED,
        "Error codes by HTTP status, and Velocity's functions beyond those of public definitions, are assumed.",
    ),
    _declare(
        "callDataSecure",
        "Call Secure Data Action",
        Running.REFUSED,
        Provenance.DOCUMENTED,
        "Only a secure flow may call a secure data action.",
    ),
)
