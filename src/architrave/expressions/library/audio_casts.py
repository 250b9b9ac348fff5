"""Audio of text, Booleans, money, percentages, durations, telephone numbers and silence.

NOT_SET makes blank audio (documented). The words are always American English.
"""

from datetime import timedelta
from decimal import Decimal

from architrave.diagnostics import Provenance
from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.speech import moments, money, numbers, telephone
from architrave.expressions.values.media import Audio, Options, Part
from architrave.expressions.values.money import Currency
from architrave.expressions.values.phone import PhoneNumber
from architrave.expressions.values.text import text_of

BLANK = Audio()


def single(kind: str, text: str, value: object, **options: str | bool | None) -> Audio:
    """Audio with one part; options that are None are omitted."""
    kept: Options = tuple((name, option) for name, option in options.items() if option is not None)
    return Audio((Part(kind, text, value, kept),))


@function(
    "ToAudioTTS(text: String?) -> Audio",
    "Speaks a text in the flow's current language.",
    category="cast",
    examples=[Example('ToAudioTTS("Hello")', "[tts] Hello"), Example("ToAudioTTS(ToString(NOT_SET))", "[blank]")],
)
def _tts(text: str | None) -> Audio:
    return BLANK if text is None else single("tts", text, text)


@function(
    "ToAudioTTS(text: String?, IETFLanguageTag: String!) -> Audio",
    "Speaks a text in the given language. The language tag must be a literal.",
    category="cast",
    examples=[Example('ToAudioTTS("Hola", "es-US")', "[tts: es-US] Hola")],
)
def _tts_in_language(text: str | None, language: str) -> Audio:
    return BLANK if text is None else single("tts", text, text, language=language)


@function(
    "ToAudioTTS(text: String?, stringAudioFormat: String Format Enum) -> Audio",
    "Speaks the characters of a text one by one.",
    category="cast",
    examples=[Example('ToAudioTTS("AB1", Format.String.playChars)', "[tts: playChars] A B 1")],
)
def _tts_by_character(text: str | None, form: str) -> Audio:
    return BLANK if text is None else single("tts", " ".join(text), text, format=form)


@function(
    "ToAudioBlank(lengthMs: Integer[0..10000]!) -> Audio",
    "Silence for a number of milliseconds, at most 10000. The length must be a literal.",
    category="cast",
    examples=[Example("ToAudioBlank(500)", "[blank] 500 ms")],
)
def _blank(milliseconds: int) -> Audio:
    return single("blank", f"{milliseconds} ms", milliseconds)


@function(
    "ToAudioBool(boolToConvert: Boolean?) -> Audio",
    "Says `true` or `false`.",
    category="cast",
    examples=[Example("ToAudioBool(true)", "[boolean] true"), Example("ToAudioBool(ToBool(NOT_SET))", "[blank]")],
)
def _boolean(value: bool | None) -> Audio:
    return BLANK if value is None else single("boolean", "true" if value else "false", value)


@function(
    "ToAudioBool(boolToConvert: Boolean?, boolAudioFormat: Bool Format Enum) -> Audio",
    "Says `yes` or `no`.",
    category="cast",
    examples=[Example("ToAudioBool(1 == 2, Format.Bool.playYesNo)", "[boolean: playYesNo] no")],
)
def _boolean_as(value: bool | None, form: str) -> Audio:
    return BLANK if value is None else single("boolean", "yes" if value else "no", value, format=form)


@function(
    "ToAudioDuration(durationToConvert: Duration?) -> Audio",
    "Says a duration in days, hours, minutes and seconds, without milliseconds.",
    category="cast",
    examples=[
        Example("ToAudioDuration(MakeDuration(0, 2, 0, 1))", "[duration] two hours and one second"),
        Example("ToAudioDuration(ToDuration(NOT_SET))", "[blank]"),
    ],
)
def _duration(value: timedelta | None) -> Audio:
    if value is None:
        return BLANK
    return single("duration", moments.duration_words(value), bounds.milliseconds_of(value))


@function(
    "ToAudioTimeRange(lowerBound: Integer, upperBound: Integer, timePart: Time Part Enum?) -> Audio",
    "Says a range of days, hours, minutes or seconds, the smaller number first; one number if both are the same.",
    category="cast",
    examples=[
        Example("ToAudioTimeRange(9, 7, Format.TimePart.minutes)", "[timeRange] 7 to 9 minutes"),
        Example("ToAudioTimeRange(1, 1, Format.TimePart.hours)", "[timeRange] 1 hour"),
    ],
)
def _time_range(lower: int, upper: int, part: str | None) -> Audio:
    words = moments.time_range_words(lower, upper, part)
    return single("timeRange", words, {"low": min(lower, upper), "high": max(lower, upper), "part": part})


@function(
    "ToAudioPhoneNumber(phoneNumberToConvert: PhoneNumber?) -> Audio",
    "Says a telephone number with its country code, digit by digit; any other address is blank audio.",
    category="cast",
    examples=[
        Example('ToAudioPhoneNumber(ToPhoneNumber("sip:ada@example.com"))', "[blank]"),
        Example(
            'ToAudioPhoneNumber(ToPhoneNumber("tel:+13175550123"))',
            "[phoneNumber] plus one three one seven five five five zero one two three",
        ),
    ],
)
def _phone_number(number: PhoneNumber | None) -> Audio:
    return _spoken_number(number, "global")


@function(
    "ToAudioPhoneNumber(phoneNumberToConvert: PhoneNumber?, phoneNumberFormat: Phone Number Format Enum) -> Audio",
    "Says a telephone number digit by digit, in its international or its national form.",
    category="cast",
    examples=[
        Example(
            'ToAudioPhoneNumber(ToPhoneNumber("tel:+13175550123"), Format.PhoneNumber.local)',
            "[phoneNumber: local] three one seven five five five zero one two three",
        )
    ],
)
def _phone_number_as(number: PhoneNumber | None, form: str) -> Audio:
    return _spoken_number(number, form, format=form)


@function(
    "ToAudioPhoneNumber(phoneNumberToConvert: PhoneNumber?, dialingCode: String?) -> Audio",
    "Says a telephone number in its national form if it has the given country code, otherwise its international form.",
    category="cast",
    examples=[
        Example(
            'ToAudioPhoneNumber(ToPhoneNumber("tel:+31755551212"), "31")',
            "[phoneNumber] zero seven five five five five one two one two",
        )
    ],
)
def _phone_number_for(number: PhoneNumber | None, dialing_code: str | None) -> Audio:
    is_home = number is not None and dialing_code is not None and number.dialing_code == dialing_code.strip("+ ")
    return _spoken_number(number, "local" if is_home else "global")


def _spoken_number(number: PhoneNumber | None, form: str, **options: str) -> Audio:
    words = telephone.number_words(number, form) if number is not None else ""
    return single("phoneNumber", words, text_of(number), **options) if words else BLANK


@function(
    "ToAudioPhoneNumber(stringToConvert: String?) -> Audio",
    "Says the digits in a text one by one and skips other characters.",
    category="cast",
    examples=[Example('ToAudioPhoneNumber("555-0123")', "[phoneNumber] five five five zero one two three")],
)
def _digits(text: str | None) -> Audio:
    words = numbers.digit_words(text or "")
    return single("phoneNumber", words, text) if words else BLANK


@function(
    "ToAudioCurrency(currencyToConvert: Currency?) -> Audio",
    "Says an amount of money in its major and minor units, rounded to the minor unit.",
    category="cast",
    examples=[
        Example('ToAudioCurrency(ToCurrency("4.05|EUR"))', "[currency] four euros and five cents"),
        Example("ToAudioCurrency(ToCurrency(NOT_SET))", "[blank]"),
    ],
    note="Currencies for which Architrave has no unit names are said as a number with the code.",
)
def _currency(value: Currency | None) -> Audio:
    return _spoken_money(value)


@function(
    "ToAudioCurrency(currencyToConvert: Currency?, currencyAudioFormat: Currency Format Enum) -> Audio",
    "Says an amount of money in the given format: only one of its units, all in minor units, or digit by digit.",
    category="cast",
    examples=[
        Example(
            'ToAudioCurrency(ToCurrency("2.80|USD"), Format.Currency.asMinorUnits)',
            "[currency: asMinorUnits] two hundred eighty cents",
        )
    ],
)
def _currency_as(value: Currency | None, form: str) -> Audio:
    return _spoken_money(value, form=form)


@function(
    "ToAudioCurrency(currencyToConvert: Currency?, numberOfDecimalPlaces: Integer) -> Audio",
    "Says an amount of money as a number with the given number of decimal places, truncated.",
    category="cast",
    examples=[
        Example('ToAudioCurrency(ToCurrency("1.25|USD"), 1)', "[currency] one point two dollars"),
    ],
    provenance=Provenance.ASSUMED,
    note="Truncating instead of rounding is documented only for numbers.",
)
def _currency_to_places(value: Currency | None, places: int) -> Audio:
    return _spoken_money(value, places=places)


def _spoken_money(value: Currency | None, *, form: str | None = None, places: int | None = None) -> Audio:
    if value is None or value.amount is None:
        return BLANK
    words = money.money_words(value.amount, value.code, form=form, places=places)
    return single("currency", words, {"amount": text_of(value.amount), "code": value.code}, format=form)


@function(
    "ToAudioPercent(integerToConvert: Integer?) -> Audio",
    "Says a whole number as a percentage.",
    category="cast",
    examples=[
        Example("ToAudioPercent(5)", "[percent] five percent"),
        Example("ToAudioPercent(ToInt(NOT_SET))", "[blank]"),
    ],
)
def _percent(value: int | None) -> Audio:
    return BLANK if value is None else single("percent", f"{numbers.integer_words(value)} percent", value)


@function(
    "ToAudioPercent(decimalToConvert: Decimal?) -> Audio",
    "Says a number as a percentage with all its decimal places.",
    category="cast",
    examples=[Example("ToAudioPercent(0.2)", "[percent] zero point two percent")],
)
def _percent_decimal(value: Decimal | None) -> Audio:
    return _spoken_percent(value, None)


@function(
    "ToAudioPercent(decimalToConvert: Decimal?, numberOfDecimalPlaces: Integer) -> Audio",
    "Says a number as a percentage with the given number of decimal places, truncated.",
    category="cast",
    examples=[Example("ToAudioPercent(12.39, 1)", "[percent] twelve point three percent")],
)
def _percent_to_places(value: Decimal | None, places: int) -> Audio:
    return _spoken_percent(value, places)


def _spoken_percent(value: Decimal | None, places: int | None) -> Audio:
    if value is None:
        return BLANK
    return single("percent", f"{numbers.decimal_words(value, places=places)} percent", text_of(value))
