"""Audio: the documented spoken words, by expression.

The documented results are English sentences; the words here are their quotations, in Architrave's readable form. Two of
them differ from the documentation: see `DIFFERENT`.
"""

import pytest

from architrave.expressions import compile_expression
from architrave.expressions.faults import ExpressionError
from architrave.expressions.types import STRING
from architrave.expressions.values import Audio
from architrave.expressions.values.media import Part
from tests.expressions.world import evaluate, text

MOMENT = "MakeDateTime(1989, 11, 30, 14, 22, 11)"
MONDAY = "MakeDateTime(2014, 4, 7, 14, 22, 11)"
AMERICAN = 'ToPhoneNumber("tel:+13178723000")'
DUTCH = 'ToPhoneNumber("tel:+31755551212")'
AMERICAN_DIGITS = "three one seven eight seven two three zero zero zero"
DUTCH_DIGITS = "zero seven five five five five one two one two"
MILLION = "one million two hundred thirty four thousand five hundred sixty seven dollars"
BELOW_A_TRILLION = " ".join(f"nine hundred ninety nine{scale}" for scale in (" billion", " million", " thousand", ""))

HEARD = [
    ('ToAudioTTS("Hello ") + ToAudioTTS("World")', "[tts] Hello [tts] World"),
    ('ToAudioTTS("Hello") + Prompt.There', "[tts] Hello [prompt] There"),
    ('Prompt.Hello + ToAudioTTS("There")', "[prompt] Hello [tts] There"),
    ("Prompt.Hello + Prompt.There", "[prompt] Hello [prompt] There"),
    ('Append(Prompt.Welcome, ToAudioTTS("John"))', "[prompt] Welcome [tts] John"),
    ('5>3 ? ToAudioTTS("Hello") : ToAudioTTS("World")', "[tts] Hello"),
    ('If(5>3, ToAudioTTS("Hello"), ToAudioTTS("World"))', "[tts] Hello"),
    ("ToAudio(Prompt.Welcome)", "[prompt] Welcome"),
    ("AudioPlaybackOptions(Prompt.Welcome, false)", "[prompt: no bargeIn] Welcome"),
    ("AudioPlaybackOptions(ToAudioNumber(5), false)", "[number: no bargeIn] five"),
    (
        "AudioPlaybackOptions(Append(ToAudioNumber(5), ToAudioBlank(500), ToAudioNumber(4)), true)",
        "[number: bargeIn] five [blank: bargeIn] 500 ms [number: bargeIn] four",
    ),
    ("AudioPlaybackOptions(ToAudioNumber(5), true, false)", "[number: bargeIn, no flushNow] five"),
    ('ToAudioTTS("Hello")', "[tts] Hello"),
    ('ToAudioTTS("Hello", "en-US")', "[tts: en-US] Hello"),
    ('ToAudioTTS("Bonjour", "fr-CA")', "[tts: fr-CA] Bonjour"),
    ('ToAudioTTS("Hello", Format.String.playChars)', "[tts: playChars] H e l l o"),
    ("ToAudioBlank(500)", "[blank] 500 ms"),
    ('Append(ToAudioTTS("Hello"), ToAudioBlank(1000), ToAudioTTS("World"))', "[tts] Hello [blank] 1000 ms [tts] World"),
    ("ToAudioBool(true)", "[boolean] true"),
    ("ToAudioBool(false, Format.Bool.playYesNo)", "[boolean: playYesNo] no"),
    ("ToAudioBool(5 == 5, Format.Bool.playYesNo)", "[boolean: playYesNo] yes"),
    ("ToAudioDuration(MakeDuration(0, 1, 30, 0))", "[duration] one hour thirty minutes"),
    ("ToAudioDuration(MakeDuration(0, -1, 30, 0))", "[duration] negative thirty minutes"),
    ("ToAudioDuration(MakeDuration(0, 1, 30, 5, 700))", "[duration] one hour thirty minutes and five seconds"),
    (f"ToAudioPhoneNumber({AMERICAN})", f"[phoneNumber] plus one {AMERICAN_DIGITS}"),
    (f"ToAudioPhoneNumber({AMERICAN}, Format.PhoneNumber.local)", f"[phoneNumber: local] {AMERICAN_DIGITS}"),
    (f"ToAudioPhoneNumber({AMERICAN}, Format.PhoneNumber.global)", f"[phoneNumber: global] plus one {AMERICAN_DIGITS}"),
    (f"ToAudioPhoneNumber({DUTCH}, Format.PhoneNumber.local)", f"[phoneNumber: local] {DUTCH_DIGITS}"),
    (f"ToAudioPhoneNumber({AMERICAN}, System.Regions.US.dialingCode)", f"[phoneNumber] {AMERICAN_DIGITS}"),
    (f"ToAudioPhoneNumber({AMERICAN}, System.Regions.NL.dialingCode)", f"[phoneNumber] plus one {AMERICAN_DIGITS}"),
    (f"ToAudioPhoneNumber({AMERICAN}, ToString(NOT_SET))", f"[phoneNumber] plus one {AMERICAN_DIGITS}"),
    (f'ToAudioPhoneNumber({DUTCH}, "31")', f"[phoneNumber] {DUTCH_DIGITS}"),
    ('ToAudioPhoneNumber("8125551234")', "[phoneNumber] eight one two five five five one two three four"),
    ('ToAudioPhoneNumber("812.555.1234")', "[phoneNumber] eight one two five five five one two three four"),
    ('ToAudioPhoneNumber("812-555-1234")', "[phoneNumber] eight one two five five five one two three four"),
    ('ToAudioCurrency(MakeCurrency(1234567.0, "USD"))', f"[currency] {MILLION} and zero cents"),
    ('ToAudioCurrency(ToCurrency("1.23|USD"))', "[currency] one dollar and twenty three cents"),
    ('ToAudioCurrency(MakeCurrency(1.23456789, "USD"))', "[currency] one dollar and twenty three cents"),
    ('ToAudioCurrency(MakeCurrency(1.567, "USD"))', "[currency] one dollar and fifty seven cents"),
    (
        'ToAudioCurrency(MakeCurrency(1234567.80, "USD"), Format.Currency.majorUnitsOnly)',
        f"[currency: majorUnitsOnly] {MILLION}",
    ),
    (
        'ToAudioCurrency(MakeCurrency(1234567.80, "USD"), Format.Currency.minorUnitsOnly)',
        "[currency: minorUnitsOnly] eighty cents",
    ),
    (
        'ToAudioCurrency(MakeCurrency(2.80, "USD"), Format.Currency.asMinorUnits)',
        "[currency: asMinorUnits] two hundred eighty cents",
    ),
    (
        'ToAudioCurrency(ToCurrency("1.23|USD"), Format.Currency.playDigits)',
        "[currency: playDigits] one point two three dollars",
    ),
    (
        'ToAudioCurrency(ToCurrency("30.20|USD"), Format.Currency.playDigits)',
        "[currency: playDigits] three zero point two zero dollars",
    ),
    (
        'ToAudioCurrency(ToCurrency("0.20|USD"), Format.Currency.playDigits)',
        "[currency: playDigits] zero point two zero dollars",
    ),
    ('ToAudioCurrency(MakeCurrency(1.23, "USD"), 1)', "[currency] one point two dollars"),
    ('ToAudioCurrency(MakeCurrency(-35.23, "USD"), 2)', "[currency] negative thirty five point two three dollars"),
    ('ToAudioCurrency(MakeCurrency(1.23, "USD"), 3)', "[currency] one point two three zero dollars"),
    ('ToAudioCurrency(MakeCurrency(21.23456, "USD"), 2)', "[currency] twenty one point two three dollars"),
    ("ToAudioPercent(123)", "[percent] one hundred twenty three percent"),
    ("ToAudioPercent(5)", "[percent] five percent"),
    ("ToAudioPercent(0.2)", "[percent] zero point two percent"),
    ("ToAudioPercent(123.12, 2)", "[percent] one hundred twenty three point one two percent"),
    ("ToAudioPercent(123.17, 1)", "[percent] one hundred twenty three point one percent"),
    ("ToAudioPercent(123.12, 3)", "[percent] one hundred twenty three point one two zero percent"),
    (f"ToAudioDate({MOMENT})", "[date] Thursday November thirtieth nineteen hundred eighty nine"),
    (f"ToAudioDate({MOMENT}, Format.Date.longYear)",
     "[date: longYear] Thursday November thirtieth nineteen hundred eighty nine"),
    (f"ToAudioDate({MOMENT}, Format.Date.shortYear)",
     "[date: shortYear] Thursday November thirtieth nineteen eighty nine"),
    (f"ToAudioDate({MOMENT}, Format.Date.shortMonthAndDay)", "[date: shortMonthAndDay] Thursday November thirtieth"),
    (f"ToAudioDate({MONDAY}, Format.Date.dayOnly)", "[date: dayOnly] seventh"),
    (f"ToAudioDate({MONDAY}, Format.Date.monthOnly)", "[date: monthOnly] April"),
    (f"ToAudioDate({MONDAY}, Format.Date.shortYearOnly)", "[date: shortYearOnly] twenty fourteen"),
    (f"ToAudioDate({MONDAY}, Format.Date.longYearOnly)", "[date: longYearOnly] two thousand fourteen"),
    ("ToAudioDate(MakeDateTime(2014, 11, 5, 12, 00, 00), Format.Date.dayOfWeekOnly)",
     "[date: dayOfWeekOnly] Wednesday"),
    (f"ToAudioDateTime({MOMENT})",
     "[dateTime] two twenty two PM Thursday November thirtieth nineteen hundred eighty nine"),
    ("ToAudioDateTime(MakeDateTime(1989, 11, 30))",
     "[dateTime] twelve AM Thursday November thirtieth nineteen hundred eighty nine"),
    (f"ToAudioTime({MOMENT})", "[time] two twenty two PM"),
    ("ToAudioTime(MakeDateTime(1989, 11, 30))", "[time] twelve AM"),
    (f"ToAudioTime({MONDAY}, Format.Time.twentyFourHours)", "[time: twentyFourHours] fourteen twenty two"),
    (f"ToAudioTime({MONDAY}, Format.Time.twelveHours)", "[time: twelveHours] two twenty two"),
    ("ToAudioNumber(500)", "[number] five hundred"),
    ("ToAudioNumber(-500)", "[number] negative five hundred"),
    ("ToAudioNumber(500, Format.Number.playDigits)", "[number: playDigits] five zero zero"),
    ("ToAudioNumber(-500, Format.Number.playDigits)", "[number: playDigits] negative five zero zero"),
    ("ToAudioNumber(500.00)", "[number] five hundred"),
    ("ToAudioNumber(-500.00)", "[number] negative five hundred"),
    ("ToAudioNumber(999999999999.5)", f"[number] {BELOW_A_TRILLION} point five"),
    ("ToAudioNumber(1000000000000.5)", "[number] one" + " zero" * 12 + " point five"),
    ("ToAudioNumber(1000000000000.0, 1)", "[number] one" + " zero" * 12 + " point zero"),
    ("ToAudioNumber(1000000000000)", "[number] one trillion"),
    ("ToAudioNumberOrdinal(0)", "[ordinal] zero"),
    ("ToAudioNumber(125.25)", "[number] one hundred twenty five point two five"),
    ("ToAudioNumber(5.5, Format.Number.playDigits)", "[number: playDigits] five point five"),
    ("ToAudioNumber(-500.0, Format.Number.playDigits)", "[number: playDigits] negative five zero zero"),
    ("ToAudioNumber(500.0, Format.Number.playDigits)", "[number: playDigits] five zero zero"),
    ("ToAudioNumber(123.127, 2)", "[number] one hundred twenty three point one two"),
    ("ToAudioNumber(-123.12, 4)", "[number] negative one hundred twenty three point one two zero zero"),
    ("ToAudioNumber(0.234859, 3)", "[number] zero point two three four"),
    ("ToAudioNumber(123.1234, Format.Number.playDigits, 3)",
     "[number: playDigits] one two three point one two three"),
    ("ToAudioNumberOrdinal(1)", "[ordinal] first"),
    ("ToAudioNumberOrdinal(201)", "[ordinal] two hundred and first"),
    ("ToAudioNumberOrdinal(5000)", "[ordinal] five thousand"),
    ("ToAudioNumberOrdinal(-500)", "[ordinal] negative five hundred"),
    ("ToAudioTimeRange(4, 6, Format.TimePart.minutes)", "[timeRange] 4 to 6 minutes"),
    ("ToAudioTimeRange(15, 8, Format.TimePart.minutes)", "[timeRange] 8 to 15 minutes"),
    ("ToAudioTimeRange(10, 15, Format.TimePart.hours)", "[timeRange] 10 to 15 hours"),
    ("ToAudioTimeRange(1, 1, Format.TimePart.hours)", "[timeRange] 1 hour"),
]  # fmt: skip

DIFFERENT = [
    # documented: "one hundred, twenty three point twelve percent", unlike the other examples
    ("ToAudioPercent(123.12)", "[percent] one hundred twenty three point one two percent"),
    # documented: "five hundredeth"
    ("ToAudioNumberOrdinal(500)", "[ordinal] five hundredth"),
]

IN_CONTEXT = [
    # documented in Spanish and French; the words here are English and the context is kept
    ("ToAudioNumber(1, Language.Gender.masculine, Language.Case.article)", "[number: masculine, article] one"),
    ("ToAudioNumber(1.765, Language.Gender.feminine)", "[number: feminine] one point seven six five"),
    ("ToAudioNumber(12, Format.Number.playDigits, Language.Gender.feminine)", "[number: playDigits, feminine] one two"),
    ("ToAudioNumber(1.127, 2, Language.Gender.masculine)", "[number: masculine] one point one two"),
    ("ToAudioNumber(100.00, Format.Number.playDigits, Language.Gender.masculine)",
     "[number: playDigits, masculine] one zero zero"),
    ("ToAudioNumber(1.1234, Format.Number.playDigits, 3, Language.Gender.masculine)",
     "[number: playDigits, masculine] one point one two three"),
    ("ToAudioNumberOrdinal(1, Language.Gender.feminine)", "[ordinal: feminine] first"),
]  # fmt: skip

BLANK = [
    "ToAudioTTS(ToString(NOT_SET))",
    'ToAudioTTS(ToString(NOT_SET), "en-US")',
    "ToAudioTTS(ToString(NOT_SET), Format.String.playChars)",
    "ToAudioBool(ToBool(NOT_SET))",
    "ToAudioBool(ToBool(NOT_SET), Format.Bool.playYesNo)",
    'ToAudioPhoneNumber(ToPhoneNumber("sip:john.doe@example.com"))',
    'ToAudioPhoneNumber(ToPhoneNumber("sip:john.doe@example.com"), Format.PhoneNumber.global)',
    "ToAudioPhoneNumber(ToPhoneNumber(NOT_SET))",
    "ToAudioPhoneNumber(ToPhoneNumber(NOT_SET), Format.PhoneNumber.local)",
    'ToAudioPhoneNumber(ToPhoneNumber(NOT_SET), "1")',
    "ToAudioPhoneNumber(ToString(NOT_SET))",
    'ToAudioPhoneNumber("no digits")',
    "ToAudioCurrency(ToCurrency(NOT_SET))",
    "ToAudioCurrency(ToCurrency(NOT_SET), Format.Currency.playDigits)",
    "ToAudioCurrency(ToCurrency(NOT_SET), 2)",
    'ToAudioCurrency(ToCurrency("|USD"))',
    "ToAudioPercent(ToInt(NOT_SET))",
    "ToAudioPercent(ToDecimal(NOT_SET))",
    "ToAudioPercent(ToDecimal(NOT_SET), 1)",
    "ToAudioDate(ToDateTime(NOT_SET))",
    "ToAudioDate(ToDateTime(NOT_SET), Format.Date.longYearOnly)",
    "ToAudioDateTime(ToDateTime(NOT_SET))",
    "ToAudioTime(ToDateTime(NOT_SET))",
    "ToAudioTime(ToDateTime(NOT_SET), Format.Time.twelveHours)",
    "ToAudioNumber(ToInt(NOT_SET))",
    "ToAudioNumber(ToInt(NOT_SET), Language.Gender.neuter)",
    "ToAudioNumber(ToInt(NOT_SET), Format.Number.playDigits)",
    "ToAudioNumber(ToInt(NOT_SET), Format.Number.playDigits, Language.Gender.neuter)",
    "ToAudioNumber(ToDecimal(NOT_SET))",
    "ToAudioNumber(ToDecimal(NOT_SET), Language.Case.article)",
    "ToAudioNumber(ToDecimal(NOT_SET), Format.Number.playDigits)",
    "ToAudioNumber(ToDecimal(NOT_SET), Format.Number.playDigits, Language.Case.article)",
    "ToAudioNumber(ToDecimal(NOT_SET), 3)",
    "ToAudioNumber(ToDecimal(NOT_SET), 3, Language.Gender.neuter)",
    "ToAudioNumber(ToDecimal(NOT_SET), Format.Number.playDigits, 3)",
    "ToAudioNumber(ToDecimal(NOT_SET), Format.Number.playDigits, 3, Language.Case.article)",
    "ToAudioNumberOrdinal(ToInt(NOT_SET))",
    "ToAudioNumberOrdinal(ToInt(NOT_SET), Language.Gender.neuter)",
]


@pytest.mark.parametrize(("expression", "heard"), [*HEARD, *DIFFERENT, *IN_CONTEXT])
def test_spoken_words(expression: str, heard: str) -> None:
    assert text(expression) == heard


@pytest.mark.parametrize("expression", BLANK)
def test_blank_audio(expression: str) -> None:
    assert evaluate(expression) == Audio()
    assert text(expression) == "[blank]"


def test_a_part_keeps_its_original_value() -> None:
    audio = evaluate('Append(ToAudioNumber(12.50, 1), ToAudioCurrency(ToCurrency("2|USD")), Prompt.Welcome)')
    assert [part.value for part in audio.parts] == [
        "12.5",
        {"amount": "2.0", "code": "USD"},
        {"name": "Welcome", "isSystem": False},
    ]


def test_json_has_every_part() -> None:
    audio = evaluate('AudioPlaybackOptions(Append(ToAudioTTS("Hi", "en-GB"), Prompt.Welcome, ToAudioNumber(3)), false)')
    assert [part["kind"] for part in audio.to_json()] == ["tts", "prompt", "number"]
    assert all(part["options"]["bargeIn"] is False for part in audio.to_json())


def test_the_outer_playback_option_wins() -> None:
    audio = evaluate("AudioPlaybackOptions(AudioPlaybackOptions(ToAudioNumber(5), true), false)")
    assert audio.parts == (Part("number", "five", 5, (("bargeIn", False),)),)


def test_a_system_prompt_differs_from_a_user_prompt() -> None:
    assert text("ToAudio(PromptSystem.boolean_true)") == "[prompt] PromptSystem.boolean_true"


def test_a_not_set_prompt_fails_if_audio_must_be_set() -> None:
    with pytest.raises(ExpressionError) as error:
        evaluate("ToAudio(ToPrompt(NOT_SET))")
    assert error.value.type == "NotSet"


def test_extreme_values_are_spoken() -> None:
    assert evaluate("ToAudioNumber(System.MinInt)").parts[0].text.startswith("negative nine hundred")
    assert evaluate(f"ToAudioNumber(1{'0' * 39}.0)").parts[0].text == "one" + " zero" * 39


@pytest.mark.parametrize(
    ("expression", "rule"),
    [
        ("ToAudioBlank(10001)", "argument-out-of-range"),
        ("ToAudioBlank(-1)", "argument-out-of-range"),
        ("ToAudioBlank(2 + 3)", "literal-needed"),
        ("ToAudioBlank(System.MaxInt)", "literal-needed"),
        ("AudioPlaybackOptions(ToAudioNumber(5), 1 == 1)", "literal-needed"),
        ("AudioPlaybackOptions(ToAudioNumber(5), true, !true)", "literal-needed"),
        ('ToAudioTTS("Hi", Lower("EN"))', "literal-needed"),
    ],
)
def test_arguments_that_must_be_literals(expression: str, rule: str) -> None:
    compiled, faults = compile_expression(expression, {})
    assert compiled is None
    assert [fault.rule.slug for fault in faults] == [rule]


@pytest.mark.parametrize(
    ("caller", "dialing_code", "heard"),
    [
        ("tel:+13178723000", "49", f"[phoneNumber] plus one {AMERICAN_DIGITS}"),
        ("tel:+13178723000", "1", f"[phoneNumber] {AMERICAN_DIGITS}"),
        ("tel:+13178723000", "+1", f"[phoneNumber] {AMERICAN_DIGITS}"),
        ("sip:john.doe@example.com", "1", "[blank]"),
        ("anonymous", "1", "[blank]"),
    ],
)
def test_the_number_of_a_caller(caller: str, dialing_code: str, heard: str) -> None:
    expression = f'ToAudioPhoneNumber(ToPhoneNumber(Call.Ani), "{dialing_code}")'
    assert text(expression, variables={"call.ani": (STRING, caller)}) == heard
