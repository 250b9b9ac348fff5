"""Values as plain JSON for display, in traces and errors, and plain JSON as values.

Values know their types, so the first direction needs none. The second converts the reply of a data action, a data
table or a look-up to the type of the variable that takes it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from architrave.expressions import decimals
from architrave.expressions.bounds import MAX_ITEMS
from architrave.expressions.faults import CONVERSION, OUT_OF_RANGE
from architrave.expressions.types import COMPLEX, REFERENCES, Type
from architrave.expressions.values import Json as JsonValue
from architrave.expressions.values import Record, accept_input, text_of
from architrave.expressions.values.entities import entity_record
from architrave.interpreter.effects import Json
from architrave.interpreter.faults import ReplyFault


def plain_json(value: Any) -> Json:
    """A value as JSON for display: Decimals and all that has a text form as text, entities as objects."""
    match value:
        case None:
            return None
        case str() | bool() | int() | float():
            return value
        case tuple() | list():
            return [plain_json(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case Record():
            return {name: plain_json(item) for name, item in value.properties.items() if item is not None}
        case JsonValue():
            return json_data(value.value)
        case Mapping():
            return {str(name): plain_json(item) for name, item in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case Decimal():
            return decimals.to_text(value)
        case _:
            return text_of(value)


def json_data(value: Any) -> Json:
    """JSON data of the language, with Decimals, as JSON data of Python, with floats."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case list() | tuple():
            return [json_data(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        case dict():
            return {name: json_data(item) for name, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value


def sent_json(value: Any) -> Json:
    """A value as sent to a data action: numbers as numbers, JSON as JSON, what has a text form as text."""
    if isinstance(value, tuple):
        return [sent_json(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return json_data(value) if isinstance(value, Decimal) else plain_json(value)


def world_value(type: Type, value: Json, what: str, name: str = "") -> Any:  # noqa: A002 - the language's word
    """A reply's JSON value as a value of a type. `what` and `name` identify it in the fault.

    Raises ReplyFault `Conversion` for a value that does not fit the type. A number or Boolean for a String is read as
    text, because mocks files and tables write `5` for the text.
    """
    if value.__class__ is str and type.code == "str" and not type.is_collection:
        return value
    if type.is_collection:
        if value is None:
            return ()
        items: list[Any] = value if isinstance(value, list) else [value]
        if len(items) > MAX_ITEMS:
            raise ReplyFault(OUT_OF_RANGE, f"{what} {name} has {len(items):,} items; a collection holds {MAX_ITEMS:,}.")
        return tuple(world_value(type.item, item, what, name) for item in items)
    if value is None:
        return None
    if type.code == "str" and isinstance(value, bool | int | float):
        return text_of(Decimal(str(value)) if isinstance(value, float) else value)
    if isinstance(value, dict) and (type.code in REFERENCES or type.code in COMPLEX):
        return entity_record(type.code, value)
    result, problem = accept_input(type, value)
    if problem is not None:
        raise ReplyFault(CONVERSION, f"{what}{f' “{name}”' if name else ''} does not fit the type {type}: {problem}")
    return result
