"""Values as localized text: what ToDisplayString returns.

The formats are CLDR's, from babel, and agree with the documented examples. babel is imported on first use.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, localcontext
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from architrave.expressions import decimals
from architrave.expressions.values.money import Currency
from architrave.expressions.values.text import text_of

if TYPE_CHECKING:
    from babel import Locale

DEFAULT_LANGUAGE = "en-US"
"""The language for a flow that does not name one (assumed)."""

_WIDE = Context(prec=200)

_UNITS = (("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000))

_JOINTS = {
    "en": " at ",
    "de": " um ",
    "fr": " à ",
    "nl": " om ",
    "da": " kl. ",
    "sv": " kl. ",
    "nb": " kl. ",
    "no": " kl. ",
}
"""The text between a long date and a time in languages for which babel lacks CLDR's (documented for en and de, assumed
for the rest). Other languages use babel's."""


def display_text(value: Any, language: str, places: int | None = None) -> str:
    """The text of a value, which must be set, in the language with an IETF tag.

    With `places`, a Decimal or Currency has exactly that many decimal places, halves rounded away from zero.
    """
    # babel computes in the ambient context; this one has enough digits for every Decimal.
    with localcontext(_WIDE):
        return _display(value, language, places)


def _display(value: Any, language: str, places: int | None) -> str:
    match value:
        case bool() | str():
            return text_of(value)
        case int() | Decimal():
            return _number(value, language, places)
        case Currency():
            return _currency(value, language, places)
        case datetime():
            return _moment(_date(value.date(), language), _time(value.time(), language), language)
        case date():
            return _date(value, language)
        case time():
            return _time(value, language)
        case timedelta():
            return _duration(value, language)
        case _:
            return text_of(value)


@cache
def _locale(language: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    for tag in (language, language.partition("-")[0], DEFAULT_LANGUAGE):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError(DEFAULT_LANGUAGE)


def _number(value: int | Decimal, language: str, places: int | None) -> str:
    from babel.numbers import format_decimal

    locale = _locale(language)
    if places is None:
        return format_decimal(value, locale=locale, decimal_quantization=False)
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return format_decimal(_rounded(value, places), pattern, locale=locale, decimal_quantization=False)


def _rounded(value: int | Decimal, places: int) -> Decimal:
    return decimals.round_half_away(Decimal(value), places)


def _currency(value: Currency, language: str, places: int | None) -> str:
    from babel.numbers import format_currency

    if value.amount is None:
        return value.code or ""
    if value.code is None:
        return _number(value.amount, language, places)
    locale = _locale(language)
    if places is None:
        return format_currency(value.amount, value.code, locale=locale, decimal_quantization=False)
    pattern = locale.currency_formats["standard"].pattern
    digits = "0." + "0" * places if places else "0"
    pattern = pattern.replace("0.00", digits)
    rounded = _rounded(value.amount, places)
    return format_currency(
        rounded, value.code, pattern, locale=locale, currency_digits=False, decimal_quantization=False
    )


def _date(value: date, language: str) -> str:
    from babel.dates import format_date

    return format_date(value, "long", locale=_locale(language))


def _time(value: time, language: str) -> str:
    from babel.dates import format_time

    # CLDR puts a narrow no-break space before AM and PM; the documented texts have a plain space.
    return format_time(value, "short", locale=_locale(language)).replace("\u202f", " ")


def _moment(day: str, clock: str, language: str) -> str:
    joint = _JOINTS.get(language.partition("-")[0].lower())
    return f"{day}{joint}{clock}" if joint else str(_locale(language).datetime_formats["long"]).format(clock, day)


def _duration(value: timedelta, language: str) -> str:
    locale = _locale(language)
    rest = value // timedelta(milliseconds=1)
    sign, rest = (-1, -rest) if rest < 0 else (1, rest)
    texts: list[str] = []
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            texts.append(_measured(sign * count, unit, locale))
    if rest or not texts:
        seconds = Decimal(sign * rest) / 1000
        texts.append(_measured(decimals.CONTEXT.plus(seconds), "second", locale))
    return _listed(texts, locale)


def _measured(count: int | Decimal, unit: str, locale: "Locale") -> str:
    """A number of days, hours, minutes or seconds.

    CLDR omits a long form that equals the short one; babel then writes the unit's identifier.
    """
    from babel.units import format_unit

    identifier = f"duration-{unit}"
    text = format_unit(count, identifier, locale=locale)
    return format_unit(count, identifier, "short", locale=locale) if identifier in text else text


def _listed(texts: Sequence[str], locale: "Locale") -> str:
    """A list of amounts; babel's `format_list` fails where CLDR only has the differences from another language."""
    styles = cast("Mapping[str, Mapping[str, str]]", locale.list_patterns)
    patterns = {**styles["standard"], **styles.get("unit", {})}
    if len(texts) < 3:
        return patterns["2"].format(*texts) if len(texts) == 2 else texts[0]
    listed = patterns["start"].format(*texts[:2])
    for text in texts[2:-1]:
        listed = patterns["middle"].format(listed, text)
    return patterns["end"].format(listed, texts[-1])
