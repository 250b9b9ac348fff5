"""What the contract needs from an organization: its flows, and the people, queues and participants that a launch names.

This package knows only these protocols; a server implements them with its store, `check --org` with a folder.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from architrave.contract.inputs import InputTable
from architrave.flows.program import Program


@dataclass(frozen=True, slots=True)
class FoundFlow:
    """A flow that a request names, in the requested version.

    `type` is the Archy key (`workflow`). `versions` are the names of all published versions, newest last. `version` is
    the requested one, or the newest published; both it and `program` are None if that version does not exist.
    `required` has the full names of inputs that a launch must set under the extended contract. Create one for each
    version and keep it: it prepares the table by which inputs are checked.
    """

    id: str
    name: str
    type: str
    version: str | None
    program: Program | None
    versions: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    has_inputs: bool = True
    """Whether the inputs of the program are known; a server may not describe them."""
    inputs: InputTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        variables = self.program.inputs if self.program is not None else ()
        object.__setattr__(self, "inputs", InputTable(variables))


class FlowFinder(Protocol):
    """The flows of an organization."""

    def find(self, flow_id: str, version: str | None, /) -> FoundFlow | None:
        """The flow with this id (any case), in this version or the newest published; None if it does not exist."""
        ...

    def known(self) -> Iterable[tuple[str, str]]:
        """The id and name of every flow, for suggestions."""
        ...

    def id_file(self) -> str | None:
        """The file in which a person gives flows their ids; None if the ids are those of a server."""
        ...


class LookUp(Protocol):
    """Finds one entity as the Platform API shows it, by a property (`user` by `id`); None if it does not exist."""

    def __call__(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:
        """The entity. `within` is its container, if it has one."""
        ...


def nobody(participant_id: str) -> None:
    """The execution of a participant when nothing is running: always None."""
    del participant_id


@dataclass(frozen=True, slots=True)
class Entities:
    """The people and things of an organization that a launch may name.

    `running_with` returns the id of the running execution that a participant is in, or None.
    """

    look_up: LookUp
    running_with: Callable[[str], str | None] = nobody
