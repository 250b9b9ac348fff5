"""What is declared of an action: its key, its fields, its outputs, and whether we run it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from architrave.diagnostics import Provenance
from architrave.expressions.types import Type
from architrave.flows.actions.shape import Field, keys_of
from architrave.flows.program import Fields


class Running(StrEnum):
    """How an action is run here."""

    EXACT = "exact"
    APPROXIMATED = "approximated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ActionDeclaration:
    """An action as Archy writes it.

    `fields` is the class that its body is read into; actions that are written and run alike share one, and `given` is
    then the type that the class leaves open. `outputs` are the names that may stand under `outputs`; with
    `is_open_outputs` others may, too (a task's own paths), and those in `idle_outputs`, which are written though
    nothing takes them. `is_open` lets keys stand that are not declared, for an action whose whole shape is not publicly
    known. `is_terminal`: nothing behind it in its block is reached. `goes_on`: what stands behind it can be reached
    even where every output ends. `needs_interaction`: it has no sense in a workflow, which nobody calls or writes to.
    `note` says what is approximated, or why it is refused.
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
    needs_interaction: bool = False
    goes_on: bool = False
    note: str = ""

    @property
    def keys(self) -> Mapping[str, Field]:
        """Its fields by their Archy keys."""
        return keys_of(self.fields, self.given)


def refused_because(note: str, *declarations: ActionDeclaration) -> tuple[ActionDeclaration, ...]:
    """The declarations of a family, with a note for those that are refused and say no other reason."""
    return tuple(
        replace(each, note=note) if each.running is Running.REFUSED and not each.note else each for each in declarations
    )
