# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# The functions of a table have parameters of many kinds, which their signatures in the table describe.
"""The methods of Java's String. Positions count UTF-16 units."""

from collections.abc import Callable
from typing import Any

from architrave.templates.faults import Refused
from architrave.templates.velocity.budget import LONGEST_TEXT, Budget
from architrave.templates.velocity.methods.arguments import Failed, Methods, methods
from architrave.templates.velocity.methods.formatting import formatted
from architrave.templates.velocity.values import Array, Character, Value, text_of

_BLANKS = "".join(map(chr, range(33)))
"""What `trim` removes: everything up to the blank."""


def units(text: str) -> str:
    """A text with two characters for each that needs two UTF-16 units."""
    if text.isascii() or max(map(ord, text)) < 0x10000:
        return text
    out: list[str] = []
    for character in text:
        code = ord(character)
        if code < 0x10000:
            out.append(character)
        else:
            code -= 0x10000
            out.append(chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF)))
    return "".join(out)


def joined(text: str) -> str:
    """The reverse of `units`."""
    return text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


def _sliced(_budget: Budget, text: str, start: int, end: int | None = None) -> str:
    whole = units(text)
    last = len(whole) if end is None else end
    if not 0 <= start <= last <= len(whole):
        raise Failed(f"begin {start}, end {last}, length {len(whole)}")
    part = whole[start:last]
    return part if whole is text else joined(part)


def _find(_budget: Budget, text: str, part: str | int, start: int = 0) -> int:
    return units(text).find(_searched(part), max(0, start))


def _find_last(_budget: Budget, text: str, part: str | int, start: int | None = None) -> int:
    whole, wanted = units(text), _searched(part)
    if start is None:
        return whole.rfind(wanted)
    return -1 if start < 0 else whole.rfind(wanted, 0, start + len(wanted))


def _searched(part: str | int) -> str:
    if isinstance(part, str):
        return units(part)
    return units(chr(part)) if 0 <= part <= 0x10FFFF else "\0\0\0"


def _compare(budget: Budget, text: str, other: str) -> int:
    budget.look_through(4 * min(len(text), len(other)))
    first, second = units(text), units(other)
    for one, two in zip(first, second, strict=False):
        if one != two:
            return ord(one) - ord(two)
    return len(first) - len(second)


def _char_at(_budget: Budget, text: str, at: int) -> str:
    whole = units(text)
    if not 0 <= at < len(whole):
        raise Failed(f"String index out of range: {at}")
    return Character(whole[at])


def _code_point(_budget: Budget, text: str, at: int) -> int:
    whole = units(text)
    if not 0 <= at < len(whole):
        raise Failed(f"String index out of range: {at}")
    return ord(joined(whole[at : at + 2])[0]) if "\ud800" <= whole[at] < "\udc00" else ord(whole[at])


def _region_matches(text: str, at: int, other: str, start: int, length: int, change: Callable[[str], str]) -> bool:
    first, second = units(text), units(other)
    if at < 0 or start < 0 or at + length > len(first) or start + length > len(second):
        return False
    return length <= 0 or change(first[at : at + length]) == change(second[start : start + length])


def _starts(_budget: Budget, text: str, part: str, at: int = 0) -> bool:
    return 0 <= at <= len(units(text)) and units(text).startswith(units(part), at)


def _replace(_budget: Budget, text: str, old: str, new: str) -> str:
    _bound(text.count(old) * len(new) + len(text))
    return text.replace(old, new)


def _repeat(_budget: Budget, text: str, count: int) -> str:
    if count < 0:
        raise Failed(f"count is negative: {count}")
    _bound(len(text) * count)
    return text * count


def _bound(length: int) -> None:
    """Refuse to create a text that would be too long."""
    if length > LONGEST_TEXT:
        raise Refused(f"The template was stopped: it creates a text of more than {LONGEST_TEXT:,} characters.")


def _replace_all(budget: Budget, text: str, pattern: str, new: str) -> str:
    return budget.pattern(pattern).replaced(text, new, budget.look_through)


def _replace_first(budget: Budget, text: str, pattern: str, new: str) -> str:
    return budget.pattern(pattern).replaced(text, new, budget.look_through, most=1)


def _matches(budget: Budget, text: str, pattern: str) -> bool:
    return budget.pattern(pattern).matches(text, budget.look_through)


def _split(budget: Budget, text: str, pattern: str, limit: int = 0) -> Value:
    return Array(budget.pattern(pattern).split(text, limit, budget.look_through))


def _hash(budget: Budget, text: str) -> int:
    budget.look_through(4 * len(text))
    value = 0
    for unit in units(text):
        value = (31 * value + ord(unit)) & 0xFFFFFFFF
    return value - 2**32 if value >= 2**31 else value


def _join(budget: Budget, _text: str, *parts: Value) -> str:
    """`String.join(separator, list)` or with the parts one by one."""
    if not parts:
        raise Failed("join needs a separator.")
    separator, *rest = parts
    items: list[Any] = list(rest[0]) if len(rest) == 1 and isinstance(rest[0], list | tuple) else rest
    return text_of(separator, budget).join(budget.text(text_of(item, budget)) for item in items)


STRING: Methods = methods(
    {
        "length()": lambda _, text: len(units(text)),
        "isEmpty()": lambda _, text: not text,
        "isBlank()": lambda _, text: not text.strip(),
        "trim()": lambda _, text: text.strip(_BLANKS),
        "strip()": lambda _, text: text.strip(),
        "stripLeading()": lambda _, text: text.lstrip(),
        "stripTrailing()": lambda _, text: text.rstrip(),
        "toUpperCase()": lambda _, text: text.upper(),
        "toLowerCase()": lambda _, text: text.lower(),
        "toString()": lambda _, text: text,
        "intern()": lambda _, text: text,
        "contains(C)": lambda _, text, part: part in text,
        "startsWith(S)": _starts,
        "startsWith(Si)": _starts,
        "endsWith(S)": lambda _, text, part: text.endswith(part),
        "equalsIgnoreCase(S)": lambda _, text, other: text.casefold() == other.casefold(),
        "contentEquals(C)": lambda _, text, other: text == other,
        "compareTo(S)": _compare,
        "compareToIgnoreCase(S)": lambda budget, text, other: _compare(budget, text.lower(), other.lower()),
        "indexOf(S)": _find,
        "indexOf(i)": _find,
        "indexOf(Si)": _find,
        "indexOf(ii)": _find,
        "lastIndexOf(S)": _find_last,
        "lastIndexOf(i)": _find_last,
        "lastIndexOf(Si)": _find_last,
        "lastIndexOf(ii)": _find_last,
        "charAt(i)": _char_at,
        "codePointAt(i)": _code_point,
        "substring(i)": _sliced,
        "substring(ii)": _sliced,
        "subSequence(ii)": _sliced,
        "concat(S)": lambda _, text, other: text + other,
        "repeat(i)": _repeat,
        "replace(CC)": _replace,
        "replaceAll(SS)": _replace_all,
        "replaceFirst(SS)": _replace_first,
        "matches(S)": _matches,
        "split(S)": _split,
        "split(Si)": _split,
        "regionMatches(iSii)": lambda _, text, at, other, start, length: _region_matches(
            text, at, other, start, length, str
        ),
        "regionMatches(biSii)": lambda _, text, ignored, at, other, start, length: _region_matches(
            text, at, other, start, length, str.casefold if ignored else str
        ),
        "toCharArray()": lambda _, text: Array(map(Character, units(text))),
        "getBytes()": lambda _, text: Array(
            byte - 256 if byte > 127 else byte for byte in text.encode("utf-8", "replace")
        ),
        "hashCode()": _hash,
        "join(*)": _join,
        "format(S*)": lambda budget, _, pattern, *rest: formatted(pattern, rest, budget),
        "formatted(*)": lambda budget, text, *rest: formatted(text, rest, budget),
        "valueOf(o)": lambda budget, _, value: text_of(value, budget),
    }
)

CHARACTER: Methods = methods(
    {
        "toString()": lambda _, text: str(text),
        "charValue()": lambda _, text: text,
        "hashCode()": lambda _, text: ord(text),
    }
)

UNSUPPORTED = frozenset(
    [
        "chars",
        "codePoints",
        "lines",
        "codePointBefore",
        "codePointCount",
        "offsetByCodePoints",
        "indent",
        "stripIndent",
        "translateEscapes",
        "describeConstable",
        "transform",
        "getChars",
        "copyValueOf",
        "resolveConstantDesc",
        "wait",
        "notify",
        "notifyAll",
    ]
)
"""Methods that Java has and templates here have not."""
