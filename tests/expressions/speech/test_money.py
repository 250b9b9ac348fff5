"""Amounts of money in words."""

from decimal import Decimal

import pytest

from architrave.expressions.speech.money import UNITS, money_words


@pytest.mark.parametrize(
    ("amount", "code", "form", "places", "words"),
    [
        ("1.00", "USD", None, None, "one dollar and zero cents"),
        ("-1.05", "GBP", None, None, "negative one pound and five pence"),
        ("0.015", "EUR", None, None, "zero euros and two cents"),
        ("-0.20", "USD", "majorUnitsOnly", None, "zero dollars"),
        ("-2.00", "USD", "minorUnitsOnly", None, "zero cents"),
        ("1204567.80", "USD", "majorUnitsOnly", None,
         "one million two hundred four thousand five hundred sixty seven dollars"),
        ("1200", "JPY", None, None, "one thousand two hundred yen"),
        ("1200", "JPY", "minorUnitsOnly", None, "one thousand two hundred yen"),
        ("1.234", "KWD", None, None, "one dinar and two hundred thirty four fils"),
        ("1.00", "USD", "playDigits", None, "one point zero zero dollar"),
        ("1.99", "USD", None, 0, "one dollar"),
        ("2.99", "USD", None, 0, "two dollars"),
        ("1.99", "USD", None, 1, "one point nine dollars"),
        ("2.5", "XYZ", None, None, "two point five XYZ"),
        ("2.5", None, None, None, "two point five"),
        ("2.567", None, None, 1, "two point five"),
    ],
)  # fmt: skip
def test_amounts(amount: str, code: str | None, form: str | None, places: int | None, words: str) -> None:
    assert money_words(Decimal(amount), code, form=form, places=places) == words


def test_minor_units_have_names() -> None:
    assert all(bool(units.digits) == bool(units.minor_one and units.minor_many) for units in UNITS.values())


def test_the_longest_amount_is_spoken_exactly() -> None:
    amount = Decimal("9" * 38 + ".99")
    assert money_words(amount, "USD").endswith("nine hundred ninety nine dollars and ninety nine cents")
