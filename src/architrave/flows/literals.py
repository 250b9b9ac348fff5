"""Literals: the values under `lit:`. The slot's type decides, not YAML's: `lit: "5"` in an Integer slot is 5.

Literals are evaluated when the flow is read; only an entity's name is looked up when the flow runs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from architrave.expressions.faults import ExpressionError
from architrave.expressions.question import Ask, Question
from architrave.expressions.types import REFERENCES, Type
from architrave.expressions.values import Currency, Json, parse_json
from architrave.expressions.values.media import Audio, Communication, Part
from architrave.expressions.values.phone import read_phone_number
from architrave.expressions.values.reading import read_date, read_date_time, read_decimal, read_integer, read_time
from architrave.flows.program import LookedUp
from architrave.flows.substitutions import has_placeholder
from architrave.flows.type_names import type_key
from architrave.flows.yaml import Mapping as MappingNode
from architrave.flows.yaml import Node, Scalar, Sequence
from architrave.flows.yaml.scalars import resolve

Evaluate = Callable[[Mapping[str, Any], Ask], Any]


class BadLiteralError(Exception):
    """A literal that does not fit its slot; `message` says why, `help_text` what to write."""

    def __init__(self, message: str, help_text: str, node: Node) -> None:
        super().__init__(message)
        self.message = message
        self.help_text = help_text
        self.node = node


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal that was read: its value or, for an entity, the name that is looked up when the flow runs.

    `is_open` if it contains a placeholder without a value.
    """

    value: Any = None
    name: str | None = None
    is_open: bool = False


PARTS: dict[str, tuple[str, ...]] = {
    "dur": ("days", "hours", "minutes", "seconds", "milliseconds", "ms"),
    "dtm": ("year", "month", "day", "hour", "minute", "second", "millisecond"),
    "dat": ("year", "month", "day"),
    "tim": ("hour", "minute", "second", "millisecond"),
}
"""The keys of the literals that are objects."""
_EXAMPLES = {
    "int": "`lit: 5`",
    "dec": "`lit: 2.5`",
    "bln": "`lit: true` or `lit: false`",
    "dur": "`lit: {minutes: 5}`, with any of days, hours, minutes, seconds, ms",
    "dtm": "`lit: {year: 2026, month: 1, day: 31, hour: 12, minute: 0, second: 0}`",
    "dat": "`lit: {year: 2026, month: 1, day: 31}`",
    "tim": "`lit: {hour: 12, minute: 0, second: 0}`",
    "jsn": "`lit: '{\"key\": 1}'`: JSON as a quoted text",
    "cur": "`lit: {amount: 10, code: USD}`",
    "phn": '`lit: "+13175550100"`',
}


def read_literal(kind: Type | None, node: Node) -> Literal:
    """The literal in a node, read by the type of its slot. Raises BadLiteralError.

    Without a type, a scalar is read by YAML's core schema, and other nodes are kept unchanged.
    """
    if isinstance(node, Scalar) and has_placeholder(node.text):
        return Literal(node.text, is_open=True)
    if kind is None:
        return Literal(node.value if isinstance(node, Scalar) else None, is_open=not isinstance(node, Scalar))
    if kind.code in _READERS:
        return Literal(_READERS[kind.code](node))
    if kind.code in REFERENCES:
        return _entity(kind, node)
    # The literals of other types (a digital bot's chooser) are not public.
    return Literal()


def looked_up(kind: Type, name: str) -> tuple[str, str]:
    """The noun and the name by which a literal's entity is looked up."""
    noun = type_key(kind)
    if kind.code != "pmt":
        return noun, name
    noun = "systemPrompt" if name.lower().startswith("promptsystem.") else "userPrompt"
    return noun, name.partition(".")[2]


def prompt_named(name: str) -> LookedUp:
    """The prompt that `Prompt.x`, `PromptSystem.x` or a bare name stands for."""
    scope, dot, rest = name.partition(".")
    return LookedUp("systemPrompt" if scope.lower() == "promptsystem" else "userPrompt", "name", rest if dot else name)


def entity_of(kind: Type, name: str) -> Evaluate:
    """Looks up an entity by name when the flow runs."""
    noun, key = looked_up(kind, name)

    def evaluate(_: Mapping[str, Any], ask: Ask) -> Any:
        from architrave.expressions.values.entities import entity_record

        entity = ask(Question("lookUp", (noun, "name", key)))
        if entity is None:
            raise ExpressionError("EntityNotFound", f"The organization has no {noun} that is called `{name}`.")
        return entity_record(kind.code, entity)

    return evaluate


def spoken(kind: Type, text: str, part: str) -> Any:
    """A spoken text or a prompt, as the value of an audio or communication slot."""
    parts = (Part(part, text, text),)
    return Communication(parts) if kind.code == "com" else Audio(parts)


def _entity(kind: Type, node: Node) -> Literal:
    if isinstance(node, MappingNode):
        for key in ("name", "id"):
            name = node.get(key)
            if isinstance(name, Scalar):
                return Literal(name=name.text, is_open=has_placeholder(name.text))
    if isinstance(node, Scalar) and kind.code == "pmt":
        return Literal(name=node.text)
    raise BadLiteralError(f"A literal {kind} must be an object with a name.", "Write `lit: {name: …}`.", node)


def _bad(code: str, what: str, node: Node) -> BadLiteralError:
    return BadLiteralError(f"{_shown(node)} is not a valid {what}.", f"Write {_EXAMPLES[code]}.", node)


def _no_such_moment(what: str, node: Node) -> BadLiteralError:
    help_text = "Check the number of days in the month; hours go to 23, minutes and seconds to 59."
    return BadLiteralError(f"This {what} does not exist.", help_text, node)


def _shown(node: Node) -> str:
    match node:
        case Scalar():
            return f"`{node.text}`" if len(node.text) <= 60 else f"`{node.text[:57]}…`"
        case Sequence():
            return "A list"
        case MappingNode():
            return "An object"


def _scalar(code: str, what: str, node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text
    raise _bad(code, what, node)


def _string(node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text
    raise BadLiteralError(f"{_shown(node)} is not a text.", 'Write `lit: "…"`.', node)


def _integer(node: Node) -> int:
    try:
        return read_integer(_scalar("int", "Integer", node))
    except ExpressionError:
        raise _bad("int", "Integer (at most 15 digits)", node) from None


def _decimal(node: Node) -> Decimal:
    try:
        return read_decimal(_scalar("dec", "Decimal", node))
    except ExpressionError:
        raise _bad("dec", "Decimal (at most 40 digits)", node) from None


def _boolean(node: Node) -> bool:
    value = resolve(_scalar("bln", "Boolean", node))
    if isinstance(value, bool):
        return value
    raise _bad("bln", "Boolean", node)


def _json(node: Node) -> Json:
    text = _scalar("jsn", "JSON text", node)
    try:
        return Json(parse_json(text))
    except ExpressionError as error:
        raise BadLiteralError(error.message, f"Write {_EXAMPLES['jsn']}.", node) from None


def _numbers(code: str, what: str, node: MappingNode) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in node.entries:
        if entry.name not in PARTS[code]:
            message = f"A {what} has no key `{entry.name}`."
            raise BadLiteralError(message, f"Its keys are {', '.join(PARTS[code])}.", entry.key)
        inner = entry.value.get("lit") if isinstance(entry.value, MappingNode) else entry.value
        found[entry.name] = _integer(entry.value if inner is None else inner)
    return found


def _duration(node: Node) -> timedelta:
    if isinstance(node, MappingNode):
        parts = _numbers("dur", "Duration", node)
        milliseconds = parts.pop("ms", 0) + parts.pop("milliseconds", 0)
        try:
            return timedelta(milliseconds=milliseconds, **parts)
        except OverflowError:
            raise _bad("dur", "Duration (at most 15 digits of milliseconds)", node) from None
    raise _bad("dur", "Duration", node)


def _date_time(node: Node) -> datetime:
    if isinstance(node, MappingNode):
        parts = _numbers("dtm", "DateTime", node)
        thousandth = parts.pop("millisecond", 0)
        try:
            return datetime(
                parts["year"],
                parts["month"],
                parts["day"],
                parts.get("hour", 0),
                parts.get("minute", 0),
                parts.get("second", 0),
                thousandth * 1000,
                UTC,
            )
        except KeyError:
            raise _bad("dtm", "DateTime", node) from None
        except ValueError:
            raise _no_such_moment("DateTime", node) from None
    return _iso("dtm", "DateTime", node, read_date_time)


def _date(node: Node) -> date:
    if isinstance(node, MappingNode):
        try:
            return date(**_numbers("dat", "Date", node))
        except TypeError:
            raise _bad("dat", "Date", node) from None
        except ValueError:
            raise _no_such_moment("Date", node) from None
    return _iso("dat", "Date", node, read_date)


def _time(node: Node) -> time:
    if isinstance(node, MappingNode):
        parts = _numbers("tim", "Time", node)
        thousandth = parts.pop("millisecond", 0)
        try:
            return time(parts.get("hour", 0), parts.get("minute", 0), parts.get("second", 0), thousandth * 1000)
        except ValueError:
            raise _no_such_moment("Time", node) from None
    return _iso("tim", "Time", node, read_time)


def _iso(code: str, what: str, node: Node, read: Callable[[str], Any]) -> Any:
    try:
        return read(_scalar(code, what, node))
    except ExpressionError:
        raise _bad(code, what, node) from None


def _currency(node: Node) -> Currency:
    if not isinstance(node, MappingNode):
        raise _bad("cur", "Currency", node)
    amount, code = node.get("amount"), node.get("code") or node.get("currencyCode")
    return Currency(None if amount is None else _decimal(amount), None if code is None else _string(code).upper())


def _phone_number(node: Node) -> Any:
    return read_phone_number(_scalar("phn", "phone number", node))


def _audio(node: Node) -> Any:
    return Audio((Part("tts", _string(node), _string(node)),))


def _communication(node: Node) -> Any:
    return Communication((Part("text", _string(node), _string(node)),))


_READERS: dict[str, Callable[[Node], Any]] = {
    "str": _string,
    "int": _integer,
    "dec": _decimal,
    "bln": _boolean,
    "jsn": _json,
    "dur": _duration,
    "dtm": _date_time,
    "dat": _date,
    "tim": _time,
    "cur": _currency,
    "phn": _phone_number,
    "aud": _audio,
    "com": _communication,
}
