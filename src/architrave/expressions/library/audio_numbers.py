"""Audio of numbers, as numbers or digit by digit, and as ordinals.

A language context (`Language.Gender.feminine`, …) changes the words in languages that inflect numbers. The words here
are English, which does not; the context is kept with the part. NOT_SET makes blank audio, and a Decimal of a trillion
or more is said digit by digit (documented).
"""

from decimal import Decimal

from architrave.expressions.declare import Example, function
from architrave.expressions.library.audio_casts import BLANK, single
from architrave.expressions.speech.numbers import decimal_words, digit_words, integer_words, ordinal_words
from architrave.expressions.values.media import Audio
from architrave.expressions.values.text import text_of

_TRILLION = 10**12

_CONTEXT_NOTE = "The context is kept, but the words are English, which does not inflect numbers."


def _context(contexts: tuple[str, ...]) -> str | None:
    return ", ".join(contexts) or None


def _integer(value: int | None, *contexts: str, form: str | None = None) -> Audio:
    if value is None:
        return BLANK
    words = integer_words(value)
    if form is not None:
        words = f"{'negative ' if value < 0 else ''}{digit_words(str(value))}"
    return single("number", words, value, format=form, context=_context(contexts))


def _decimal(value: Decimal | None, *contexts: str, form: str | None = None, places: int | None = None) -> Audio:
    if value is None:
        return BLANK
    words = decimal_words(value, places=places, one_by_one=form is not None or value >= _TRILLION)
    return single("number", words, text_of(value), format=form, context=_context(contexts))


@function(
    "ToAudioNumber(integerToConvert: Integer?) -> Audio",
    "Says an Integer.",
    category="cast",
    examples=[
        Example("ToAudioNumber(-1250)", "[number] negative one thousand two hundred fifty"),
        Example("ToAudioNumber(ToInt(NOT_SET))", "[blank]"),
    ],
)
@function(
    "ToAudioNumber(integerToConvert: Integer?, languageContext: Language Context Enum...) -> Audio",
    "Says an Integer in the given grammatical gender, case or number.",
    category="cast",
    examples=[Example("ToAudioNumber(1, Language.Gender.feminine)", "[number: feminine] one")],
    note=_CONTEXT_NOTE,
)
def _integer_in_context(value: int | None, *contexts: str) -> Audio:
    return _integer(value, *contexts)


@function(
    "ToAudioNumber(integerToConvert: Integer?, numberAudioFormat: Number Format Enum) -> Audio",
    "Says the digits of an Integer one by one.",
    category="cast",
    examples=[Example("ToAudioNumber(-40, Format.Number.playDigits)", "[number: playDigits] negative four zero")],
)
@function(
    "ToAudioNumber(integerToConvert: Integer?, numberAudioFormat: Number Format Enum, "
    "languageContext: Language Context Enum...) -> Audio",
    "Says the digits of an Integer one by one in the given grammatical gender, case or number.",
    category="cast",
    examples=[
        Example(
            "ToAudioNumber(11, Format.Number.playDigits, Language.Gender.masculine, Language.Case.article)",
            "[number: playDigits, masculine, article] one one",
        )
    ],
    note=_CONTEXT_NOTE,
)
def _integer_digits(value: int | None, form: str, *contexts: str) -> Audio:
    return _integer(value, *contexts, form=form)


@function(
    "ToAudioNumber(decimalToConvert: Decimal?) -> Audio",
    "Says a Decimal without trailing zeros; from a trillion on, digit by digit.",
    category="cast",
    examples=[
        Example("ToAudioNumber(125.25)", "[number] one hundred twenty five point two five"),
        Example("ToAudioNumber(500.00)", "[number] five hundred"),
    ],
)
@function(
    "ToAudioNumber(decimalToConvert: Decimal?, languageContext: Language Context Enum...) -> Audio",
    "Says a Decimal in the given grammatical gender, case or number.",
    category="cast",
    examples=[Example("ToAudioNumber(1.4, Language.Gender.feminine)", "[number: feminine] one point four")],
    note=_CONTEXT_NOTE,
)
def _decimal_in_context(value: Decimal | None, *contexts: str) -> Audio:
    return _decimal(value, *contexts)


@function(
    "ToAudioNumber(decimalToConvert: Decimal?, numberAudioFormat: Number Format Enum) -> Audio",
    "Says the digits of a Decimal one by one.",
    category="cast",
    examples=[Example("ToAudioNumber(60.5, Format.Number.playDigits)", "[number: playDigits] six zero point five")],
)
@function(
    "ToAudioNumber(decimalToConvert: Decimal?, numberAudioFormat: Number Format Enum, "
    "languageContext: Language Context Enum...) -> Audio",
    "Says the digits of a Decimal one by one in the given grammatical gender, case or number.",
    category="cast",
    examples=[
        Example(
            "ToAudioNumber(100.00, Format.Number.playDigits, Language.Gender.feminine)",
            "[number: playDigits, feminine] one zero zero",
        )
    ],
    note=_CONTEXT_NOTE,
)
def _decimal_digits(value: Decimal | None, form: str, *contexts: str) -> Audio:
    return _decimal(value, *contexts, form=form)


@function(
    "ToAudioNumber(decimalToConvert: Decimal?, numberOfDecimalPlaces: Integer) -> Audio",
    "Says a Decimal with the given number of decimal places, truncated or padded with zeros.",
    category="cast",
    examples=[
        Example("ToAudioNumber(1.239, 2)", "[number] one point two three"),
        Example("ToAudioNumber(1.5, 3)", "[number] one point five zero zero"),
    ],
)
@function(
    "ToAudioNumber(decimalToConvert: Decimal?, numberOfDecimalPlaces: Integer, "
    "languageContext: Language Context Enum...) -> Audio",
    "Says a Decimal with the given number of decimal places, in a grammatical gender, case or number.",
    category="cast",
    examples=[Example("ToAudioNumber(1.127, 2, Language.Gender.feminine)", "[number: feminine] one point one two")],
    note=_CONTEXT_NOTE,
)
def _decimal_to_places(value: Decimal | None, places: int, *contexts: str) -> Audio:
    return _decimal(value, *contexts, places=places)


@function(
    "ToAudioNumber(decimalToConvert: Decimal?, numberAudioFormat: Number Format Enum, "
    "numberOfDecimalPlaces: Integer) -> Audio",
    "Says the digits of a Decimal one by one with the given number of decimal places.",
    category="cast",
    examples=[
        Example("ToAudioNumber(12.349, Format.Number.playDigits, 2)", "[number: playDigits] one two point three four")
    ],
)
@function(
    "ToAudioNumber(decimalToConvert: Decimal?, numberAudioFormat: Number Format Enum, "
    "numberOfDecimalPlaces: Integer, languageContext: Language Context Enum...) -> Audio",
    "Says the digits of a Decimal one by one with the given number of decimal places, in a gender, case or number.",
    category="cast",
    examples=[
        Example(
            "ToAudioNumber(1.1234, Format.Number.playDigits, 3, Language.Gender.feminine)",
            "[number: playDigits, feminine] one point one two three",
        )
    ],
    note=_CONTEXT_NOTE,
)
def _decimal_digits_to_places(value: Decimal | None, form: str, places: int, *contexts: str) -> Audio:
    return _decimal(value, *contexts, form=form, places=places)


@function(
    "ToAudioNumberOrdinal(integerToConvert: Integer?) -> Audio",
    "Says an Integer as an ordinal number; below 1 and above 999 as a plain number.",
    category="cast",
    examples=[
        Example("ToAudioNumberOrdinal(201)", "[ordinal] two hundred and first"),
        Example("ToAudioNumberOrdinal(-500)", "[ordinal] negative five hundred"),
        Example("ToAudioNumberOrdinal(ToInt(NOT_SET))", "[blank]"),
    ],
)
@function(
    "ToAudioNumberOrdinal(integerToConvert: Integer?, languageContext: Language Context Enum...) -> Audio",
    "Says an Integer as an ordinal number in the given grammatical gender, case or number.",
    category="cast",
    examples=[Example("ToAudioNumberOrdinal(1, Language.Gender.feminine)", "[ordinal: feminine] first")],
    note=_CONTEXT_NOTE,
)
def _ordinal(value: int | None, *contexts: str) -> Audio:
    if value is None:
        return BLANK
    return single("ordinal", ordinal_words(value), value, context=_context(contexts))
