"""Compares a value of the flow with what a test wants, and spells both as the flow does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from architrave.expressions import types
from architrave.expressions.types import Type
from architrave.expressions.values import accept_input, text_of
from architrave.flowtests.wanted import Exactly, IsValueOf, Matches, Wanted
from architrave.interpreter.effects import Json
from architrave.interpreter.plain import plain_json
from architrave.interpreter.shown import shown

LONGEST = 400
"""How many characters of a value are shown."""

_BARE = {types.INTEGER.code, types.DECIMAL.code}

ValueOf = Callable[[str, Type], Any]
"""The value of an expression at the end of the run. Raises ExpressionError."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is not as wanted, both as the flow spells them. `plain` is the value as JSON."""

    got: str
    wanted: str
    plain: Json


def difference(wanted: Wanted, kind: Type, actual: Any, value_of: ValueOf) -> Difference | None:
    """How a value of a type differs from what is wanted; None if it does not. Raises what `value_of` raises."""
    got, plain = spelled(kind, actual), plain_json(actual)
    match wanted:
        case Matches(pattern):
            fits = actual is not None and wanted.fits(text_of(actual) if not kind.is_collection else got)
            return None if fits else Difference(got, f"a text that matches /{pattern}/", plain)
        case IsValueOf(expression):
            value = value_of(expression, kind)
            return None if value == actual else Difference(got, f"{spelled(kind, value)} = {expression}", plain)
        case Exactly():
            if is_same(wanted, kind, actual):
                return None
            value, problem = accept_input(kind, given(wanted, kind))
            said = shown(wanted.value, LONGEST) if problem is not None else spelled(kind, value)
            return Difference(got, said, number(kind, actual, plain))


def is_same(wanted: Exactly, kind: Type, actual: Any) -> bool:
    """Whether a value is the same as the one that is written in a test."""
    value, problem = accept_input(kind, given(wanted, kind))
    if problem is None and (value == actual or plain_json(value) == plain_json(actual)):
        return True
    if kind.is_collection and wanted.value is None:
        return actual is None or actual == ()
    return _holds(plain_json(actual), wanted.value)


def given(wanted: Exactly, kind: Type) -> Any:
    """The value that is written in a test, for a variable of a type: `5` may stand for the text."""
    written = wanted.value
    if kind == types.STRING and wanted.text is not None and written is not None and not isinstance(written, str):
        return wanted.text
    return written


def _holds(actual: Json, wanted: Any) -> bool:
    """Whether an object has all that is wanted, at every level. A reference may also be named."""
    if isinstance(wanted, dict) and isinstance(actual, dict):
        items = cast("dict[str, Any]", wanted).items()
        return all(name in actual and _holds(actual[name], each) for name, each in items)
    if isinstance(wanted, list) and isinstance(actual, list):
        listed = cast("list[Any]", wanted)
        return len(listed) == len(actual) and all(map(_holds, cast("list[Json]", actual), listed))
    return actual == wanted


def number(kind: Type, actual: Any, plain: Json) -> Json:
    """A value as it is written in a test file: a Decimal as a number."""
    return float(actual) if kind == types.DECIMAL and actual is not None else plain


def spelled(kind: Type, value: Any) -> str:
    """A value as the flow spells it: numbers without quotes, texts with quotes, and NOT_SET."""
    if value is not None and kind.code in _BARE and not kind.is_collection:
        return text_of(value)
    return shown(plain_json(value), LONGEST)
