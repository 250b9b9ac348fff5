"""Comparisons: == != < <= > >=, AreEqual, IsSet and IsNotSetOrEmpty.

Equality accepts NOT_SET, which equals NOT_SET; the order operators do not. Strings have the order of Compare, and
Currencies can only be ordered if they have the same code.
"""

from collections.abc import Callable
from typing import Any

from architrave.expressions import folding
from architrave.expressions.collation import compare
from architrave.expressions.declare import Example, function
from architrave.expressions.library.arithmetic import amount_of, common_code
from architrave.expressions.values.equality import equal
from architrave.expressions.values.json import Json
from architrave.expressions.values.money import Currency

_EQUALITY = {
    "Any?, Any?": ("Whether two values of the same type are equal; Strings are case-sensitive.", '"a" {} "a"'),
    "Decimal?, Integer?": ("Whether a Decimal and an Integer are the same number.", "5.0 {} 5"),
    "Integer?, Decimal?": ("Whether an Integer and a Decimal are the same number.", "5 {} 5.0"),
    "Integer[]?, Decimal[]?": (
        "Whether a collection of Integers and one of Decimals have the same numbers in the same order.",
        "MakeList(1, 2) {} MakeList(1.0, 2.0)",
    ),
    "Decimal[]?, Integer[]?": (
        "Whether a collection of Decimals and one of Integers have the same numbers in the same order.",
        "MakeList(1.0) {} MakeList(1)",
    ),
    "PhoneNumber?, PhoneNumber?": (
        "Whether two phone numbers are the same, in any notation.",
        'ToPhoneNumber("tel:+13178723000") {} ToPhoneNumber("13178723000")',
    ),
    "Any[]?, Any[]?": (
        "Whether two collections of the same type have equal items in the same order.",
        "MakeList(1, NOT_SET) {} MakeList(1, NOT_SET)",
    ),
}
"""The types that equality accepts, its summary, and an example that is true for `==`."""

_ORDERED = {
    "Integer": "1 {} 2",
    "Decimal": "1.5 {} 2.5",
    "DateTime": "MakeDateTime(2024, 1, 1) {} MakeDateTime(2024, 1, 2)",
    "Duration": "MakeDuration(0, 1, 0, 0) {} MakeDuration(0, 2, 0, 0)",
    "Date": "MakeDate(2024, 1, 1) {} MakeDate(2024, 1, 2)",
    "Time": "MakeTime(8, 0, 0) {} MakeTime(9, 0, 0)",
}
"""The types with an order, and an example whose left side is less."""

Order = Callable[[Any, Any], bool]

_ORDERS: dict[str, tuple[str, Order, bool]] = {
    "<": ("is less than", lambda left, right: left < right, True),
    "<=": ("is less than or equal to", lambda left, right: left <= right, True),
    ">": ("is greater than", lambda left, right: left > right, False),
    ">=": ("is greater than or equal to", lambda left, right: left >= right, False),
}
"""For each sign: its words, its order, and whether it is true if the left side is less."""


def _unequal(left: Any, right: Any) -> bool:
    return not equal(left, right)


def _declare_equality(sign: str, body: Callable[[Any, Any], bool], holds: bool) -> None:
    for types, (summary, example) in _EQUALITY.items():
        left, right = types.split(", ")
        function(
            f"{sign}(valueToCompare: {left}, valueToCompareTo: {right}) -> Boolean",
            summary if holds else summary.replace("Whether", "False if"),
            category="comparison",
            examples=[Example(example.format(sign), "true" if holds else "false")],
        )(body)


def _declare_order(sign: str, words: str, order: Order, holds: bool) -> None:
    def declare(left: str, right: str, names: tuple[str, str], body: Order, example: str) -> None:
        function(
            f"{sign}({names[0]}: {left}, {names[1]}: {right}) -> Boolean",
            f"Whether the left {left} {words} the right {right}.",
            category="comparison",
            examples=[Example(example.format(sign), "true" if holds else "false")],
        )(body)

    names = ("valueToCompare", "valueToCompareTo")
    for type_, example in _ORDERED.items():
        declare(type_, type_, ("a", "b") if type_ in ("Date", "Time") else names, order, example)
    declare("Integer", "Decimal", names, order, "1 {} 1.5")
    declare("Decimal", "Integer", names, order, "0.5 {} 1")

    def order_strings(left: str, right: str) -> bool:
        return order(compare(left, right), 0)

    def order_currencies(left: Currency, right: Currency) -> bool:
        common_code(left, right, sign)
        return order(amount_of(left, sign), amount_of(right, sign))

    declare("String", "String", names, order_strings, '"apple" {} "Banana"')
    declare("Currency", "Currency", names, order_currencies, 'MakeCurrency(1, "EUR") {} MakeCurrency(2, "EUR")')


_declare_equality("==", equal, holds=True)
_declare_equality("!=", _unequal, holds=False)
for _sign, (_words, _order, _holds) in _ORDERS.items():
    _declare_order(_sign, _words, _order, _holds)


@function(
    "AreEqual(valueToCompare: Any?, valueToCompareTo: Any?...) -> Boolean",
    "Whether all the values are equal.",
    category="comparison",
    examples=[Example("AreEqual(2, 1 + 1, 3 - 1)", "true"), Example('AreEqual("a", "A")', "false")],
)
@function(
    "AreEqual(valueToCompare: Any[], valueToCompareTo: Any[]) -> Boolean",
    "Whether two collections have equal items in the same order.",
    category="comparison",
    examples=[Example("AreEqual(MakeList(1, 2), MakeList(2, 1))", "false")],
)
def _are_equal(first: Any, *others: Any) -> bool:
    return all(equal(first, other) for other in others)


@function(
    "AreEqual(ignoreCase: Boolean, valueToCompare: String?, valueToCompareTo: String?...) -> Boolean",
    "Whether all the texts are equal, ignoring case or not.",
    category="comparison",
    examples=[Example('AreEqual(true, "Yes", "yes", "YES")', "true")],
)
def _are_equal_strings(ignore_case: bool, *values: str | None) -> bool:
    if ignore_case:
        values = tuple(None if value is None else folding.fold(value) for value in values)
    return all(value == values[0] for value in values)


@function(
    "AreEqual(ignoreCase: Boolean, valueToCompare: String[], valueToCompareTo: String[]) -> Boolean",
    "Whether two collections of texts are equal item by item, ignoring case or not.",
    category="comparison",
    examples=[Example('AreEqual(true, MakeList("a"), MakeList("A"))', "true")],
)
def _are_equal_lists(ignore_case: bool, left: tuple[str | None, ...], right: tuple[str | None, ...]) -> bool:
    return len(left) == len(right) and all(
        map(lambda one, other: _are_equal_strings(ignore_case, one, other), left, right)
    )


@function(
    "IsNotSetOrEmpty(item: Any?) -> Boolean",
    "Whether a value is NOT_SET or empty: empty text, a Currency without an amount, empty or null JSON.",
    category="comparison",
    examples=[
        Example('IsNotSetOrEmpty("")', "true"),
        Example('IsNotSetOrEmpty(" ")', "false"),
        Example('IsNotSetOrEmpty(JsonParse("[]"))', "true"),
    ],
)
def _is_not_set_or_empty(item: Any) -> bool:
    match item:
        case None | "":
            return True
        case Currency(amount=amount):
            return amount is None
        case Json(value=value):
            return value is None or (isinstance(value, (str, list, dict)) and not value)
        case _:
            return False


@function(
    "IsNotSetOrEmpty(collection: Any[]) -> Boolean",
    "Whether a collection has no items.",
    category="comparison",
    examples=[Example("IsNotSetOrEmpty(MakeEmptyList(0))", "true")],
)
def _is_empty(collection: tuple[Any, ...]) -> bool:
    return not collection


@function(
    "IsNotSetOrEmpty(item: NOT_SET?) -> Boolean",
    "True for the literal NOT_SET.",
    category="comparison",
    examples=[Example("IsNotSetOrEmpty(NOT_SET)", "true")],
)
def _is_not_set(_item: None) -> bool:
    return True


@function(
    "IsNotSetOrEmpty(audio: Audio) -> Boolean",
    "Whether audio plays nothing.",
    category="comparison",
    examples=[
        Example('IsNotSetOrEmpty(ToAudioTTS("Hi"))', "false"),
        Example("IsNotSetOrEmpty(ToAudioDuration(ToDuration(NOT_SET)))", "true"),
    ],
    note="Text to speech without a text, and silence of 0 ms, are taken to be empty.",
)
def _is_silent(audio: Any) -> bool:
    return all(
        (part.kind == "tts" and not part.text) or (part.kind == "blank" and not part.value) for part in audio.parts
    )


@function(
    "IsSet(item: Any?) -> Boolean",
    "Whether a value is set; an empty string and JSON null count as set.",
    category="logical",
    examples=[Example('IsSet("")', "true"), Example("IsSet(ToInt(NOT_SET))", "false")],
)
def _is_set(item: Any) -> bool:
    return item is not None


@function(
    "IsSet(item: NOT_SET?) -> Boolean",
    "False for the literal NOT_SET.",
    category="logical",
    examples=[Example("IsSet(NOT_SET)", "false")],
)
def _not_set_is_set(_item: None) -> bool:
    return False


@function(
    "IsSet(audio: Audio) -> Boolean",
    "True for audio, which is always set.",
    category="logical",
    examples=[Example('IsSet(ToAudioTTS("Hi"))', "true")],
)
def _audio_is_set(_audio: Any) -> bool:
    return True
