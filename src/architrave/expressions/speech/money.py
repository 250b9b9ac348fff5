"""Amounts of money in words."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

from architrave.expressions.speech.numbers import decimal_words, integer_words

_CONTEXT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Units:
    """The names of a currency's units: major units in singular and plural, minor units in singular and plural.

    `digits` is the number of digits for the minor unit, 0 for a currency without minor units.
    """

    one: str
    many: str
    minor_one: str = ""
    minor_many: str = ""
    digits: int = 2


_DOLLARS = Units("dollar", "dollars", "cent", "cents")
_POUNDS = Units("pound", "pounds", "penny", "pence")
_PESOS = Units("peso", "pesos", "centavo", "centavos")
_RUPEES = Units("rupee", "rupees", "paisa", "paise")
_FRANCS = Units("franc", "francs", "centime", "centimes")
_DINARS = Units("dinar", "dinars", "fils", "fils", 3)
_CFA_FRANCS = Units("franc", "francs", digits=0)

UNITS: dict[str, Units] = {
    **dict.fromkeys(("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "BBD", "BSD", "BZD", "JMD", "TTD"), _DOLLARS),
    **dict.fromkeys(("GBP", "GIP", "FKP", "SHP"), _POUNDS),
    **dict.fromkeys(("MXN", "ARS", "COP", "DOP", "PHP", "UYU", "CUP"), _PESOS),
    **dict.fromkeys(("INR", "PKR", "NPR"), _RUPEES),
    **dict.fromkeys(("CHF",), _FRANCS),
    **dict.fromkeys(("BHD", "IQD", "KWD"), _DINARS),
    **dict.fromkeys(("XAF", "XOF", "XPF", "RWF", "GNF"), _CFA_FRANCS),
    "AED": Units("dirham", "dirhams", "fils", "fils"),
    "BRL": Units("real", "reais", "centavo", "centavos"),
    "CLP": Units("peso", "pesos", digits=0),
    "CNY": Units("yuan", "yuan", "fen", "fen"),
    "CZK": Units("koruna", "koruny", "haler", "halere"),
    "DKK": Units("krone", "kroner", "øre", "øre"),
    "EGP": Units("pound", "pounds", "piastre", "piastres"),
    "EUR": Units("euro", "euros", "cent", "cents"),
    "HUF": Units("forint", "forints", "filler", "filler"),
    "ILS": Units("shekel", "shekels", "agora", "agorot"),
    "JOD": Units("dinar", "dinars", "fils", "fils", 3),
    "JPY": Units("yen", "yen", digits=0),
    "KRW": Units("won", "won", digits=0),
    "MYR": Units("ringgit", "ringgit", "sen", "sen"),
    "NOK": Units("krone", "kroner", "øre", "øre"),
    "PLN": Units("zloty", "zlotys", "grosz", "groszy"),
    "RON": Units("leu", "lei", "ban", "bani"),
    "RUB": Units("ruble", "rubles", "kopeck", "kopecks"),
    "SAR": Units("riyal", "riyals", "halala", "halalas"),
    "SEK": Units("krona", "kronor", "öre", "öre"),
    "THB": Units("baht", "baht", "satang", "satang"),
    "TRY": Units("lira", "lira", "kurus", "kurus"),
    "UAH": Units("hryvnia", "hryvnias", "kopiyka", "kopiykas"),
    "VND": Units("dong", "dong", digits=0),
    "ZAR": Units("rand", "rand", "cent", "cents"),
}
"""The currencies whose units have names here. Any other currency is spoken as a plain number with its code."""


def money_words(amount: Decimal, code: str | None, *, form: str | None = None, places: int | None = None) -> str:
    """An amount of money in words.

    `form` is a name under `Format.Currency` (`asMinorUnits`, `majorUnitsOnly`, `minorUnitsOnly`, `playDigits`),
    `places` the number of decimal places to play. With neither, 1.567 USD is `one dollar and fifty seven cents`:
    rounded to the minor unit (documented).
    """
    units = UNITS.get(code or "")
    if units is None:
        number = decimal_words(amount, places=places, one_by_one=form == "playDigits")
        return number if code is None else f"{number} {code}"
    if places is not None:
        return _with_unit(amount, decimal_words(amount, places=places), units)
    if form == "playDigits":
        return _with_unit(amount, decimal_words(amount, places=units.digits, one_by_one=True), units)
    minor = abs(int(_CONTEXT.scaleb(amount, units.digits).to_integral_value(ROUND_HALF_UP)))
    words = _in_units(amount, minor, units, form)
    is_zero = minor == 0 or (form in ("majorUnitsOnly", "minorUnitsOnly") and words.startswith("zero "))
    return f"negative {words}" if amount < 0 and not is_zero else words


def _in_units(amount: Decimal, minor: int, units: Units, form: str | None) -> str:
    whole, rest = divmod(minor, 10**units.digits)
    match form:
        case "majorUnitsOnly":
            return _major(abs(int(amount.to_integral_value(ROUND_DOWN))), units)
        case "asMinorUnits" if units.digits:
            return _minor(minor, units)
        case "minorUnitsOnly" if units.digits:
            return _minor(rest, units)
        case _:
            return f"{_major(whole, units)} and {_minor(rest, units)}" if units.digits else _major(whole, units)


def _major(number: int, units: Units) -> str:
    return f"{integer_words(number)} {units.one if number == 1 else units.many}"


def _minor(number: int, units: Units) -> str:
    return f"{integer_words(number)} {units.minor_one if number == 1 else units.minor_many}"


def _with_unit(amount: Decimal, words: str, units: Units) -> str:
    return f"{words} {units.one if amount == 1 or words == 'one' else units.many}"
