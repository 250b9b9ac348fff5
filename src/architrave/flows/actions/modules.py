"""Call Common Module: runs a module that other flows share."""

from architrave.flows.actions.declaration import ActionDeclaration, Branches, Fields, Running, named, targets
from architrave.flows.actions.shape import Flag, MapOf, Named, Object, Output, Value, field

VERSION_PREFIX = "ver_"

_CALL = Object(
    {
        "inputs": field(MapOf(Value()), "inputs", doc="Slots by the full name of the module's input."),
        "outputs": field(MapOf(Output()), "outputs", doc="Targets by the full name of the module's output."),
        "none": field(Flag(), "none"),
    }
)


def _call_module(raw: Fields) -> tuple[Fields, Branches]:
    """Fields: `module` name, `version` (`latestPublished`), `inputs`, `outputs`."""
    name, body = named(raw, "module")
    version, inner = body or ("", None)
    call: Fields = inner or {}
    return {
        "module": name,
        "version": version.removeprefix(VERSION_PREFIX),
        "inputs": targets(call, "inputs"),
        "outputs": targets(call, "outputs"),
    }, {}


DECLARATIONS = (
    ActionDeclaration(
        "callCommonModule",
        "Call Common Module",
        {"commonModule": field(Named(Named(_CALL, "version"), "common module"), "module", required=True)},
        running=Running.EXACT,
        build=_call_module,
    ),
)
