"""Short declarations for the many actions that consist of a list of values, a list of outputs and a list of paths."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import Type
from architrave.flows.actions.declaration import ActionDeclaration, Running
from architrave.flows.actions.failures import failures
from architrave.flows.actions.shape import fields
from architrave.flows.program import Fields, Targets


@fields
class OnlyFailure(Fields):
    """Only the failure outputs."""

    failure_outputs: Targets = failures()


def compact(
    key: str,
    title: str,
    fields: type[Fields] = Fields,
    paths: tuple[str, ...] = (),
    *,
    given: Type | None = None,
    is_open: bool = True,
    is_terminal: bool = False,
    provenance: Provenance = Provenance.DOCUMENTED,
    running: Running = Running.REFUSED,
    note: str = "",
) -> ActionDeclaration:
    """A declaration, open by default. `paths` are the names of the outputs.

    The scripting library documents the values of these actions, but not every key that Archy writes for them.
    """
    return ActionDeclaration(
        key,
        title,
        fields,
        given,
        outputs=paths,
        is_open_outputs=is_open,
        is_open=is_open,
        is_terminal=is_terminal,
        running=running,
        provenance=provenance,
        note=note,
    )
