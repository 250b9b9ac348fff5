"""Call Common Module: runs a module that flows share."""

from collections.abc import Mapping

from architrave.flows.actions.declaration import ActionDeclaration, Running
from architrave.flows.actions.shape import Flag, Keyed, MapOf, Named, Object, Output, Value, field, fields
from architrave.flows.program import Fields, Slot, Targets

VERSION_PREFIX = "ver_"


@fields
class ModuleCall(Fields):
    """The inputs and outputs of a common module, below its name and version."""

    inputs: Mapping[str, Slot[object]] = field(
        MapOf(Value()), doc="A value for each input of the module, by the input's full name."
    )
    outputs: Targets = field(
        MapOf(Output()), doc="The variable for each output of the module, by the output's full name."
    )
    none: bool | None = field(Flag())


@fields
class CallCommonModule(Fields):
    """The fields of Call Common Module: the module's name, then its version, then its inputs and outputs."""

    module: Keyed[Keyed[ModuleCall]] = field(
        Named(Named(Object(ModuleCall), "version"), "common module"), "commonModule", required=True
    )

    @property
    def version(self) -> str:
        """The version to call: a number or `latestPublished`."""
        return self.module.item.name.removeprefix(VERSION_PREFIX) or "latestPublished"


DECLARATIONS = (
    ActionDeclaration(
        "callCommonModule",
        "Call Common Module",
        CallCommonModule,
        running=Running.EXACT,
        page="work-with-common-module-flows",
        note="A fault inside goes to the calling flow's error handling (assumed).",
    ),
)
