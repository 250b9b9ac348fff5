"""Makes Records from the answers to look-ups: entities of the organization as plain JSON."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from architrave.expressions.faults import ExpressionError
from architrave.expressions.properties import properties_of
from architrave.expressions.types import Type
from architrave.expressions.values.phone import read_phone_number
from architrave.expressions.values.reading import read_currency, read_date_time, read_decimal, read_duration
from architrave.expressions.values.record import Record

_OTHER_NAMES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("usr", "username"): ("email",),
    ("ras", "contentLocation"): ("url",),
    ("cpx_external_contact", "createDateTimeUtc"): ("createDate",),
    ("cpx_external_contact", "modifyDateTimeUtc"): ("modifyDate",),
    ("cpx_external_organization", "createDateTimeUtc"): ("createDate",),
    ("cpx_external_organization", "modifyDateTimeUtc"): ("modifyDate",),
}
"""For a type's property: its names in the Platform API."""


def entity_record(code: str, entity: Mapping[str, Any]) -> Record:
    """The Record of an entity: the properties of the type `code`, with the entity's values.

    A value that does not fit its property's type becomes NOT_SET: one wrong value in an organization does not stop a
    flow.
    """
    properties: dict[str, Any] = {}
    for name, of, other_names in _layout(code):
        data = entity.get(name)
        for other in other_names:
            data = entity.get(other) if data is None else data
        if of.is_collection:
            properties[name] = _collection(of, data)
        else:
            properties[name] = None if data is None else _value(of, data)
    return Record(code, properties)


@lru_cache(maxsize=256)
def _layout(code: str) -> tuple[tuple[str, Type, tuple[str, ...]], ...]:
    """A type's properties: the name of each, its type, and its other names."""
    return tuple((name, of, _OTHER_NAMES.get((code, name), ())) for name, of in properties_of(Type(code)).items())


def _collection(of: Type, data: Any) -> tuple[Any, ...]:
    if not isinstance(data, list):
        return ()
    return tuple(_value(of.item, item) for item in data)  # pyright: ignore[reportUnknownVariableType]


def _value(of: Type, data: Any) -> Any:
    if isinstance(data, dict):
        return entity_record(of.code, data) if properties_of(of) else None  # pyright: ignore[reportUnknownArgumentType]
    try:
        return _scalar(of.code, data)
    except ExpressionError:
        return None


def _scalar(code: str, data: Any) -> Any:
    match code, data:
        case "str", str():
            return data
        case "bln", bool():
            return data
        case "int", int() if not isinstance(data, bool):
            return data
        case "dec", int() | float() | str() if not isinstance(data, bool):
            return read_decimal(str(data))
        case "dtm", str():
            return read_date_time(data)
        case "dur", str():
            return read_duration(data)
        case "cur", str():
            return read_currency(data)
        case "phn", str():
            return read_phone_number(data)
        case _:
            return None
