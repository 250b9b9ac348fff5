from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.expressions import decimals
from architrave.expressions.faults import DIVISION_BY_ZERO, OUT_OF_RANGE, ExpressionError

D = Decimal
NINES = D("9" * 40)

decimal_values = st.decimals(min_value=-(10**30), max_value=10**30, places=6, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("3", "3.0"),
        ("3.10", "3.1"),
        ("-0.500", "-0.5"),
        ("0", "0.0"),
        ("-0.0", "0.0"),
        ("1E+3", "1000.0"),
        ("1E-7", "0.0000001"),
        ("120", "120.0"),
    ],
)
def test_text_has_a_decimal_place_and_no_trailing_zeros(value: str, text: str):
    assert decimals.to_text(D(value)) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("1.125", 2, "1.13"),
        ("-1.125", 2, "-1.13"),
        ("-1", 3, "-1.000"),
        ("0.4", 0, "0"),
        ("-0.001", 2, "0.00"),
        ("9" * 40, 2, "9" * 40 + ".00"),
    ],
)
def test_fixed_text_rounds_halves_away_from_zero(value: str, digits: int, text: str):
    assert decimals.to_fixed_text(D(value), digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        ("3.225", 2, "3.23"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("2.49", 0, "2"),
        ("2.6", 5, "2.6"),
        ("0.05", 1, "0.1"),
        ("-0.4", 0, "0"),
    ],
)
def test_rounding(value: str, digits: int, rounded: str):
    assert decimals.round_half_away(D(value), digits) == D(rounded)


@pytest.mark.parametrize(
    ("value", "down", "up"),
    [("2.3", "2", "3"), ("-2.3", "-3", "-2"), ("5", "5", "5"), ("0.1", "0", "1"), ("-0.1", "-1", "0")],
)
def test_floor_and_ceiling(value: str, down: str, up: str):
    assert (decimals.floor(D(value)), decimals.ceiling(D(value))) == (D(down), D(up))


@pytest.mark.parametrize(
    ("operation", "left", "right", "result"),
    [
        (decimals.add, "0.1", "0.2", "0.3"),
        (decimals.subtract, "20.5", "5.3", "15.2"),
        (decimals.multiply, "7.5", "12.2", "91.5"),
        (decimals.divide, "44.7741", "6.21", "7.21"),
        (decimals.divide, "1", "3", "0." + "3" * 40),
        (decimals.divide, "2", "3", "0." + "6" * 39 + "7"),
        (decimals.remainder, "37.3", "12.8", "11.7"),
        (decimals.remainder, "-5", "3", "-2"),
        (decimals.remainder, "5", "-3", "2"),
        (decimals.remainder, "1E+39", "0.7", "0.4"),
        (decimals.power, "2", "3", "8"),
        (decimals.power, "-2", "2", "4"),
        (decimals.power, "-2", "-1", "-0.5"),
        (decimals.power, "4", "0.5", "2"),
        (decimals.power, "0", "0", "1"),
        (decimals.power, "0", "5", "0"),
    ],
)
def test_arithmetic(operation, left: str, right: str, result: str):
    assert operation(D(left), D(right)) == D(result)


@pytest.mark.parametrize(
    ("operation", "left", "right", "fault"),
    [
        (decimals.divide, "1", "0", DIVISION_BY_ZERO),
        (decimals.remainder, "1", "0", DIVISION_BY_ZERO),
        (decimals.power, "0", "-1", DIVISION_BY_ZERO),
        (decimals.power, "-8", "0.5", OUT_OF_RANGE),
        (decimals.power, "2", "999999999999999", OUT_OF_RANGE),
        (decimals.add, "9" * 40, "1", OUT_OF_RANGE),
        (decimals.subtract, "-" + "9" * 40, "1", OUT_OF_RANGE),
        (decimals.multiply, "1E+20", "1E+20", OUT_OF_RANGE),
        (decimals.divide, "9" * 40, "0.001", OUT_OF_RANGE),
    ],
)
def test_arithmetic_faults(operation, left: str, right: str, fault: str):
    with pytest.raises(ExpressionError) as raised:
        operation(D(left), D(right))
    assert raised.value.type == fault


def test_forty_nines_are_the_largest():
    assert decimals.checked(NINES) == NINES
    assert decimals.add(NINES, D("0.1")) == NINES  # the 41st digit is rounded away
    with pytest.raises(ExpressionError):
        decimals.rounded_to_precision(D("9" * 41))


@pytest.mark.property
@given(decimal_values)
def test_text_reads_back(value: Decimal):
    assert D(decimals.to_text(value)) == value


@pytest.mark.property
@given(decimal_values, st.integers(0, 28))
def test_rounding_changes_a_value_by_at_most_half_a_unit(value: Decimal, digits: int):
    assert abs(decimals.round_half_away(value, digits) - value) <= D(5).scaleb(-digits - 1)


@pytest.mark.property
@given(
    st.sampled_from([decimals.add, decimals.subtract, decimals.multiply, decimals.divide, decimals.remainder]),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-NINES, max_value=NINES),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-NINES, max_value=NINES),
)
def test_arithmetic_raises_nothing_but_faults(operation, left: Decimal, right: Decimal):
    with suppress(ExpressionError):
        left, right = decimals.rounded_to_precision(left), decimals.rounded_to_precision(right)
        assert operation(left, right).copy_abs() <= NINES
