"""Matches the arguments of a method with its parameters, with the conversions that Velocity 2 makes.

A signature has a letter for each parameter:

    i  an int: a number (a fraction loses its digits), or a text with an integer
    d  a double
    S  a String: a text, a number or a Boolean
    C  a CharSequence: only a text
    b  a Boolean, or a text, which is true for “true”
    L  a collection
    M  a map
    o  anything
    *  last: any number of anything
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from architrave.templates.faults import Refused
from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.values import Value, is_number, is_text, text_of

Body = Callable[..., Value]
Methods = dict[tuple[str, int], tuple["Method", ...]]
"""Overloads by name and number of arguments, which is -1 for any number."""

_ANY = -1


@dataclass(frozen=True, slots=True)
class Method:
    """One overload: its signature, and a function of the budget, the value and the arguments."""

    signature: str
    body: Body
    takes_anything: bool
    """Whether no argument needs to be checked or converted."""


class Failed(Refused):
    """The method failed, as Java's would: the template ends in every mode."""


def methods(table: dict[str, Body]) -> Methods:
    """Methods from `name(signature)`."""
    found: Methods = {}
    for written, body in table.items():
        name, _, signature = written.rstrip(")").partition("(")
        key = name, _ANY if "*" in signature else len(signature)
        method = Method(signature, body, not signature.strip("o*"))
        found[key] = (*found.get(key, ()), method)
    return found


def choose(table: Methods, name: str, arguments: Sequence[Value]) -> Method | None:
    """The method for these arguments: one that needs no conversion, else the only one that does."""
    overloads = table.get((name, len(arguments)), ())
    if len(overloads) == 1 and overloads[0].takes_anything:
        return overloads[0]
    for fits in (_is, _becomes):
        found = [method for method in overloads if all(map(fits, method.signature, arguments))]
        if found:
            return found[0] if fits is _is or len(found) == 1 else None
    variadic = table.get((name, _ANY))
    return variadic[0] if variadic and len(arguments) >= len(variadic[0].signature) - 1 else None


def converted(method: Method, arguments: Sequence[Value], budget: Budget) -> Sequence[Any]:
    """The arguments as the method takes them. Raises Failed for a text that is not the number that is needed."""
    if method.takes_anything or "*" in method.signature:
        return arguments
    return [_converted(letter, argument, budget) for letter, argument in zip(method.signature, arguments, strict=True)]


def _is(letter: str, value: Value) -> bool:
    match letter:
        case "i":
            return isinstance(value, int) and not isinstance(value, bool)
        case "d":
            return isinstance(value, float)
        case "S" | "C":
            return is_text(value) or value is None
        case "b":
            return isinstance(value, bool)
        case "L":
            return isinstance(value, list | tuple)
        case "M":
            return isinstance(value, dict)
        case _:
            return True


def _becomes(letter: str, value: Value) -> bool:
    match letter:
        case "i" | "d":
            return is_number(value) or isinstance(value, str | bool)
        case "S":
            return isinstance(value, str | bool) or is_number(value) or value is None
        case "b":
            return isinstance(value, bool | str) or is_number(value)
        case _:
            return _is(letter, value)


def _converted(letter: str, value: Value, budget: Budget) -> Any:
    match letter:
        case "i":
            return _whole(value)
        case "d":
            return _fraction(value)
        case "S":
            if value is None:
                raise Failed("A method was called with null")
            return text_of(value, budget)
        case "C":
            if value is None:
                raise Failed("A method was called with null")
            return value
        case "b":
            return value.lower() == "true" if isinstance(value, str) else bool(value)
        case _:
            return value


def _whole(value: Value) -> int:
    if isinstance(value, str):
        try:
            if not value.isascii() or value.strip() != value or "_" in value or len(value) > 12:
                raise ValueError
            number = int(value)
        except ValueError:
            raise Failed(f"{value[:40]!r} is not an integer") from None
    elif isinstance(value, int | float | Decimal):
        if value != value or abs(value) > 2**53:
            raise Failed("A number is out of range")
        number = int(value)
    else:
        raise Failed("A number is needed")
    if not -(2**31) <= number < 2**31:
        raise Failed(f"The number {number} is out of range")
    return number


def _fraction(value: Value) -> float:
    try:
        return float(value) if isinstance(value, int | float | Decimal | str) else 0.0
    except (ValueError, OverflowError):
        raise Failed(f"{str(value)[:40]!r} is not a number") from None
