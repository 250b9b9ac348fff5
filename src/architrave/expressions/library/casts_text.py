"""ToString and ToDisplayString: values as text, for programs and for people.

Items of a collection are on separate lines unless a delimiter is given; NOT_SET items are empty (documented).
ToDisplayString formats values for the flow's language.
"""

from decimal import Decimal
from typing import Any

from architrave.expressions import decimals, localized
from architrave.expressions.declare import Example, function
from architrave.expressions.question import Ask, Question
from architrave.expressions.values.money import Currency
from architrave.expressions.values.text import join_texts, text_of


@function(
    "ToString(valueToConvert: Any?) -> String",
    "The text of a value, the same in every language; for an object with a name, its name.",
    category="cast",
    examples=[
        Example("ToString(5.50)", "5.5"),
        Example("ToString(MakeDuration(0, 1, 30, 0))", "PT1H30M"),
        Example('ToString(MakeCurrency(10, "USD"))', "10.00|USD"),
    ],
)
def _to_string(value: Any) -> str | None:
    return None if value is None else text_of(value)


@function(
    "ToString(nullValue: NOT_SET?) -> String",
    "A NOT_SET String.",
    category="cast",
    examples=[Example("ToString(NOT_SET)", "NOT_SET")],
)
def _to_string_not_set(_value: None) -> None:
    return None


@function(
    "ToString(valueToConvert: Any[]) -> String",
    "The texts of a collection's items, each on a separate line.",
    category="cast",
    examples=[Example("ToString(MakeList(1, NOT_SET, 3))", "1\n\n3")],
)
def _to_string_items(values: tuple[Any, ...]) -> str:
    return join_texts(values, "\n")


@function(
    "ToString(valueToConvert: Any[], delimiter: String?) -> String",
    "The texts of a collection's items, separated by a delimiter, or by line breaks if the delimiter is NOT_SET.",
    category="cast",
    examples=[Example('ToString(MakeList(true, false), ", ")', "true, false")],
)
def _to_string_delimited(values: tuple[Any, ...], delimiter: str | None) -> str:
    return join_texts(values, _delimiter(delimiter))


@function(
    "ToString(decimalValueToConvert: Decimal?, decimalPlaces: Integer[1..28]) -> String",
    "The text of a Decimal with the given number of decimal places; halves are rounded away from zero.",
    category="cast",
    examples=[Example("ToString(1.125, 2)", "1.13"), Example("ToString(2.0, 3)", "2.000")],
)
def _decimal_to_string(value: Decimal | None, places: int) -> str | None:
    return None if value is None else decimals.to_fixed_text(value, places)


@function(
    "ToString(currencyValueToConvert: Currency?, decimalPlaces: Integer[1..28]) -> String",
    "The text of a Currency with the given number of decimal places; halves are rounded away from zero.",
    category="cast",
    examples=[Example('ToString(MakeCurrency(2.506, "USD"), 1)', "2.5|USD")],
)
def _currency_to_string(value: Currency | None, places: int) -> str | None:
    return None if value is None else value.text(places)


@function(
    "ToString(valueToConvert: Decimal[], decimalPlaces: Integer[1..28]) -> String",
    "The texts of Decimals with the given number of decimal places, each on a separate line.",
    category="cast",
    examples=[Example("ToString(MakeList(1.0, 2.5), 2)", "1.00\n2.50")],
)
@function(
    "ToString(currencyCollectionToConvert: Currency[]?, decimalPlaces: Integer[1..28]) -> String",
    "The texts of Currencies with the given number of decimal places, each on a separate line.",
    category="cast",
    examples=[Example('ToString(MakeList(MakeCurrency(1, "EUR")), 1)', "1.0|EUR")],
)
def _amounts_to_string(values: tuple[Any, ...], places: int) -> str:
    return _amounts_delimited(values, None, places)


@function(
    "ToString(valueToConvert: Decimal[], delimiter: String?, decimalPlaces: Integer[1..28]) -> String",
    "The texts of Decimals with the given number of decimal places, separated by a delimiter.",
    category="cast",
    examples=[Example('ToString(MakeList(2000.5, -1.0), "|", 2)', "2000.50|-1.00")],
)
@function(
    "ToString(currencyCollectionToConvert: Currency[]?, delimiter: String?, decimalPlaces: Integer[1..28]) -> String",
    "The texts of Currencies with the given number of decimal places, separated by a delimiter.",
    category="cast",
    examples=[Example('ToString(MakeList(MakeCurrency(1, "EUR"), NOT_SET), "; ", 1)', "1.0|EUR; ")],
)
def _amounts_delimited(values: tuple[Any, ...], delimiter: str | None, places: int) -> str:
    def form(value: Any) -> str:
        return value.text(places) if isinstance(value, Currency) else decimals.to_fixed_text(value, places)

    return join_texts(values, _delimiter(delimiter), form)


@function(
    "ToDisplayString(valueToConvert: Any?) -> String",
    "The text of a value, formatted for the flow's language.",
    category="cast",
    examples=[
        Example("ToDisplayString(210125.12)", "210,125.12"),
        Example("ToDisplayString(MakeDate(2024, 2, 29))", "February 29, 2024"),
    ],
    asks=True,
    note="The formats are from CLDR; the cloud may use another version of that data.",
)
def _display(ask: Ask, value: Any) -> str | None:
    return None if value is None else localized.display_text(value, _language(ask))


@function(
    "ToDisplayString(nullValue: NOT_SET?) -> String",
    "A NOT_SET String.",
    category="cast",
    examples=[Example("ToDisplayString(NOT_SET)", "NOT_SET")],
)
def _display_not_set(_value: None) -> None:
    return None


@function(
    "ToDisplayString(valueToConvert: Any[]) -> String",
    "The texts of a collection's items, formatted for the flow's language, each on a separate line.",
    category="cast",
    examples=[Example("ToDisplayString(MakeList(90125, NOT_SET))", "90,125\n")],
    asks=True,
)
def _display_items(ask: Ask, values: tuple[Any, ...]) -> str:
    return _display_delimited(ask, values, None)


@function(
    "ToDisplayString(valueToConvert: Any[], delimiter: String?) -> String",
    "The texts of a collection's items, formatted for the flow's language, separated by a delimiter.",
    category="cast",
    examples=[Example('ToDisplayString(MakeList(1000, 2000), " / ")', "1,000 / 2,000")],
    asks=True,
)
def _display_delimited(ask: Ask, values: tuple[Any, ...], delimiter: str | None) -> str:
    language = _language(ask)
    return join_texts(values, _delimiter(delimiter), lambda value: localized.display_text(value, language))


@function(
    "ToDisplayString(currencyValueToConvert: Currency?, decimalPlaces: Integer[0..28]) -> String",
    "The text of a Currency, formatted for the flow's language, with the given number of decimal places.",
    category="cast",
    examples=[Example('ToDisplayString(MakeCurrency(3.14159, "EUR"), 3)', "€3.142")],
    asks=True,
)
@function(
    "ToDisplayString(decimalValueToConvert: Decimal?, decimalPlaces: Integer[0..28]) -> String",
    "The text of a Decimal, formatted for the flow's language, with the given number of decimal places.",
    category="cast",
    examples=[Example("ToDisplayString(3.141, 2)", "3.14")],
    asks=True,
)
def _display_amount(ask: Ask, value: Decimal | Currency | None, places: int) -> str | None:
    return None if value is None else localized.display_text(value, _language(ask), places)


@function(
    "ToDisplayString(currencyCollectionToConvert: Currency[]?, decimalPlaces: Integer[0..28]) -> String",
    "The texts of Currencies, formatted for the flow's language, with the given number of decimal places.",
    category="cast",
    examples=[Example('ToDisplayString(MakeListCurrency(MakeList(1.5, 2.0), "USD"), 2)', "$1.50\n$2.00")],
    asks=True,
)
@function(
    "ToDisplayString(valueToConvert: Decimal[], decimalPlaces: Integer[0..28]) -> String",
    "The texts of Decimals, formatted for the flow's language, with the given number of decimal places.",
    category="cast",
    examples=[Example("ToDisplayString(MakeList(21.12, 9.0125), 1)", "21.1\n9.0")],
    asks=True,
)
def _display_amounts(ask: Ask, values: tuple[Any, ...], places: int) -> str:
    return _display_amounts_delimited(ask, values, None, places)


@function(
    "ToDisplayString(currencyCollectionToConvert: Currency[]?, delimiter: String?, "
    "decimalPlaces: Integer[0..28]) -> String",
    "The texts of Currencies, formatted for the flow's language with a number of decimal places and a delimiter.",
    category="cast",
    examples=[Example('ToDisplayString(MakeListCurrency(MakeList(1.5, 2.0), "USD"), "|", 1)', "$1.5|$2.0")],
    asks=True,
)
@function(
    "ToDisplayString(valueToConvert: Decimal[], delimiter: String?, decimalPlaces: Integer[0..28]) -> String",
    "The texts of Decimals, formatted for the flow's language with a number of decimal places and a delimiter.",
    category="cast",
    examples=[Example('ToDisplayString(MakeList(1.0, 2.0), "|", 1)', "1.0|2.0")],
    asks=True,
)
def _display_amounts_delimited(ask: Ask, values: tuple[Any, ...], delimiter: str | None, places: int) -> str:
    language = _language(ask)
    return join_texts(values, _delimiter(delimiter), lambda value: localized.display_text(value, language, places))


def _language(ask: Ask) -> str:
    return str(ask(Question("language")) or localized.DEFAULT_LANGUAGE)


def _delimiter(delimiter: str | None) -> str:
    return "\n" if delimiter is None else delimiter
