"""The declaration of an action: its key, its fields, its outputs, and whether we run it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from architrave.diagnostics import Provenance
from architrave.expressions.types import Type
from architrave.flows.actions.shape import Field, keys_of
from architrave.flows.flow_groups import FlowTypes
from architrave.flows.program import Fields


class Running(StrEnum):
    """How we run an action."""

    EXACT = "exact"
    APPROXIMATED = "approximated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ActionDeclaration:
    """An action as Archy writes it.

    `fields` is the class that its body is read into; actions that are written and run alike share one, and `given` is
    then the type that the class leaves open. `outputs` are the names allowed under `outputs`; `is_open_outputs` also
    allows others (a task's output paths), and `idle_outputs` are names that occur in files but are never taken.
    `is_open` allows undeclared keys, for an action whose full shape is not public. `is_terminal`: nothing after it in
    its block is reached. `goes_on`: what follows it can be reached even if every output ends. `only_in` are the flow
    types that have it, None for all; `perhaps_in` those of which no source says whether they have it. `note` says what
    is approximated, or why it is refused.
    """

    key: str
    title: str
    fields: type[Fields] = Fields
    given: Type | None = None
    outputs: tuple[str, ...] = ()
    is_open_outputs: bool = False
    idle_outputs: tuple[str, ...] = ()
    is_open: bool = False
    is_terminal: bool = False
    running: Running = Running.REFUSED
    provenance: Provenance = Provenance.RECORDED
    only_in: FlowTypes | None = None
    perhaps_in: FlowTypes = frozenset()
    goes_on: bool = False
    note: str = ""

    @property
    def keys(self) -> Mapping[str, Field]:
        """Its fields by their Archy keys."""
        return keys_of(self.fields, self.given)


def refused_because(note: str, *declarations: ActionDeclaration) -> tuple[ActionDeclaration, ...]:
    """The declarations of a family; those that are refused without a note get this one."""
    return tuple(
        replace(each, note=note) if each.running is Running.REFUSED and not each.note else each for each in declarations
    )


def only_in(
    flow_types: FlowTypes, *declarations: ActionDeclaration, perhaps: FlowTypes = frozenset()
) -> tuple[ActionDeclaration, ...]:
    """The declarations, limited to these flow types; `perhaps` are those of which no source says anything."""
    return tuple(replace(each, only_in=flow_types, perhaps_in=perhaps - flow_types) for each in declarations)
