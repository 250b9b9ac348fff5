"""The methods and properties that values have in a template: those of Java's that text, lists and maps need.

A property that is not there has no value. A method that is not there is refused by name: printing the call as text, as
Velocity would, helps nobody.
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
"""How many places of a text a pattern looks at in the time in which other methods look through a character."""

Method = Callable[..., Value]


def property_of(value: Value, name: str) -> Value:
    """A map's entry; for the rest what Java's getters give: `length` has none, a list's `empty` has one."""
    if isinstance(value, dict):
        found = value.get(name)
        return len(value) if found is None and name == "size" and name not in value else found
    if name == "empty" and isinstance(value, str | list):
        return not value
    return None


def item_of(value: Value, at: Value) -> Value:
    """The item of a list or the entry of a map at a place; None where there is none."""
    if isinstance(value, dict):
        return value.get(text_of(at))
    if isinstance(value, list) and isinstance(at, int) and -len(value) <= at < len(value):
        return value[at]
    return None


def call(value: Value, name: str, arguments: list[Value], budget: Budget) -> Value:
    """The result of a method. Raises Refused for one that values of this kind do not have."""
    if name == "toString" and not arguments:
        return budget.text(text_of(value))
    if name == "equals" and len(arguments) == 1:
        budget.look_through(_size(value))
        return type(value) is type(arguments[0]) and equal(value, arguments[0])
    table, kind = _methods_of(value)
    found = table.get((name, len(arguments)))
    if found is None:
        raise Refused(f"A {kind} has no method {name} with {len(arguments)} arguments that a template may call.")
    budget.look_through(_size(value))
    if isinstance(value, str) and name in _BY_PATTERN and isinstance(arguments[0], str) and _repeats(arguments[0]):
        # From each place of the text a part that repeats may go on to its end.
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
        raise Refused(f"The method {name} makes a list of more than {MOST_ITEMS:,} items.")
    return result


def _size(value: Value) -> int:
    """How much there is to look through in a value."""
    if isinstance(value, str):
        return len(value)
    items = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else ()
    return len(items) + sum(len(item) for item in items if isinstance(item, str))


def _methods_of(value: Value) -> tuple[dict[tuple[str, int], Method], str]:
    match value:
        case str():
            return _TEXT, "text"
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
    """Whether one of a pattern's parts repeats. Raises Refused for more than characters and classes, from `^` to `$`,
    of which one may repeat: nothing else is sure not to take long.
    """
    at, repeats = int(source.startswith("^")), 0
    end = len(source) - (source.endswith("$") and not source.endswith("\\$"))
    while at < end:
        part = _PLAIN_PATTERN.match(source, at, end)
        if part is None or part.end() == at:
            raise Refused(f"The pattern {source!r} is more than characters and classes: it is not carried out.")
        repeats += part[1] is not None
        at = part.end()
    if repeats > 1:
        raise Refused(f"The pattern {source!r} repeats more than one thing: it is not carried out.")
    return repeats == 1


def _pattern(written: Value, text: str) -> re.Pattern[str]:
    """A regular expression that cannot take long."""
    source = _text(written)
    if len(text) > _LONGEST_FOR_PATTERN:
        raise Refused(f"Patterns are not matched in texts of more than {_LONGEST_FOR_PATTERN:,} characters.")
    _repeats(source)
    try:
        return re.compile(source)
    except re.error as problem:
        raise Refused(f"The pattern {source!r} cannot be read: {problem}.") from None


def _replace(text: str, old: Value, new: Value) -> str:
    _bound(text.count(_text(old)) * len(_text(new)) + len(text))
    return text.replace(_text(old), _text(new))


def _bound(length: int) -> None:
    """Refuse to make a text that would be longer than a template may make."""
    if length > LONGEST_TEXT:
        raise Refused(f"The template makes a text of more than {LONGEST_TEXT:,} characters: it was stopped.")


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
