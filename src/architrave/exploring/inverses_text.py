"""Inverses of functions of texts, collections and JSON, and of conversions."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

from architrave.exploring.inverses import ValueOf, Wanted, Ways, inverse
from architrave.exploring.nearby import as_json, ordinary_value
from architrave.expressions.typed_tree import Apply, Typed
from architrave.expressions.values import Json as JsonValue
from architrave.expressions.values import accept_input, text_of

_LONGEST = 5_000
_MOST_ITEMS = 200


@inverse("contains", "findstring", "find", "findfirst")
def _contains(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    """Found for true, or for a position of 0 or more."""
    where, what = tree.arguments[:2]
    is_found = value is True or (not isinstance(value, bool) and isinstance(value, int) and value >= 0)
    known = value_of(what)
    if where.type.is_collection:
        yield (Wanted(where, (known,) if is_found else ()),)
        return
    if not isinstance(known, str):
        return
    if not is_found:
        yield (Wanted(where, "" if known else None),)
        yield (Wanted(what, "\N{SNOWMAN}"),)
        return
    before = "." * value if isinstance(value, int) and not isinstance(value, bool) else ""
    yield (Wanted(where, before + known),)
    yield (Wanted(where, f"{before}{known} more"),)
    held = value_of(where)
    if isinstance(held, str) and held:
        yield (Wanted(what, held[:3]),)


@inverse("length")
def _length(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    (inner,) = tree.arguments
    if isinstance(value, int) and 0 <= value <= _LONGEST:
        known = value_of(inner)
        text = known if isinstance(known, str) and known else "a"
        middle = min(len(text), value) // 2
        ends = text[len(text) - (min(len(text), value) - middle) :]
        yield (Wanted(inner, text[:middle] + "x" * (value - len(text)) + ends),)
        yield (Wanted(inner, (text * (value // len(text) + 1))[:value]),)
        yield (Wanted(inner, "1" * value),)


@inverse("count")
def _count(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    (inner,) = tree.arguments
    if not isinstance(value, int) or not 0 <= value <= _MOST_ITEMS:
        return
    known = value_of(inner)
    if inner.type.code == "jsn" and not inner.type.is_collection:
        data = known.value if isinstance(known, JsonValue) else None
        items = cast("list[Any]", data) if isinstance(data, list) else []
        yield (Wanted(inner, JsonValue((items + [items[-1] if items else {"id": "1"}] * value)[:value])),)
        return
    held = cast("tuple[Any, ...]", known) if isinstance(known, tuple) else ()
    filler = held[-1] if held else ordinary_value(inner.type.item)
    yield (Wanted(inner, (*held, *(filler for _ in range(value)))[:value]),)


@inverse("upper", "lower", "trim", "ltrim", "rtrim")
def _same_text(tree: Apply, value: Any, value_of: ValueOf) -> Ways:  # noqa: ARG001
    yield (Wanted(tree.arguments[0], value),)


@inverse("reverse")
def _reverse(tree: Apply, value: Any, value_of: ValueOf) -> Ways:  # noqa: ARG001
    if isinstance(value, str | tuple):
        yield (Wanted(tree.arguments[0], value[::-1]),)


@inverse("left", "right", "substring")
def _part(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    if not isinstance(value, str):
        return
    inner, name = tree.arguments[0], tree.function.name.lower()
    known = value_of(inner)
    held = known if isinstance(known, str) else ""
    if name == "left":
        yield (Wanted(inner, value + held[len(value) :]),)
    elif name == "right":
        yield (Wanted(inner, held[: max(0, len(held) - len(value))] + value),)
    else:
        start = value_of(tree.arguments[1])
        begin = start if isinstance(start, int) and 0 <= start <= _LONGEST else 0
        yield (Wanted(inner, held[:begin].ljust(begin, ".") + value + held[begin + len(value) :]),)
    yield (Wanted(inner, value),)


@inverse("split")
def _split(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    by = value_of(tree.arguments[1])
    if isinstance(value, tuple) and isinstance(by, str):
        texts = cast("tuple[str | None, ...]", value)
        yield (Wanted(tree.arguments[0], by.join(each for each in texts if each is not None)),)


@inverse("replace")
def _replace(tree: Apply, value: Any, value_of: ValueOf) -> Ways:  # noqa: ARG001
    yield (Wanted(tree.arguments[0], value),)


@inverse("append")
def appended(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    """One of the texts takes what the others leave."""
    if not isinstance(value, str):
        return
    texts = [value_of(each) for each in tree.arguments]
    shown = ["" if text is None else str(text) for text in texts]
    for place, each in enumerate(tree.arguments):
        before, after = "".join(shown[:place]), "".join(shown[place + 1 :])
        if value.startswith(before) and value.endswith(after) and len(value) >= len(before) + len(after):
            yield (Wanted(each, value[len(before) : len(value) - len(after)]),)


@inverse("tostring", "todisplaystring")
def _to_string(tree: Apply, value: Any, value_of: ValueOf) -> Ways:  # noqa: ARG001
    inner = tree.arguments[0]
    if len(tree.arguments) == 1 and not inner.type.is_collection:
        for read in _read(inner, value):
            yield (Wanted(inner, read),)


def _read(tree: Typed, value: Any) -> Iterator[Any]:
    """The values of a type whose text is this one."""
    if value is None or tree.type.code == "jsn":
        yield None if value is None else JsonValue(value)
        return
    data: Any = value.lower() == "true" if tree.type.code == "bln" else value
    found, problem = accept_input(tree.type, data)
    if problem is None:
        yield found


@inverse("toint", "todecimal", "tobool", "todatetime", "todate", "totime", "toduration", "tocurrency", "tophonenumber")
def _converted(tree: Apply, value: Any, value_of: ValueOf) -> Ways:
    inner = tree.arguments[0]
    if len(tree.arguments) > 1 and value is not None and _is_equal(value_of(tree.arguments[1]), value):
        yield (Wanted(inner, None),)
    match inner.type.code:
        case "str":
            yield (Wanted(inner, None if value is None else text_of(value)),)
        case "jsn":
            yield (Wanted(inner, None if value is None else JsonValue(as_json(value))),)
        case "dec" if isinstance(value, int | Decimal):
            yield (Wanted(inner, Decimal(value)),)
        case "int" if isinstance(value, int | Decimal):
            yield (Wanted(inner, int(value)),)
        case _:
            found, problem = accept_input(inner.type, None if value is None else as_json(value))
            if problem is None:
                yield (Wanted(inner, found),)


def _is_equal(one: Any, other: Any) -> bool:
    """Whether two values of the same Python type are equal."""
    return type(one) is type(other) and one == other


@inverse("isjsonnull", "isjsonarray", "isjsonobject", "isjsonstring", "isjsonbool", "isjsonnumber", "isjsontruthy")
def _json_kind(tree: Apply, value: Any, value_of: ValueOf) -> Ways:  # noqa: ARG001
    kinds: dict[str, Any] = {
        "isjsonnull": None,
        "isjsonarray": [],
        "isjsonobject": {"id": "1"},
        "isjsonstring": "text",
        "isjsonbool": True,
        "isjsonnumber": 1,
        "isjsontruthy": True,
    }
    name = tree.function.name.lower()
    for kind, data in kinds.items():
        if (kind == name) is (value is True) and not (value is not True and name == "isjsontruthy" and data):
            yield (Wanted(tree.arguments[0], JsonValue(data)),)
