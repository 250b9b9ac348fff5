"""The methods and properties of values in a template: the useful ones of Java's strings, lists and maps.

An unknown property has no value. An unknown method is refused by name: printing the call as text, as Velocity does,
would help nobody.
"""

import re
from collections.abc import Callable
from typing import cast

from architrave.templates.faults import Refused
from architrave.templates.velocity.budget import LONGEST_TEXT, MOST_ITEMS, Budget
from architrave.templates.velocity.text import Value, equal, number_of, text_of

_LONGEST_FOR_PATTERN = 10_000
_PLAIN_PATTERN = re.compile(r"(?:\[\^?(?:\\.|[^\]\\])+\]|\\[sSdDwW.\\/$^*+?()\[\]{}|-]|[^\\()\[\]{}|*+?^$])([*+?])?")

_BY_PATTERN = frozenset({"matches", "replaceAll", "replaceFirst", "split"})
_PLACES_PER_CHARACTER = 16
"""How many positions of a text a pattern tests in the time that other methods need for one character."""

Method = Callable[..., Value]


def property_of(value: Value, name: str) -> Value:
    """A map's entry; for other values what Java's getters return: a list has `empty`, but there is no `length`."""
    if isinstance(value, dict):
        found = value.get(name)
        return len(value) if found is None and name == "size" and name not in value else found
    if name == "empty" and isinstance(value, str | list):
        return not value
    return None


def item_of(value: Value, at: Value) -> Value:
    """The item of a list at an index, or the entry of a map with a key; None if it does not exist."""
    if isinstance(value, dict):
        return value.get(text_of(at))
    if isinstance(value, list) and isinstance(at, int) and -len(value) <= at < len(value):
        return value[at]
    return None


def call(value: Value, name: str, arguments: list[Value], budget: Budget) -> Value:
    """The result of a method. Raises Refused if values of this kind do not have the method."""
    if name == "toString" and not arguments:
        return budget.text(text_of(value))
    if name == "equals" and len(arguments) == 1:
        budget.look_through(_size(value))
        return type(value) is type(arguments[0]) and equal(value, arguments[0])
    table, kind = _methods_of(value)
    found = table.get((name, len(arguments)))
    if found is None:
        raise Refused(f"Unknown method {name} with {len(arguments)} arguments for a {kind}.")
    budget.look_through(_size(value))
    if isinstance(value, str) and name in _BY_PATTERN and isinstance(arguments[0], str) and _repeats(arguments[0]):
        # From each position of the text, a repeated part may match up to the end.
        budget.look_through(len(value) ** 2 // _PLACES_PER_CHARACTER)
    if any(argument is None for argument in arguments):
        return None
    try:
        result = found(value, *arguments)
    except (TypeError, IndexError, AttributeError, ValueError):
        return None
    if isinstance(result, str):
        return budget.text(result)
    if isinstance(result, list) and len(result) > MOST_ITEMS:
        raise Refused(f"The method {name} creates a list of more than {MOST_ITEMS:,} items.")
    return result


def _size(value: Value) -> int:
    """The number of characters and items in a value."""
    if isinstance(value, str):
        return len(value)
    items = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else ()
    return len(items) + sum(len(item) for item in items if isinstance(item, str))


def _methods_of(value: Value) -> tuple[dict[tuple[str, int], Method], str]:
    match value:
        case str():
            return _TEXT, "string"
        case list():
            return _LIST, "list"
        case dict():
            return _MAP, "map"
        case _:
            return _NUMBER, "number"


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: Value) -> int:
    if not isinstance(value, int):
        raise TypeError
    return value


def _substring(text: str, start: Value, end: Value = None) -> str:
    last = len(text) if end is None else end
    if not isinstance(start, int) or not isinstance(last, int) or not 0 <= start <= last <= len(text):
        raise IndexError
    return text[start:last]


def _repeats(source: str) -> bool:
    """Whether a part of a pattern repeats. Raises Refused unless the pattern is a sequence of characters and classes,
    optionally between `^` and `$`, with at most one repetition: other patterns might take too long.
    """
    at, repeats = int(source.startswith("^")), 0
    end = len(source) - (source.endswith("$") and not source.endswith("\\$"))
    while at < end:
        part = _PLAIN_PATTERN.match(source, at, end)
        if part is None or part.end() == at:
            raise Refused(f"The pattern {source!r} is not supported: use only characters and character classes.")
        repeats += part[1] is not None
        at = part.end()
    if repeats > 1:
        raise Refused(f"The pattern {source!r} is not supported: it has more than one repetition.")
    return repeats == 1


def _pattern(written: Value, text: str) -> re.Pattern[str]:
    """A regular expression that cannot take too long."""
    source = _text(written)
    if len(text) > _LONGEST_FOR_PATTERN:
        raise Refused(f"The text is too long for a pattern: it has more than {_LONGEST_FOR_PATTERN:,} characters.")
    _repeats(source)
    try:
        return re.compile(source)
    except re.error as problem:
        raise Refused(f"The pattern {source!r} is not valid: {problem}.") from None


def _replace(text: str, old: Value, new: Value) -> str:
    _bound(text.count(_text(old)) * len(_text(new)) + len(text))
    return text.replace(_text(old), _text(new))


def _bound(length: int) -> None:
    """Refuse to create a text that would be too long."""
    if length > LONGEST_TEXT:
        raise Refused(f"The template was stopped: it creates a text of more than {LONGEST_TEXT:,} characters.")


def _replace_pattern(text: str, pattern: Value, new: Value, count: int = 0) -> str:
    compiled = _pattern(pattern, text)
    written = _text(new)
    _bound((len(text) + 1) * (len(written) + 1))
    return compiled.sub(lambda _: written, text, count=count)


def _split(text: str, pattern: Value) -> Value:
    parts = _pattern(pattern, text).split(text)
    while parts and not parts[-1]:
        parts.pop()
    return cast("Value", parts)


def _text0(function: Callable[[str], Value]) -> Method:
    return function


def _text1(function: Callable[[str, Value], Value]) -> Method:
    return function


def _text2(function: Callable[[str, Value, Value], Value]) -> Method:
    return function


def _list0(function: Callable[[list[Value]], Value]) -> Method:
    return function


def _list1(function: Callable[[list[Value], Value], Value]) -> Method:
    return function


def _map0(function: Callable[[dict[str, Value]], Value]) -> Method:
    return function


def _map1(function: Callable[[dict[str, Value], Value], Value]) -> Method:
    return function


def _value0(function: Callable[[Value], Value]) -> Method:
    return function


_TEXT: dict[tuple[str, int], Method] = {
    ("length", 0): _text0(len),
    ("isEmpty", 0): _text0(lambda text: not text),
    ("isBlank", 0): _text0(lambda text: not text.strip()),
    ("trim", 0): _text0(lambda text: text.strip()),
    ("strip", 0): _text0(lambda text: text.strip()),
    ("toUpperCase", 0): _text0(lambda text: text.upper()),
    ("toLowerCase", 0): _text0(lambda text: text.lower()),
    ("contains", 1): _text1(lambda text, part: _text(part) in text),
    ("startsWith", 1): _text1(lambda text, part: text.startswith(_text(part))),
    ("endsWith", 1): _text1(lambda text, part: text.endswith(_text(part))),
    ("equalsIgnoreCase", 1): _text1(lambda text, other: text.casefold() == _text(other).casefold()),
    ("compareTo", 1): _text1(lambda text, other: (text > _text(other)) - (text < _text(other))),
    ("indexOf", 1): _text1(lambda text, part: text.find(_text(part))),
    ("indexOf", 2): _text2(lambda text, part, start: text.find(_text(part), max(0, _whole(start)))),
    ("lastIndexOf", 1): _text1(lambda text, part: text.rfind(_text(part))),
    ("charAt", 1): _text1(lambda text, at: _substring(text, at, _whole(at) + 1)),
    ("substring", 1): _text1(_substring),
    ("substring", 2): _text2(_substring),
    ("concat", 1): _text1(lambda text, other: text + _text(other)),
    ("replace", 2): _text2(_replace),
    ("replaceAll", 2): _text2(_replace_pattern),
    ("replaceFirst", 2): _text2(lambda text, pattern, new: _replace_pattern(text, pattern, new, 1)),
    ("matches", 1): _text1(lambda text, pattern: _pattern(pattern, text).fullmatch(text) is not None),
    ("split", 1): _text1(_split),
}

_LIST: dict[tuple[str, int], Method] = {
    ("size", 0): _list0(len),
    ("isEmpty", 0): _list0(lambda items: not items),
    ("get", 1): _list1(item_of),
    ("contains", 1): _list1(lambda items, wanted: any(equal(item, wanted) for item in items)),
    ("indexOf", 1): _list1(
        lambda items, wanted: next((at for at, item in enumerate(items) if equal(item, wanted)), -1)
    ),
}

_MAP: dict[tuple[str, int], Method] = {
    ("size", 0): _map0(len),
    ("isEmpty", 0): _map0(lambda entries: not entries),
    ("get", 1): _map1(item_of),
    ("containsKey", 1): _map1(lambda entries, key: text_of(key) in entries),
    ("keySet", 0): _map0(lambda entries: list(entries)),
    ("values", 0): _map0(lambda entries: list(entries.values())),
}

_NUMBER: dict[tuple[str, int], Method] = {
    ("intValue", 0): _value0(lambda number: int(number_of(number) or 0)),
    ("longValue", 0): _value0(lambda number: int(number_of(number) or 0)),
    ("doubleValue", 0): _value0(lambda number: float(number_of(number) or 0)),
}
