"""Short declarations, for the many actions that are a list of values, a list of outputs, and a list of paths."""

from collections.abc import Mapping
from re import sub

from architrave.diagnostics import Provenance
from architrave.expressions.types import type_named
from architrave.flows.actions.declaration import ActionDeclaration, Running
from architrave.flows.actions.failures import FAILURE_OUTPUTS
from architrave.flows.actions.shape import Field, Output, Value


def snake(key: str) -> str:
    """An Archy key as the name of a field: `findResult` becomes `find_result`."""
    return sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower()


def values(**types: str) -> dict[str, Field]:
    """Value slots by Archy key, with the type's name as signatures write it; `Any` where it is not known."""
    return {key: Field(Value(None if name == "Any" else type_named(name)), snake(key)) for key, name in types.items()}


def outputs(**types: str) -> dict[str, Field]:
    """Output slots by Archy key, with the type's name; `Any` where it is not known."""
    return {key: Field(Output(None if name == "Any" else type_named(name)), snake(key)) for key, name in types.items()}


def compact(
    key: str,
    title: str,
    fields: Mapping[str, Field] | None = None,
    paths: tuple[str, ...] = (),
    *,
    fails: bool = False,
    is_open: bool = True,
    is_terminal: bool = False,
    needs_interaction: bool = True,
    provenance: Provenance = Provenance.DOCUMENTED,
    running: Running = Running.REFUSED,
    note: str = "",
) -> ActionDeclaration:
    """A declaration whose fields keep their names. `fails` adds the failure outputs, `paths` are the outputs' names.

    What is declared so is open unless said otherwise: the scripting library documents its values, but not every key
    that Archy writes for it.
    """
    declared = {**(fields or {}), **({"failureOutputs": FAILURE_OUTPUTS} if fails else {})}
    return ActionDeclaration(
        key,
        title,
        declared,
        outputs=paths,
        is_open_outputs=is_open,
        is_open=is_open,
        is_terminal=is_terminal,
        running=running,
        provenance=provenance,
        needs_interaction=needs_interaction,
        note=note,
    )
