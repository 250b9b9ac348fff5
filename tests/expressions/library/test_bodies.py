"""For all values of the parameter types, the bodies return a value of the result type or raise a run-time fault."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.expressions.declare import Function
from architrave.expressions.faults import ExpressionError
from architrave.expressions.library import all_functions
from architrave.expressions.values import Currency, Json, Record
from architrave.expressions.values.phone import PhoneNumber
from tests.expressions.evaluating import answer
from tests.expressions.library.strategies import SCALARS, argument

PYTHON = {
    "str": str,
    "int": int,
    "dec": Decimal,
    "bln": bool,
    "dtm": datetime,
    "dat": date,
    "tim": time,
    "dur": timedelta,
    "cur": Currency,
    "phn": PhoneNumber,
    "jsn": Json,
}
"""The Python type of each scalar's values."""

KNOWN = {*SCALARS, "any"}
ELSEWHERE = {".", "[", "DetectLanguage"}
"""The checker already checks properties; language detection is slow and belongs to a library."""


def is_plain(overload: Function) -> bool:
    """Whether all parameters and the result are plain values, and the body does all the work (a lazy one does not)."""
    codes = {parameter.type.code for parameter in overload.parameters} | {overload.returns.code}
    return codes <= KNOWN and not overload.lazy and overload.name not in ELSEWHERE


PLAIN = [overload for overloads in all_functions().values() for overload in overloads if is_plain(overload)]


def test_most_of_the_library_is_checked_here():
    assert len(PLAIN) > 250


@pytest.mark.property
@pytest.mark.parametrize("overload", PLAIN, ids=lambda overload: overload.signature)
@given(data=st.data())
@settings(max_examples=25)
def test_a_body_returns_a_value_of_its_type_or_raises_a_fault(overload: Function, data: st.DataObject):
    any_code = data.draw(st.sampled_from(sorted(SCALARS)), "Any")
    arguments: list[Any] = [
        data.draw(argument(parameter, any_code), parameter.name) for parameter in overload.parameters
    ]
    if overload.repeats:
        arguments += data.draw(st.lists(argument(overload.parameters[-1], any_code), max_size=3), "more")
    if overload.asks:
        arguments.insert(0, answer)
    with suppress(ExpressionError):
        value = overload.body(*arguments)
        code = any_code if overload.returns.code == "any" else overload.returns.code
        for item in value if overload.returns.is_collection else (value,):
            assert item is None or type(item) is PYTHON.get(code, Record)
