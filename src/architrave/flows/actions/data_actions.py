"""Call Data Action: calls a web service through an integration."""

from collections.abc import Mapping
from datetime import timedelta

from architrave.diagnostics import Provenance
from architrave.expressions.types import DURATION, PROMPT
from architrave.expressions.values import Record
from architrave.flows.actions.declaration import ActionDeclaration, Running
from architrave.flows.actions.failures import DATA_ACTION_ERROR
from architrave.flows.actions.shape import Keyed, MapOf, Named, Object, Output, Outputs, Value, field, fields
from architrave.flows.program import Fields, Slot, Targets


@fields
class DataActionCall(Fields):
    """The inputs and outputs of a data action, below its name."""

    inputs: Mapping[str, Slot[object]] = field(
        MapOf(Value()), doc="A value for each input of the data action, by name."
    )
    success_outputs: Targets = field(MapOf(Output()), doc="The variable for each output, by its flattened name.")
    failure_outputs: Targets = field(Outputs(DATA_ACTION_ERROR), doc="The variables for the parts of the error.")


@fields
class Integration(Fields):
    """The data action below the name of an integration."""

    data_action: Keyed[DataActionCall] = field(Named(Object(DataActionCall), "data action"), required=True)


@fields
class CallData(Fields):
    """The fields of Call Data Action: the integration's name, then the data action's name, then the call."""

    category: Keyed[Integration] = field(Named(Object(Integration), "integration"), required=True)
    timeout: Slot[timedelta] | None = field(Value(DURATION))
    processing_prompt: Slot[Record] | None = field(Value(PROMPT))

    @property
    def data_action(self) -> Keyed[DataActionCall]:
        """The data action's name and the call."""
        return self.category.item.data_action

    @property
    def failure_outputs(self) -> Targets:
        """The failure outputs of the call."""
        return self.data_action.item.failure_outputs

    def slots(self) -> dict[str, Slot[object]]:
        """The slots without the prompt: flows that run here have no caller who could hear it."""
        return {} if self.timeout is None else {"timeout": self.timeout}


def _declare(key: str, title: str, running: Running, provenance: Provenance, note: str = "") -> ActionDeclaration:
    return ActionDeclaration(
        key,
        title,
        CallData,
        outputs=("success", "failure", "timeout"),
        running=running,
        provenance=provenance,
        page="call-data-action",
        note=note,
    )


DECLARATIONS = (
    _declare(
        "callData",
        "Call Data Action",
        Running.APPROXIMATED,
        Provenance.RECORDED,
        "Assumed: error codes by HTTP status, what an input without a value is in a request, that a fault in an "
        "input is for error handling, and that the nearest limit counts for a timeout outside of 1 to 60 seconds. "
        "Refused in templates: `#parse`, `#include`, `#evaluate`, Java's classes, `$math.random`, and patterns with "
        "look-around or back references.",
    ),
    _declare(
        "callDataSecure",
        "Call Secure Data Action",
        Running.REFUSED,
        Provenance.DOCUMENTED,
        "Only secure flows can call secure data actions.",
    ),
)
