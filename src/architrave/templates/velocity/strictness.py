"""How a renderer treats references without a value, and the errors of Velocity's strict mode."""

from enum import Enum

from architrave.templates.faults import Refused


class Strictness(Enum):
    """What happens to a reference that has no value."""

    DEFAULT = "default"
    """Its source is printed, as Velocity does by default."""

    UNSET = "unset"
    """A name that was not set, or a property or method that does not exist, ends the template; null is printed as its
    source."""

    STRICT = "strict"
    """All of these end the template: Velocity's strict mode (`runtime.strict_mode.enable`)."""


def place(name: str, text: str, offset: int) -> str:
    """A position as Velocity's messages give it: lines and columns from 1, in UTF-16 units, tabs to multiples of 8."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    column = 0
    for character in before[before.rfind("\n") + 1 :]:
        column += 8 - column % 8 if character == "\t" else 2 if ord(character) > 0xFFFF else 1
    return f"at {name}[line {line}, column {column + 1}]"


class Unset(Refused):
    """A reference that strict mode does not allow. The message has Velocity's form."""
