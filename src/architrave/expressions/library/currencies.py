"""Money: making Currencies, their symbols, and converting between currencies."""

from decimal import Decimal
from functools import cache
from typing import Any

from architrave.expressions import decimals
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import CONVERSION, MISMATCH, NOT_SET, ExpressionError
from architrave.expressions.values import Currency
from architrave.expressions.values.currencies import CODES


@function(
    "MakeCurrency(amount: Decimal?, currencyCode: String?) -> Currency",
    "An amount of money in the currency with an ISO 4217 code; either can be NOT_SET.",
    category="financial",
    examples=[
        Example('MakeCurrency(10.5, "EUR")', "10.50|EUR"),
        Example('MakeCurrency(NOT_SET, "EUR")', "|EUR"),
        Example('MakeCurrency(1.0, Append("E", "URO"))', error=CONVERSION),
    ],
)
@function(
    "MakeCurrency(amount: Integer?, currencyCode: String?) -> Currency",
    "A whole amount of money in the currency with an ISO 4217 code; either can be NOT_SET.",
    category="financial",
    examples=[Example('MakeCurrency(10, "EUR")', "10.00|EUR")],
)
def _make_currency(amount: Decimal | int | None, code: str | None) -> Currency:
    return Currency(Decimal(amount) if isinstance(amount, int) else amount, currency_code(code))


@function(
    "MakeListCurrency(amounts: Decimal[], currencyCode: String?) -> Currency[]",
    "A collection of Currencies with the same code from a collection of amounts.",
    category="financial",
    examples=[Example('MakeListCurrency(MakeList(1.5, NOT_SET), "EUR")', "1.50|EUR\n|EUR")],
)
def _make_list_of_one_code(amounts: tuple[Decimal | None, ...], code: str | None) -> tuple[Currency, ...]:
    known = currency_code(code)
    return tuple(Currency(amount, known) for amount in amounts)


@function(
    "MakeListCurrency(amounts: Decimal[], currencyCodes: String[]) -> Currency[]",
    "A collection of Currencies from amounts and codes; both collections must have the same length.",
    category="financial",
    examples=[
        Example('MakeListCurrency(MakeList(1.5, 2.0), MakeList("EUR", NOT_SET))', "1.50|EUR\n2.00|"),
        Example('MakeListCurrency(MakeList(1.5, 2.0), MakeList("EUR"))', error=MISMATCH),
    ],
)
def _make_list(amounts: tuple[Decimal | None, ...], codes: tuple[str | None, ...]) -> tuple[Currency, ...]:
    if len(amounts) != len(codes):
        raise ExpressionError(MISMATCH, f"There are {len(amounts)} amounts but {len(codes)} currency codes.")
    return tuple(Currency(amount, currency_code(code)) for amount, code in zip(amounts, codes, strict=True))


@function(
    "GetCurrencySymbol(currencyCode: String) -> String",
    "The symbol of the currency with an ISO 4217 code.",
    category="financial",
    examples=[Example('GetCurrencySymbol("GBP")', "£"), Example('GetCurrencySymbol("CHF")', "CHF")],
    note="Symbols are from the Unicode locale data for American English; a currency without one returns its code.",
)
def _symbol(code: str) -> str:
    return symbol_of(known_code(code))


@function(
    "GetCurrencySymbol(currency: Currency?) -> String",
    "The symbol of an amount's currency.",
    category="financial",
    examples=[
        Example('GetCurrencySymbol(MakeCurrency(5, "JPY"))', "¥"),
        Example("GetCurrencySymbol(ToCurrency(NOT_SET))", "NOT_SET"),
    ],
    note="Returns a NOT_SET String for a NOT_SET Currency and for one without a code (assumed).",
)
def _symbol_of_currency(currency: Currency | None) -> str | None:
    return None if currency is None or currency.code is None else symbol_of(currency.code)


@function(
    "ConvertCurrency(sourceCurrency: Currency?, destinationCurrencyCode: String?) -> Currency",
    "The same amount in another currency; a NOT_SET Currency stays NOT_SET.",
    category="financial",
    examples=[
        Example('ConvertCurrency(MakeCurrency(5, "USD"), "EUR")', "5.00|EUR"),
        Example('ConvertCurrency(ToCurrency(NOT_SET), "EUR")', "NOT_SET"),
    ],
)
def _convert(source: Currency | None, code: str | None) -> Currency | None:
    return None if source is None else Currency(source.amount, currency_code(code))


@function(
    "ConvertCurrency(sourceCurrency: Currency?, destinationCurrencyCode: String?, sourcePerDestExchangeRate: Decimal)"
    " -> Currency",
    "The amount times the exchange rate, in another currency; a NOT_SET amount stays NOT_SET.",
    category="financial",
    examples=[
        Example('ConvertCurrency(MakeCurrency(5, "USD"), "EUR", 0.9)', "4.50|EUR"),
        Example('ConvertCurrency(MakeCurrency(5, "USD"), "EUR", ToDecimal(NOT_SET))', error=NOT_SET),
    ],
)
def _convert_at_rate(source: Currency | None, code: str | None, rate: Decimal) -> Currency | None:
    if source is None or source.amount is None:
        return _convert(source, code)
    return Currency(decimals.multiply(source.amount, rate), currency_code(code))


def currency_code(code: str | None) -> str | None:
    """Return a currency code in upper case, None for NOT_SET or blank; raise `Conversion` if it is unknown."""
    if code in CODES:
        return code
    return known_code(code) if code and code.strip() else None


def known_code(code: str) -> str:
    """Return a currency code in upper case; raise the fault `Conversion` if ISO 4217 does not have it."""
    written = code.strip().upper()
    if written in CODES:
        return written
    raise ExpressionError(CONVERSION, f'"{code}" is not an ISO 4217 currency code such as "USD" or "EUR".')


@cache
def symbol_of(code: str) -> str:
    """Return the symbol of a known currency, from the Unicode locale data for American English."""
    from babel.numbers import get_currency_symbol

    symbol: Any = get_currency_symbol(code, "en_US")
    return str(symbol)
