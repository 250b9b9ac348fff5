"""The functions that data actions have in addition to Velocity, by their documented names.

A function called without a value has no value, so its call is printed unchanged (recorded); `_TAKES_NOTHING` lists the
exceptions. An unknown function is refused by name.
"""

import base64
import html
import html.entities
import json
import math
import re
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote, quote_plus

from architrave.templates.faults import Refused
from architrave.templates.velocity.arithmetic import bounded, compute
from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.text import Value, number_of, text_of

NAMES = frozenset({"esc", "encoding", "successTemplateUtils", "urlTool", "math", "salesforce", "msdynamics"})
"""The roots that are function libraries, unless a value has the same name."""

_RESERVED_IN_SOSL = re.compile(r"""[?&|!{}\[\]()^~*:\\"'+\-]""")
_JAVASCRIPT = {"'": "\\'", '"': '\\"', "\\": "\\\\", "/": "\\/", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

Tool = Callable[..., Value]


def call(tool: str, name: str, arguments: list[Value], budget: Budget) -> Value:
    """The result of a function. Raises Refused if it does not exist or is not supported."""
    found = _TOOLS.get((tool, name))
    if found is None:
        raise Refused(f"Unknown or unsupported function ${tool}.{name}.")
    least, most, function = found
    if not least <= len(arguments) <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise Refused(f"Wrong number of arguments for ${tool}.{name}: expected {wanted}, found {len(arguments)}.")
    if any(argument is None for argument in arguments) and (tool, name) not in _TAKES_NOTHING:
        return None
    length = sum(len(argument) for argument in arguments if isinstance(argument, str))
    budget.look_through(length * 2)
    result = function(*arguments)
    return budget.text(result) if isinstance(result, str) else result


def first_from_array(items: Value, otherwise: Value = None) -> Value:
    """The first element of a JSON array, as JSON; for an empty array the second argument, if any (documented)."""
    array = _json(items, "firstFromArray")
    if not isinstance(array, list):
        raise Refused("firstFromArray needs a JSON array.")
    if not array:
        return "" if otherwise is None else text_of(otherwise)
    return json.dumps(array[0], ensure_ascii=False)


def move_keys(text: Value, name: Value = "key") -> Value:
    """Turns an object of objects into an array of objects, each with its key as a property (approximated)."""
    entries = _json(text, "moveKeysIntoArrayOfObjects")
    if not isinstance(entries, dict):
        raise Refused("moveKeysIntoArrayOfObjects needs a JSON object.")
    moved = [
        {text_of(name): key, **cast("dict[str, Any]", entry)}
        for key, entry in cast("dict[str, Any]", entries).items()
        if isinstance(entry, dict)
    ]
    return json.dumps(moved, ensure_ascii=False)


def _json(text: Value, function: str) -> Any:
    try:
        return json.loads(text_of(text))
    except (ValueError, RecursionError):
        raise Refused(f"The argument of {function} is not valid JSON.") from None


def json_escaped(value: Value) -> str:
    """A text escaped for a JSON string, without the quotes."""
    return json.dumps(text_of(value), ensure_ascii=False)[1:-1]


def _json_unescaped(value: Value) -> Value:
    try:
        decoded = json.loads(f'"{text_of(value)}"')
    except ValueError:
        raise Refused("The argument of jsonDecode is not a valid JSON-escaped string.") from None
    return cast("str", decoded)


def form_encoded(value: Value) -> str:
    """A text with form encoding: a space becomes a plus sign (recorded)."""
    return quote_plus(text_of(value), safe="*", errors="replace").replace("~", "%7E")


def uri_encoded(value: Value) -> str:
    """A text encoded for a part of a URI: a space becomes %20."""
    return quote(text_of(value), safe="!'()*", errors="replace")


def _optional_parameter(name: Value, value: Value) -> Value:
    """`name=value`, encoded; empty without a value (approximated)."""
    return "" if value is None or name is None else f"{form_encoded(name)}={form_encoded(value)}"


def _html(value: Value) -> Value:
    """A text escaped for HTML 4: characters with a named entity are replaced; the single quote has none."""
    names = html.entities.codepoint2name
    return "".join(f"&{names[ord(each)]};" if ord(each) in names else each for each in text_of(value))


def _javascript(value: Value) -> str:
    return "".join(_JAVASCRIPT.get(character, character) for character in text_of(value))


def _numbers(function: Callable[..., float | None]) -> Tool:
    def apply(*arguments: Value) -> Value:
        numbers = [number_of(argument) for argument in arguments]
        if any(number is None for number in numbers):
            return None
        try:
            result = function(*numbers)
        except (OverflowError, ValueError, ZeroDivisionError):
            return None
        return None if result is None else bounded(result)

    return apply


def _arithmetic(operator: str) -> Tool:
    def fold(*numbers: float) -> float | None:
        result: float | None = numbers[0]
        for number in numbers[1:]:
            result = None if result is None else compute(operator, result, number)
        return result

    return _numbers(fold)


def _power(base: float, exponent: float) -> float:
    return math.pow(base, exponent)


def _rounded_to(digits: float, number: float) -> float:
    return round(float(number), max(0, min(15, int(digits))))


def _half_up(number: float) -> int:
    return math.floor(number + 0.5)


def _one(function: Callable[[Value], Value]) -> tuple[int, int, Tool]:
    return 1, 1, function


def _of_one(function: Callable[[float], float | None]) -> tuple[int, int, Tool]:
    return 1, 1, _numbers(function)


def _of_two(function: Callable[[float, float], float | None]) -> tuple[int, int, Tool]:
    return 2, 2, _numbers(function)


def _constant(text: str) -> tuple[int, int, Tool]:
    return 0, 0, lambda: text


_ANY = 16
_TOOLS: dict[tuple[str, str], tuple[int, int, Tool]] = {
    ("esc", "url"): _one(form_encoded),
    ("esc", "urlFormEncode"): _one(form_encoded),
    ("esc", "uriEncode"): _one(uri_encoded),
    ("esc", "jsonString"): _one(json_escaped),
    ("esc", "jsonEncode"): _one(json_escaped),
    ("esc", "json"): _one(json_escaped),
    ("esc", "jsonDecode"): _one(_json_unescaped),
    ("esc", "java"): _one(json_escaped),
    ("esc", "javascript"): _one(_javascript),
    ("esc", "html"): _one(_html),
    ("esc", "xml"): _one(lambda value: html.escape(text_of(value)).replace("&#x27;", "&apos;")),
    ("esc", "sql"): _one(lambda value: text_of(value).replace("'", "''")),
    **{("esc", name): _constant('"') for name in ("quote", "q")},
    **{("esc", name): _constant("'") for name in ("singleQuote", "s")},
    **{("esc", name): _constant("$") for name in ("dollar", "d")},
    **{("esc", name): _constant("#") for name in ("hash", "h")},
    **{("esc", name): _constant("\\") for name in ("backslash", "b")},
    **{("esc", name): _constant("!") for name in ("exclamation", "e")},
    **{("esc", name): _constant("\n") for name in ("newline", "n")},
    ("encoding", "base64"): _one(
        lambda value: base64.b64encode(text_of(value).encode("utf-8", "replace")).decode("ascii")
    ),
    ("successTemplateUtils", "firstFromArray"): (1, 2, first_from_array),
    ("successTemplateUtils", "moveKeysIntoArrayOfObjects"): (1, 2, move_keys),
    ("urlTool", "optionalQueryParam"): (2, 2, _optional_parameter),
    ("salesforce", "escReserved"): _one(lambda value: _RESERVED_IN_SOSL.sub(r"\\\g<0>", text_of(value))),
    ("math", "add"): (2, _ANY, _arithmetic("+")),
    ("math", "sub"): (2, _ANY, _arithmetic("-")),
    ("math", "mul"): (2, _ANY, _arithmetic("*")),
    ("math", "div"): _of_two(lambda left, right: None if right == 0 else left / right),
    ("math", "idiv"): _of_two(lambda left, right: compute("/", int(left), int(right))),
    ("math", "mod"): _of_two(lambda left, right: compute("%", int(left), int(right))),
    ("math", "pow"): _of_two(_power),
    ("math", "abs"): _of_one(lambda number: abs(number)),
    ("math", "ceil"): _of_one(math.ceil),
    ("math", "floor"): _of_one(math.floor),
    ("math", "round"): _of_one(_half_up),
    ("math", "roundTo"): _of_two(_rounded_to),
    ("math", "max"): (2, _ANY, _numbers(max)),
    ("math", "min"): (2, _ANY, _numbers(min)),
    ("math", "toNumber"): _of_one(lambda number: number),
    ("math", "toInteger"): _of_one(int),
    ("math", "toDouble"): _of_one(float),
}
_TAKES_NOTHING = frozenset({("urlTool", "optionalQueryParam")})
