"""Communications: what a flow says or shows on any channel, and lists of them.

A part's text is what a text channel shows: the result of `ToString`. NOT_SET adds nothing.
"""

from collections.abc import Callable
from typing import Any

from architrave.diagnostics import Provenance
from architrave.expressions import bounds
from architrave.expressions.declare import Example, function
from architrave.expressions.library.audio import prompt_part
from architrave.expressions.library.digital_parts import shown_part
from architrave.expressions.speech.numbers import ordinal_words
from architrave.expressions.values.media import Audio, Communication, Multimodal, Part, text_parts, voice_parts
from architrave.expressions.values.record import Record

_FORMAT_NOTE = "Seen in flows. How a text channel shows the format is unknown; here it does not change the text."


def parts_of(item: Any) -> tuple[Part | Multimodal, ...]:
    """The parts that an item adds to a communication."""
    if item is None:
        return ()
    if isinstance(item, Communication | Audio):
        return item.parts
    if isinstance(item, tuple):
        return tuple(part for each in item for part in parts_of(each))  # pyright: ignore[reportUnknownVariableType]
    if isinstance(item, Record) and item.code == "pmt":
        return (prompt_part(item),)
    return (shown_part(item),)


def _single(item: Any, **options: str) -> Communication:
    return Communication(
        tuple(part.with_options(options) if isinstance(part, Part) else part for part in parts_of(item))
    )


@function(
    "MakeCommunication(item: Any?...) -> Communication",
    "Makes a communication from texts, values, prompts, cards and other communications, in order.",
    category="text",
    examples=[
        Example(
            'ToString(MakeCommunication("Order", ToCommunication(4711), "has shipped."))', "Order 4711 has shipped."
        ),
        Example('MakeCommunication("Hello", ToString(NOT_SET))', "Hello"),
    ],
    mixed=True,
)
def _make(*items: Any) -> Communication:
    return Communication(tuple(part for item in items for part in parts_of(item)))


@function(
    "Append(communication: Communication, item: Any?...) -> Communication",
    "Adds texts, values, prompts, cards and other communications to a communication.",
    category="text",
    examples=[Example('Append(MakeCommunication("Hello"), "Ada")', "Hello Ada")],
    mixed=True,
)
def _append(communication: Communication, *items: Any) -> Communication:
    return Communication((*communication.parts, *(part for item in items for part in parts_of(item))))


@function(
    "MakeListCommunication(items: Any[]) -> Communication[]",
    "Makes a communication from each item of a collection.",
    category="digital",
    examples=[Example('Count(MakeListCommunication(MakeList("Yes", "No")))', "2")],
)
def _make_list(items: tuple[Any, ...]) -> tuple[Communication, ...]:
    return bounds.collection(tuple(map(_single, items)))


_VALUES = (
    ("String", "a text", '"Hello"', "Hello"),
    ("Integer", "a number", "4711", "4711"),
    ("Decimal", "a number", "2.50", "2.5"),
    ("Boolean", "a Boolean", "true", "true"),
    ("Currency", "an amount of money", 'ToCurrency("4.05|EUR")', "4.05|EUR"),
    ("Date", "a date", "MakeDate(2024, 2, 29)", "2024-02-29"),
    ("DateTime", "a date and time", 'ToDateTime("2024-02-29T12:00:00Z")', "2024-02-29T12:00:00.000Z"),
    ("Time", "a time", "MakeTime(8, 30, 0, 0)", "08:30:00.000"),
    ("Duration", "a duration", "MakeDuration(0, 1, 0, 0)", "PT1H"),
    ("PhoneNumber", "a telephone number", 'ToPhoneNumber("tel:+13175550123")', "tel:+13175550123"),
)
_FORMATS = (
    ("String", "String Format Enum", '"AB1"', "Format.String.playChars", "AB1"),
    ("Integer", "Number Format Enum", "40", "Format.Number.playDigits", "40"),
    ("Decimal", "Number Format Enum", "4.5", "Format.Number.playDigits", "4.5"),
    ("Boolean", "Bool Format Enum", "true", "Format.Bool.playYesNo", "true"),
    ("Currency", "Currency Format Enum", 'ToCurrency("4.05|EUR")', "Format.Currency.playDigits", "4.05|EUR"),
    ("Date", "Date Format Enum", "MakeDate(2024, 2, 29)", "Format.Date.shortYear", "2024-02-29"),
    (
        *("DateTime", "Date Format Enum", 'ToDateTime("2024-02-29T12:00:00Z")'),
        *("Format.Date.shortYear", "2024-02-29T12:00:00.000Z"),
    ),
    ("Time", "Time Format Enum", "MakeTime(8, 30, 0, 0)", "Format.Time.twelveHours", "08:30:00.000"),
    (
        *("PhoneNumber", "Phone Number Format Enum", 'ToPhoneNumber("tel:+13175550123")'),
        *("Format.PhoneNumber.local", "tel:+13175550123"),
    ),
)


def _of_value(value: Any) -> Communication:
    return _single(value)


def _of_formatted_value(value: Any, form: str) -> Communication:
    return _single(value, format=form)


# Overloads of one body are listed in the reverse order of their declaration.
def _declare(signature: str, summary: str, example: Example, body: Callable[..., Any], note: str = "") -> None:
    provenance = Provenance.RECORDED if note else Provenance.DOCUMENTED
    function(signature, summary, category="communication", examples=[example], note=note, provenance=provenance)(body)


for _type, _what, _expression, _text in reversed(_VALUES):
    _declare(
        f"ToCommunication(value: {_type}?) -> Communication",
        f"Says or shows {_what}.",
        Example(f"ToCommunication({_expression})", _text),
        _of_value,
    )

function(
    "ToCommunication(communication: Communication?) -> Communication",
    "The same communication. Exported flows have it.",
    category="communication",
    examples=[Example('ToCommunication(ToCommunication("Hello"))', "Hello")],
    provenance=Provenance.RECORDED,
)(_of_value)

for _type, _format, _expression, _constant, _text in reversed(_FORMATS):
    _declare(
        f"ToCommunication(value: {_type}?, format: {_format}) -> Communication",
        f"Says or shows a {_type} in a format.",
        Example(f"ToCommunication({_expression}, {_constant})", _text),
        _of_formatted_value,
        _FORMAT_NOTE,
    )


@function(
    "ToCommunicationBlank(milliseconds: Integer) -> Communication",
    "A pause of a number of milliseconds on voice channels.",
    category="communication",
    examples=[Example('ToString(MakeCommunication("Wait", ToCommunicationBlank(500), "please"))', "Wait please")],
)
def _blank(milliseconds: int) -> Communication:
    return Communication((Part("blank", f"{milliseconds} ms", milliseconds),))


@function(
    "ToCommunicationOrdinal(value: Integer) -> Communication",
    "Says or shows an Integer as an ordinal number.",
    category="communication",
    examples=[Example("ToCommunicationOrdinal(2)", "second")],
    note="Always in English, even if the flow's language is another.",
)
def _ordinal(value: int) -> Communication:
    return Communication((Part("ordinal", ordinal_words(value), value),))


@function(
    "ToCommunicationSsml(ssml: String) -> Communication",
    "Says speech written in SSML.",
    category="communication",
    examples=[Example('ToCommunicationSsml("<speak>Hello</speak>")', "<speak>Hello</speak>")],
    note="The markup is kept as written and not checked.",
)
def _ssml(markup: str) -> Communication:
    return Communication((Part("ssml", markup, markup),))


@function(
    "ToMultimodalCommunication(voice: Any, text: Any) -> Communication",
    "A communication with one form for voice channels and another for text channels.",
    category="communication",
    examples=[Example('ToMultimodalCommunication("Hold the line.", "One moment.")', "One moment.")],
    mixed=True,
)
def _multimodal(voice: Any, text: Any) -> Communication:
    return Communication((Multimodal(voice_parts(parts_of(voice)), text_parts(parts_of(text))),))
