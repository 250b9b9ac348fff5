"""Numbers in words."""

from decimal import Decimal

import pytest

from architrave.expressions.speech.numbers import MAX_PLACES, decimal_words, digit_words, integer_words, ordinal_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (7, "seven"),
        (13, "thirteen"),
        (20, "twenty"),
        (42, "forty two"),
        (100, "one hundred"),
        (115, "one hundred fifteen"),
        (1000, "one thousand"),
        (1001, "one thousand one"),
        (1_000_000, "one million"),
        (1_234_567, "one million two hundred thirty four thousand five hundred sixty seven"),
        (-500, "negative five hundred"),
        (
            999_999_999_999_999,
            " ".join(f"nine hundred ninety nine {scale}" for scale in ("trillion", "billion", "million", "thousand"))
            + " nine hundred ninety nine",
        ),
        (10**39, "one duodecillion"),
    ],
)
def test_integers(value: int, words: str) -> None:
    assert integer_words(value) == words


@pytest.mark.parametrize(
    ("value", "places", "one_by_one", "words"),
    [
        ("0.2", None, False, "zero point two"),
        ("500.00", None, False, "five hundred"),
        ("125.250", None, False, "one hundred twenty five point two five"),
        ("123.127", 2, False, "one hundred twenty three point one two"),
        ("-123.12", 4, False, "negative one hundred twenty three point one two zero zero"),
        ("-0.4", 0, False, "zero"),
        ("-0.4", None, False, "negative zero point four"),
        ("1.5", -3, False, "one"),
        ("12.349", 2, True, "one two point three four"),
        ("-500.0", None, True, "negative five zero zero"),
        ("-0." + "1" * 40, None, False, "negative zero point" + " one" * 40),
    ],
)
def test_decimals(value: str, places: int | None, one_by_one: bool, words: str) -> None:
    assert decimal_words(Decimal(value), places=places, one_by_one=one_by_one) == words


def test_a_huge_number_of_decimal_places_is_limited() -> None:
    words = decimal_words(Decimal("1.5"), places=999_999_999_999_999)
    assert len(words.split()) == len(["one", "point"]) + MAX_PLACES


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (1, "first"),
        (2, "second"),
        (3, "third"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty first"),
        (99, "ninety ninth"),
        (100, "one hundredth"),
        (201, "two hundred and first"),
        (999, "nine hundred and ninety ninth"),
        (1000, "one thousand"),
        (-1, "negative one"),
    ],
)
def test_ordinals(value: int, words: str) -> None:
    assert ordinal_words(value) == words


def test_only_ascii_digits_are_spoken() -> None:
    assert digit_words("+1 (317) ٣ x9") == "one three one seven nine"
