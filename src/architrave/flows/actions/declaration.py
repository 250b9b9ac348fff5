"""What is declared of an action: its key, its fields, its outputs, and whether we run it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from architrave.diagnostics import Provenance
from architrave.flows.actions.shape import Field

Fields = dict[str, Any]
Branches = dict[str, Any]
Build = Callable[[Fields], tuple[Fields, Branches]]
"""Makes `Action.fields` and `Action.branches` of what the shapes gave."""


def part(fields: Fields, name: str) -> Fields:
    """An inner object among fields; an empty one where it is not there."""
    return fields.get(name) or {}


def named(fields: Fields, name: str) -> tuple[str, Any]:
    """What a `Named`, `OneOf` or `ByType` gave: the key and what stands below it."""
    return fields.get(name) or ("", None)


def targets(fields: Fields, name: str) -> Fields:
    """The outputs among fields that are given to a variable."""
    return {key: target for key, target in part(fields, name).items() if target is not None}


class Running(StrEnum):
    """How an action is run here."""

    EXACT = "exact"
    APPROXIMATED = "approximated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ActionDeclaration:
    """An action as Archy writes it.

    `fields` maps an Archy key to its `Field`. `outputs` are the names that may stand under `outputs`; with
    `is_open_outputs` others may, too (a task's own paths), and those in `idle_outputs`, which are written though
    nothing takes them. `is_open` lets keys stand that are not declared, for an action whose whole shape is not publicly
    known. `is_terminal`: nothing behind it in its block is reached. `goes_on`: what stands behind it can be reached
    even where every output ends. `needs_interaction`: it has no sense in a workflow, which nobody calls or writes to.
    `note` says what is approximated, or why it is refused.
    """

    key: str
    title: str
    fields: Mapping[str, Field] = field(default_factory=dict[str, Field])
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
    build: Build | None = None


def refused_because(note: str, *declarations: ActionDeclaration) -> tuple[ActionDeclaration, ...]:
    """The declarations of a family, with a note for those that are refused and say no other reason."""
    return tuple(
        replace(each, note=note) if each.running is Running.REFUSED and not each.note else each for each in declarations
    )
