"""JSON values: a wrapper that distinguishes JSON null from NOT_SET, strict parsing, and the compact text."""

import json
from dataclasses import dataclass
from decimal import Decimal, Overflow
from typing import Any

from architrave.diagnostics.whole import may_have_halves, whole_json
from architrave.expressions import decimals
from architrave.expressions.faults import CONVERSION, ExpressionError

JsonData = None | bool | int | Decimal | str | list[Any] | dict[str, Any]
"""Plain JSON data: whole numbers are int, others Decimal."""

MAX_DEPTH = 200
"""Maximum nesting of JSON (assumed: no limit is documented)."""


@dataclass(frozen=True, slots=True, eq=False)
class Json:
    """A JSON value. `value` is plain data that must not be changed; `Json(None)` is JSON null, which is not NOT_SET.

    Two are equal if they hold the same data, in any order of keys (documented); a string never equals a number.
    """

    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Json) and comparable(self.value) == comparable(other.value)

    def __hash__(self) -> int:
        return hash(comparable(self.value))

    def __str__(self) -> str:
        return json_text(self.value)


def comparable(value: Any) -> Any:
    """A hashable form of JSON data that is equal exactly when the data is: true is not 1, but 1 is 1.0."""
    match value:
        case bool():
            return ("boolean", value)
        case dict():
            return frozenset((key, comparable(item)) for key, item in value.items())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case list():
            return ("array", *map(comparable, value))  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return value


def parse_json(text: str) -> JsonData:
    """The data of a strict JSON text (RFC 8259). Raises ExpressionError `Conversion` for any other text."""
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise ExpressionError(
            CONVERSION, f"The text is not valid JSON: {error.msg}, at line {error.lineno}, column {error.colno}."
        ) from None
    except (ValueError, RecursionError) as error:
        raise ExpressionError(CONVERSION, f"The text is not valid JSON: {_reason(error)}.") from None
    if depth(value) > MAX_DEPTH:
        raise ExpressionError(CONVERSION, f"The JSON is nested deeper than {MAX_DEPTH} levels.")
    return whole_json(value) if may_have_halves(text) else value


class _RefusedError(ValueError):
    """A number that is not valid in JSON or in the language."""


def _reason(error: Exception) -> str:
    match error:
        case RecursionError():
            return "it is nested too deeply"
        case _RefusedError():
            return str(error)
        case _:  # Python limits the length of the whole numbers that it reads
            return "a number in it has too many digits"


def _number(text: str) -> Decimal:
    try:
        return decimals.CONTEXT.create_decimal(text)
    except Overflow:
        raise _RefusedError(f"the number {text} is too large") from None


def _refuse(text: str) -> Any:
    raise _RefusedError(f"{text} is not a JSON value")


_DECODER = json.JSONDecoder(parse_float=_number, parse_constant=_refuse)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def depth(value: Any) -> int:
    """The nesting of JSON data: 0 for a scalar. Stops one level beyond `MAX_DEPTH`."""
    level, found = [value], 0
    while found <= MAX_DEPTH:
        containers: list[Any] = [each for each in level if isinstance(each, (list, dict))]
        if not containers:
            break
        found += 1
        level = [item for container in containers for item in _items(container)]  # pyright: ignore[reportUnknownVariableType]
    return found


def _items(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]


def json_text(value: Any) -> str:
    """The compact text of JSON data, in the order of its keys (documented). A Decimal keeps its digits."""
    try:
        return _ENCODER.encode(value)
    except TypeError:  # the data has a Decimal, which the fast encoder does not support
        return _text_with_decimals(value)


def _text_with_decimals(value: Any) -> str:
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return json.dumps(value)
        case Decimal():
            return _decimal_text(value)
        case dict():
            return "{" + ",".join(f"{json_text(key)}:{_text_with_decimals(item)}" for key, item in value.items()) + "}"  # pyright: ignore[reportUnknownVariableType]
        case list() | tuple():
            return "[" + ",".join(map(_text_with_decimals, value)) + "]"  # pyright: ignore[reportUnknownArgumentType]
        case _:
            raise TypeError(f"not a JSON value: {value!r}")


def _decimal_text(value: Decimal) -> str:
    if value and abs(value.adjusted()) > decimals.DIGITS:
        return str(value).replace("E+", "e").replace("E", "e")
    return decimals.to_text(value)
