"""The cells of a data table as text: what the values of each type look like, and what to do about one that does not."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from architrave.expressions import types
from architrave.expressions.types import Type

_INTEGER = re.compile(r"[+-]?\d{1,19}", re.ASCII)
LARGEST_INTEGER = 2**63 - 1
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_BOOLEANS = {"true": True, "false": False}

_LOCAL_NUMBER = re.compile(r"[+-]?[\d.,'\s\u2019]*\d[\d.,'\s\u2019]*", re.ASCII)
_LOCAL_BOOLEANS = {
    **dict.fromkeys(("wahr", "vrai", "verdadero", "vero", "verdadeiro", "waar", "sant", "prawda", "doğru"), "true"),
    **dict.fromkeys(("falsch", "faux", "falso", "onwaar", "falskt", "fałsz", "yanlış"), "false"),
    **dict.fromkeys(("yes", "y", "ja", "oui", "si", "sí", "1"), "true"),
    **dict.fromkeys(("no", "n", "nein", "non", "0"), "false"),
}
"""Other words for true and false: those that spreadsheets write in the language of their user."""


@dataclass(frozen=True, slots=True)
class CellType:
    """The type of a column: how its cells are converted (None if that is not possible), and what they are."""

    type: Type
    convert: Callable[[str], Any]
    words: str


def _integer(text: str) -> int | None:
    value = int(text) if _INTEGER.fullmatch(text) else None
    return value if value is not None and -LARGEST_INTEGER - 1 <= value <= LARGEST_INTEGER else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.lower())


CELL_TYPES: dict[str, CellType] = {
    "string": CellType(types.STRING, str, "a string"),
    "integer": CellType(types.INTEGER, _integer, "a whole number"),
    "number": CellType(types.DECIMAL, _decimal, "a number"),
    "boolean": CellType(types.BOOLEAN, _boolean, "true or false"),
}
"""The types of columns by their names in a schema."""

BY_TYPE = {each.type: each for each in CELL_TYPES.values()}


def advice_for(text: str, cell: CellType) -> str:
    """What to do about a cell that does not have the type of its column."""
    if cell.type == types.BOOLEAN:
        meant = _LOCAL_BOOLEANS.get(text.strip().casefold())
        return f"Write {meant}." if meant else "Write true or false."
    if text != text.strip() and cell.convert(text.strip()) is not None:
        return "Remove the spaces around it."
    if _LOCAL_NUMBER.fullmatch(text.strip()):
        point = "with a decimal point and " if cell.type == types.DECIMAL else ""
        return f"Write it {point}without separators of thousands, such as {'1234.5' if point else '1234'}."
    return "Correct the cell."
