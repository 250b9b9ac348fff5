"""A difference between two versions of a flow, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from architrave.diagnostics import Position

Change = Literal["added", "removed", "changed", "moved", "renamed"]
What = Literal["flow", "input", "output", "variable", "element", "action", "value"]
"""What differs. An element is a state, task, menu, bot or choice; a value is a value of an action or a setting."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: the file as people name it, the position, and the JSON pointer in the flow."""

    file: str
    position: Position
    pointer: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    `within` is the path of names to what differs. `kind` is the Archy key of an action, the tag of an element or the
    type of a variable, `name` its name, empty for a setting. `key` names what changed in it: `exitReason`, `type`.
    `before` and `after` are the two values as text, or None. `breaks` says whom the change breaks and how, or is None.
    `inside` is how many actions are inside one that was added or removed.
    """

    change: Change
    what: What
    kind: str
    name: str
    within: tuple[str, ...] = ()
    key: str = ""
    before: str | None = None
    after: str | None = None
    old: Place | None = None
    new: Place | None = None
    breaks: str | None = None
    inside: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a flow, by type and name, and their differences in the order of the file.

    `same` are the elements and actions that both have: the JSON pointer of each in the new version, and in the old one.
    """

    old: tuple[str, str]
    new: tuple[str, str]
    differences: tuple[Difference, ...]
    same: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def breaking(self) -> tuple[Difference, ...]:
        """The differences that break those who launch or call the flow."""
        return tuple(each for each in self.differences if each.breaks is not None)
