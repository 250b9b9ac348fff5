"""The faults of names and types, one function for each, so that their sentences stand together."""

from collections.abc import Container, Iterable, Mapping, Sequence

from architrave.diagnostics import TextFault, did_you_mean
from architrave.expressions import rules
from architrave.expressions.constants import BUILT_INS, property_names
from architrave.expressions.declare import Function, Parameter
from architrave.expressions.overloads import parameter_at, takes
from architrave.expressions.syntax_tree import Span
from architrave.expressions.types import NOT_SET, Type

_MOST_SHOWN = 8

_OTHER_NAMES = {
    "indexof": "FindString",
    "toupper": "Upper",
    "uppercase": "Upper",
    "tolower": "Lower",
    "lowercase": "Lower",
    "toboolean": "ToBool",
    "tointeger": "ToInt",
    "tonumber": "ToDecimal",
    "parseint": "ToInt",
    "concat": "Append",
    "concatenate": "Append",
    "len": "Length",
    "size": "Count",
    "mid": "Substring",
    "substr": "Substring",
    "iif": "If",
    "isnull": "IsNotSetOrEmpty",
    "isempty": "IsNotSetOrEmpty",
    "isnullorempty": "IsNotSetOrEmpty",
    "now": "GetCurrentDateTimeUtc",
    "getdayofweek": "DayOfWeek",
    "equals": "AreEqual",
    "strip": "Trim",
    "parsejson": "JsonParse",
    "list": "MakeList",
    "array": "MakeList",
    "ceil": "Ceiling",
}
"""What people write from habit, and what the language calls it."""

_DIFFERENCES = {"dtm": "DateTimeDiff", "dat": "DateDiff", "tim": "TimeDiff"}
"""The functions that take two moments from one another; the operator takes none."""


def unknown_function(name: str, span: Span, functions: Mapping[str, Sequence[Function]]) -> TextFault:
    """No function has this name."""
    folded = name.lower()
    if folded in ("and", "or", "not"):
        help_ = "Write ! before the value." if folded == "not" else f"Write a {folded} b."
        return TextFault(rules.WRONG_OPERATOR, f"{name} is no function.", span.start, span.end, help_)
    if name in ("true", "false", "NOT_SET"):
        help_ = f"Write {name} without parentheses."
        return TextFault(rules.UNKNOWN_FUNCTION, f"{name} is no function.", span.start, span.end, help_)
    known = (overloads[0].name for overloads in functions.values() if not overloads[0].is_operator)
    meant = _OTHER_NAMES.get(folded) or did_you_mean(name, known)
    help_ = f"Did you mean {meant}?" if meant else "docs/expressions.md lists every function."
    return TextFault(rules.UNKNOWN_FUNCTION, f"No function is called {_short(name)}.", span.start, span.end, help_)


def unknown_variable(name: str, span: Span, variables: Iterable[str], functions: Container[str] = ()) -> TextFault:
    """No variable has this name."""
    if name.lower() in ("true", "false", "not_set", "null", "none"):
        meant = name.lower() if name.lower() in ("true", "false") else "NOT_SET"
        message = f"{name} is no constant."
        return TextFault(rules.UNKNOWN_VARIABLE, message, span.start, span.end, f"Write {meant}.")
    known = [*variables, *(built_in.name for built_in in BUILT_INS.values())]
    meant = did_you_mean(name, known) or next(
        (other for other in known if other.rpartition(".")[2].lower() == name.lower()), None
    )
    help_ = "A variable is written with its scope, such as Flow.name."
    if name.lower() in functions:
        help_ = f"{name} is a function: write {name}(…)."
    elif meant:
        help_ = f"Did you mean {meant}?"
    elif "." in name:
        help_ = f"Declare {_short(name)} first, or check how it is written."
    return TextFault(rules.UNKNOWN_VARIABLE, f"No variable is called {_short(name)} here.", span.start, span.end, help_)


def unknown_property(name: str, type: Type, span: Span) -> TextFault:  # noqa: A002 - the design's own word
    """A value has no property of this name."""
    names = property_names(type)
    if not names:
        message, help_ = f"{_one(type)} has no properties.", None
        if type.is_collection:
            help_ = "Take one item first: GetAt(collection, 0)."
        return TextFault(rules.UNKNOWN_PROPERTY, message, span.start, span.end, help_)
    meant = did_you_mean(name, names)
    listed = ", ".join(names[:_MOST_SHOWN]) + (", …" if len(names) > _MOST_SHOWN else "")
    help_ = f"Did you mean {meant}?" if meant else f"It has {listed}."
    message = f"{_one(type)} has no property {_short(name)}."
    return TextFault(rules.UNKNOWN_PROPERTY, message, span.start, span.end, help_)


def no_overload(overloads: Sequence[Function], types: Sequence[Type], span: Span, place: Span) -> TextFault:
    """A function or operator takes no arguments of this number or these types."""
    name = overloads[0].name
    if overloads[0].is_operator:
        message = f"{name} does not take {' and '.join(map(_given, types))}."
        if name == "[":
            message = f"{_one(types[0])} takes no index of type {_given(types[1])}."
        elif name == "?":
            message = f"?: does not take {_given(types[0])}, {_given(types[1])} and {_given(types[2])}."
        help_ = _operator_help(name, types) or _operands_help(overloads, types)
        return TextFault(rules.OPERAND_TYPE, message, place.start, place.end, help_)
    if not any(takes(overload, len(types)) for overload in overloads):
        counts = sorted({len(overload.parameters) for overload in overloads})
        wanted = ", ".join(map(str, counts[:-1])) + (" or " if len(counts) > 1 else "") + str(counts[-1])
        more = " or more" if any(overload.repeats for overload in overloads) else ""
        plural = "" if wanted + more == "1" else "s"
        message = f"{name} takes {wanted}{more} argument{plural}, not {len(types)}."
        return TextFault(rules.ARGUMENT_COUNT, message, span.start, span.end, _overload_help(overloads))
    message = f"{name} does not take ({_listed(types)})."
    counted = sorted(
        (overload for overload in overloads if takes(overload, len(types))),
        key=lambda overload: -sum(parameter_at(overload, at).type == given for at, given in enumerate(types)),
    )
    help_ = f"{_argument_hint(counted, types)}{_overload_help(counted)}"
    return TextFault(rules.ARGUMENT_TYPE, message, span.start, span.end, help_)


def not_set_untyped(name: str, span: Span) -> TextFault:
    """NOT_SET stands where nothing says its type."""
    message = f"The type of NOT_SET in {name} is not known."
    return TextFault(
        rules.NOT_SET_UNTYPED, message, span.start, span.end, "Write ToString(NOT_SET), ToInt(NOT_SET), …."
    )


def zero_divisor(span: Span) -> TextFault:
    """A written zero divides."""
    return TextFault(rules.ZERO_DIVISOR, "Nothing can be divided by zero.", span.start, span.end)


def unknown_currency(code: str, span: Span) -> TextFault:
    """A written currency code is none."""
    help_ = "Write one of three letters, such as USD or EUR."
    message = f"{_short(code)} is no ISO 4217 currency code."
    return TextFault(rules.UNKNOWN_CURRENCY, message, span.start, span.end, help_)


def argument_out_of_range(function: str, parameter: Parameter, value: object, span: Span) -> TextFault:
    """A written argument is out of its parameter's range."""
    message = f"{function} takes {parameter.range} for {parameter.name}, not {value}."
    return TextFault(rules.ARGUMENT_OUT_OF_RANGE, message, span.start, span.end)


def literal_needed(function: str, parameter: str, span: Span) -> TextFault:
    """An argument that must be written out is computed."""
    message = f"{function} needs a written value for {parameter}, which is known before the flow runs."
    help_ = "Write the value itself here; to choose between several, put the whole call into If(…)."
    return TextFault(rules.LITERAL_NEEDED, message, span.start, span.end, help_)


def wrong_slot_type(given: Type, wanted: Type, span: Span) -> TextFault:
    """A whole expression has another type than its slot, and no conversion exists."""
    message = f"A value of type {wanted} is needed here; the expression gives {_given(given)}."
    help_ = "Put it into a list: MakeList(…)." if wanted == given.collection else None
    return TextFault(rules.SLOT_TYPE, message, span.start, span.end, help_)


def _given(type: Type) -> str:  # noqa: A002
    return "NOT_SET" if type == NOT_SET else type.name


def _listed(types: Sequence[Type]) -> str:
    shown = ", ".join(map(_given, types[:_MOST_SHOWN]))
    return shown + (", …" if len(types) > _MOST_SHOWN else "")


def _overload_help(overloads: Sequence[Function]) -> str:
    shown = "; ".join(overload.signature for overload in overloads[:_MOST_SHOWN])
    return f"There is {shown}" + ("; …" if len(overloads) > _MOST_SHOWN else ".")


def _argument_hint(overloads: Sequence[Function], types: Sequence[Type]) -> str:
    """What to do where it is not the signatures alone that say it."""
    places = [[parameter_at(overload, at) for at in range(len(types))] for overload in overloads]
    unset = [at for at, given in enumerate(types) if given == NOT_SET]
    if any(all(parameters[at].accepts_not_set for at in unset) for parameters in places) and unset:
        return "Give NOT_SET a type, such as ToString(NOT_SET). "
    if unset:
        return "NOT_SET is not taken here; ask IsSet(…) first. "
    loose = [[types[at].item for at, one in enumerate(parameters) if one.type.code == "any"] for parameters in places]
    if any(len(set(items)) > 1 for items in loose):
        return "Where a signature says Any, all values must have one type. "
    return ""


def _operator_help(name: str, types: Sequence[Type]) -> str | None:
    if NOT_SET in types:
        return "Ask IsSet(…) first: nothing can be computed with NOT_SET."
    codes = [type_.code for type_ in types if not type_.is_collection]
    if name == "?":
        return "The condition must be a Boolean, and both branches of one type."
    if "jsn" in codes and len(types) == 2:
        return "Convert the JSON first: ToString(…), ToInt(…), ToDecimal(…) or ToBool(…)."
    if name == "+" and "str" in codes and len(types) == 2 and types[0] != types[1]:
        return "Convert the other side first: ToString(…)."
    if name in ("&", "|") and codes == ["bln", "bln"]:
        return f"Write {'and' if name == '&' else 'or'}; {name} works on the bits of Integers."
    if name == "-" and len(types) == 2 and types[0] == types[1] and types[0].code in _DIFFERENCES:
        return f"Write {_DIFFERENCES[types[0].code]}(a, b)."
    if len(types) == 2 and types[0] != types[1] and name in ("==", "!="):
        return "Both sides must have the same type; convert one with ToString, ToInt, …."
    return None


def _operands_help(overloads: Sequence[Function], types: Sequence[Type]) -> str | None:
    """The operands that an operator takes, those first that begin or end with what was given."""
    fitting = [overload for overload in overloads if len(overload.parameters) == len(types)]
    near = [
        overload
        for overload in fitting
        if overload.parameters[0].type == types[0] or overload.parameters[-1].type == types[-1]
    ]
    shown = [" and ".join(str(parameter.type) for parameter in overload.parameters) for overload in near or fitting]
    if not shown or "Any" in " ".join(shown):
        return None
    return f"It takes {'; '.join(shown[:_MOST_SHOWN])}" + ("; …" if len(shown) > _MOST_SHOWN else ".")


def _one(type_: Type) -> str:
    return f"{'An' if str(type_)[0] in 'AEIOaeio' else 'A'} {type_}"


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:57] + "…"
