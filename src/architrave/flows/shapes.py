"""Reading the value of a key by its declared shape."""

from collections.abc import Mapping as MappingABC
from typing import Any, TypeVar

from architrave.diagnostics import certainly_meant, did_you_mean
from architrave.expressions.types import Type
from architrave.flows import rules
from architrave.flows.actions.shape import (
    Actions,
    Anything,
    ByType,
    Field,
    Flag,
    Keyed,
    ListOf,
    MapOf,
    Named,
    Number,
    Object,
    OneOf,
    Output,
    Outputs,
    Ref,
    Shape,
    Text,
    Value,
    VariableName,
    absent,
    keys_of,
    with_type,
)
from architrave.flows.expect import (
    as_list,
    as_object,
    as_tagged,
    kind_of,
    listed,
    report_unknown_key,
    report_unknown_type,
)
from architrave.flows.fixes import with_value
from architrave.flows.program import Fields
from architrave.flows.reading import Reading
from architrave.flows.references import read_reference
from architrave.flows.substitutions import has_placeholder
from architrave.flows.targets import read_output, read_target
from architrave.flows.type_names import TYPE_BY_KEY
from architrave.flows.values import read_value
from architrave.flows.yaml import Mapping, Node, Scalar

C = TypeVar("C", bound=Fields)

_NOTHING = "none"
"""The key that exports use for an object without settings."""


def read_shape(reading: Reading, shape: Shape, node: Node, what: str) -> Any:
    """The value of a node, by its shape; a node that does not fit is reported and gives None.

    `what` is its key, for messages.
    """
    match shape:
        case Value(kind):
            return read_value(reading, node, kind, what)
        case Output(kind):
            return read_output(reading, node, kind, what)
        case VariableName(kind):
            return read_target(reading, node, kind, what)
        case Ref(kind):
            return read_reference(reading, node, kind, what)
        case Text(choices):
            return _text(reading, node, choices, what)
        case Flag():
            return _flag(reading, node, what)
        case Number():
            return _number(reading, node, what)
        case Actions():
            return reading.block(reading, node)
        case Anything():
            return reading.anything(reading, node)
        case _:
            return _read_composed(reading, shape, node, what)


def _read_composed(
    reading: Reading, shape: Object | Outputs | ListOf | MapOf | Named | OneOf | ByType, node: Node, what: str
) -> Any:
    match shape:
        case Object(of, is_open, given):
            body = as_object(reading, node, what)
            return None if body is None else read_fields(reading, of, body, what, is_open=is_open, given=given)
        case Outputs(types, is_open):
            body = as_object(reading, node, what)
            keys = {key: Field(Output(kind), key) for key, kind in types.items()}
            return None if body is None else _read_keys(reading, keys, body, what, is_open=is_open)
        case ListOf(item, tag):
            return _list(reading, item, tag, node, what)
        case MapOf(item):
            return _map(reading, item, node, what)
        case Named(item, noun):
            return _named(reading, item, noun, node, what)
        case OneOf(options):
            return _one_of(reading, options, node, what)
        case ByType(item):
            name, value = _single(reading, node, what, "type") or (None, None)
            if name is None or value is None:
                return None
            kind = TYPE_BY_KEY.get(name.text)
            if kind is None and isinstance(node, Mapping) and len(node.entries) > 1:
                return None  # the keys of the type are in its place, which was reported
            if kind is None:
                report_unknown_type(reading, name, TYPE_BY_KEY, f"`{name.text}` is not a variable type.")
                return None
            return read_shape(reading, with_type(item, kind), value, name.text)


def _map(reading: Reading, item: Shape, node: Node, what: str) -> dict[str, Any] | None:
    body = as_object(reading, node, what)
    if body is None:
        return None
    found: dict[str, Any] = {}
    for entry in body.entries:
        value = read_shape(reading, _typed(reading, item, entry.name), entry.value, entry.name)
        if value is not None:
            found[entry.name] = value
    return found


def _typed(reading: Reading, shape: Shape, name: str) -> Shape:
    """Gives a shape without a type the type of the declared variable whose name is its key."""
    if isinstance(shape, Value | Output) and shape.type is None:
        declared = reading.survey.declared.get(name.lower())
        if declared is not None:
            return type(shape)(declared[1])
    return shape


def read_fields(
    reading: Reading,
    of: type[C],
    body: Mapping,
    what: str,
    *,
    is_open: bool = False,
    also: tuple[str, ...] = (),
    given: Type | None = None,
) -> C:
    """The known keys of an object, as an instance of their class. Unknown and missing keys are reported.

    `also` are further allowed keys, which the caller reads; `given` is what GIVEN stands for.
    """
    return of(**_read_keys(reading, keys_of(of, given), body, what, is_open=is_open, also=also))


def _read_keys(
    reading: Reading,
    keys: MappingABC[str, Field],
    body: Mapping,
    what: str,
    *,
    is_open: bool = False,
    also: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The values of the known keys, by the fields' names, without the faulty ones."""
    found: dict[str, Any] = {}
    swapped = None if is_open else _swapped(keys, body, also)
    for entry in body.entries:
        declared: Field | None = keys.get(entry.name)
        if declared is not None:
            value = read_shape(reading, declared.shape, entry.value, entry.name)
            if value is not None:
                found[declared.name] = value
        elif swapped is not None and entry.name == swapped[0]:
            message = f"`{what}` has no key `{entry.name}`; its key `{swapped[1]}` is missing."
            reading.report(rules.UNKNOWN_KEY, message, entry.key, f"Did you mean `{swapped[1]}`?")
            reading.anything(reading, entry.value)
        elif entry.name not in also:
            near = report_unknown_key(reading, entry.key, (*keys, *also), what, is_open=is_open, siblings=body)
            meant = None if near is None or near in body else keys.get(near)
            if meant is not None:
                # Read under the key that was meant, so that faults in its value are reported too.
                value = read_shape(reading, meant.shape, entry.value, entry.name)
                if value is not None:
                    found[meant.name] = value
            elif is_open:
                reading.anything(reading, entry.value)
    for key, declared in keys.items():
        if not declared.required or key in body or (swapped is not None and key == swapped[1]):
            continue
        if not any(did_you_mean(entry.name, (key,)) for entry in body.entries if entry.name not in keys):
            reading.report(rules.MISSING_KEY, f"`{what}` has no `{key}`.", body, f"Add `{key}:`.")
    return found


def _swapped(keys: MappingABC[str, Field], body: Mapping, also: tuple[str, ...]) -> tuple[str, str] | None:
    """The only unknown key of an object and its only missing key: the first probably stands for the second."""
    strange = [name for name in body if name not in keys and name not in also and name != "<<"]
    missing = [key for key, declared in keys.items() if declared.required and key not in body]
    if len(strange) != 1 or len(missing) != 1 or has_placeholder(strange[0]):
        return None
    # A key that is similar to a known one is read as that one.
    return None if did_you_mean(strange[0], (*keys, *also), cutoff=0.72) else (strange[0], missing[0])


def _list(reading: Reading, item: Shape, tag: str | None, node: Node, what: str) -> tuple[Any, ...]:
    found: list[Any] = []
    for each in as_list(reading, node, what, tag or "…"):
        inner: Node | None = each
        if tag is not None:
            entry = as_tagged(reading, each, tag, what)
            inner = None if entry is None else entry.value
        if inner is not None:
            value = read_shape(reading, item, inner, tag or what)
            if value is not None and not (isinstance(value, Fields) and not value.is_complete()):
                found.append(value)
    return tuple(found)


def _single(reading: Reading, node: Node, what: str, noun: str) -> tuple[Scalar, Node] | None:
    body = as_object(reading, node, what)
    if body is None:
        return None
    if len(body.entries) != 1:
        message = f"`{what}` must name exactly one {noun}, but it has {len(body.entries)} keys."
        advice = f"Write the {noun} as its only key"
        advice += ", such as `string:`, and indent the other keys below it." if noun == "type" else "."
        reading.report(rules.WRONG_SHAPE, message, body if body.entries else node, advice)
        if not body.entries:
            return None
    return body.entries[0].key, body.entries[0].value


def _named(reading: Reading, item: Shape, noun: str, node: Node, what: str) -> Keyed[Any] | None:
    if isinstance(item, Object) and isinstance(node, Mapping):
        within = keys_of(item.of).keys() - {_NOTHING}
        inner = next((entry.key for entry in node.entries if entry.name in within), None)
        if inner is not None:
            message = f"`{what}` names no {noun}; `{inner.text}` belongs below the {noun}."
            reading.report(rules.WRONG_SHAPE, message, inner, f"Write the {noun} as the only key of `{what}`.")
            return _keyed(item, "", read_shape(reading, item, node, what))
    single = _single(reading, node, what, noun)
    if single is None:
        return None
    return _keyed(item, single[0].text, read_shape(reading, item, single[1], single[0].text))


def _keyed(item: Shape, name: str, value: Any) -> Keyed[Any]:
    return Keyed(name, absent(item, required=False) if value is None else value)


def _one_of(reading: Reading, options: MappingABC[str, Shape], node: Node, what: str) -> Any:
    body = as_object(reading, node, what)
    if body is None:
        return None
    chosen = [entry for entry in body.entries if entry.name in options]
    for entry in body.entries:
        if entry.name not in options and entry.name != _NOTHING:
            report_unknown_key(reading, entry.key, tuple(options), what, siblings=tuple(options) if chosen else body)
    if not chosen:
        if not body.entries:
            message = f"`{what}` has none of {listed(tuple(options))}."
            reading.report(rules.MISSING_KEY, message, node, "Write one of them.")
        return None
    if len(chosen) > 1:
        message = f"`{what}` has both `{chosen[0].name}` and `{chosen[1].name}`; only one is allowed."
        reading.report(rules.WRONG_SHAPE, message, chosen[1].key, "Remove one of them.")
    option = options[chosen[0].name]
    value = read_shape(reading, option, chosen[0].value, chosen[0].name)
    return absent(option, required=False) if value is None else value


def _text(reading: Reading, node: Node, choices: tuple[str, ...], what: str) -> str | None:
    if not isinstance(node, Scalar):
        reading.report(rules.WRONG_SHAPE, f"`{what}` must be a text, not {kind_of(node)}.", node, f"Write `{what}: …`.")
        return None
    if choices and node.text not in choices and not has_placeholder(node.text):
        near = did_you_mean(node.text, choices)
        help_text = f"Did you mean `{near}`?" if near else f"Write one of {listed(choices)}."
        meant = certainly_meant(node.text, choices)
        fix = None if meant is None else with_value(node, meant)
        reading.report(rules.BAD_LITERAL, f"`{what}` cannot be `{node.text}`.", node, help_text, fix)
    return node.text


def _flag(reading: Reading, node: Node, what: str) -> bool | None:
    if isinstance(node, Scalar):
        if isinstance(node.value, bool):
            return node.value
        if has_placeholder(node.text) or node.text.lower() in ("true", "false"):
            return node.text.lower() == "true"
    # YAML 1.1 reads these words as booleans.
    word = node.text.lower() if isinstance(node, Scalar) else ""
    fix = with_value(node, word in ("yes", "on")) if word in ("yes", "on", "no", "off") else None
    help_text = "Write `true` or `false` without quotes."
    reading.report(rules.BAD_LITERAL, f"`{what}` must be `true` or `false`.", node, help_text, fix)
    return None


def _number(reading: Reading, node: Node, what: str) -> int | None:
    if isinstance(node, Scalar):
        if has_placeholder(node.text):
            return None
        try:
            return int(node.text)
        except ValueError:
            pass
    reading.report(rules.BAD_LITERAL, f"`{what}` must be a whole number.", node, "Write it in digits.")
    return None
