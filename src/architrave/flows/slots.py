"""All value slots of a flow, wherever they stand."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from architrave.flows.actions.shape import Keyed
from architrave.flows.program import Fields, Program, Slot


def slots_of(program: Program) -> Iterator[Slot[object]]:
    """The slots of a flow's actions and variables, also of the variables of its states and tasks."""
    for action in program.actions:
        yield from slots_in(action.fields)
    for variable in program.variables:
        yield variable.initial
    for container in program.containers.values():
        for variable in container.variables:
            yield variable.initial


def slots_in(value: object) -> Iterator[Slot[object]]:
    """The slots in the fields of an action, including those in lists and maps."""
    match value:
        case Slot():
            yield cast("Slot[object]", value)
        case Fields():
            yield from slots_in(tuple(value.values().values()))
        case Keyed():
            yield from slots_in(cast("Keyed[object]", value).item)
        case Mapping():
            yield from slots_in(tuple(cast("Mapping[str, object]", value).values()))
        case tuple():
            for item in cast("tuple[Any, ...]", value):
                yield from slots_in(item)
        case _:
            pass
