"""The faults of names and types: one function for each, so that all their messages are in one place."""

from collections.abc import Container, Iterable, Mapping, Sequence

from architrave.diagnostics import TextFault, did_you_mean
from architrave.expressions import rules
from architrave.expressions.constants import BUILT_INS, property_names
from architrave.expressions.declare import Function, Parameter
from architrave.expressions.overloads import parameter_at, takes
from architrave.expressions.syntax_tree import Span
from architrave.expressions.types import BOOLEAN, NOT_SET, Type

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
"""Names from other languages, and the name of the function here."""

_DIFFERENCES = {"dtm": "DateTimeDiff", "dat": "DateDiff", "tim": "TimeDiff"}
"""The functions that subtract two moments; the operator `-` does not."""


def unknown_function(name: str, span: Span, functions: Mapping[str, Sequence[Function]]) -> TextFault:
    """There is no function with this name."""
    folded = name.lower()
    if folded in ("and", "or", "not"):
        help_ = "Write ! before the value." if folded == "not" else f"Write a {folded} b."
        return TextFault(rules.WRONG_OPERATOR, f"{name} is not a function.", span.start, span.end, help_)
    if name in ("true", "false", "NOT_SET"):
        help_ = f"Write {name} without parentheses."
        return TextFault(rules.UNKNOWN_FUNCTION, f"{name} is not a function.", span.start, span.end, help_)
    known = (overloads[0].name for overloads in functions.values() if not overloads[0].is_operator)
    meant = _OTHER_NAMES.get(folded) or did_you_mean(name, known)
    help_ = f"Did you mean {meant}?" if meant else "See docs/expressions.md for all functions."
    return TextFault(rules.UNKNOWN_FUNCTION, f"Unknown function {_short(name)}.", span.start, span.end, help_)


def unknown_variable(name: str, span: Span, variables: Iterable[str], functions: Container[str] = ()) -> TextFault:
    """There is no variable with this name."""
    if name.lower() in ("true", "false", "not_set", "null", "none"):
        meant = name.lower() if name.lower() in ("true", "false") else "NOT_SET"
        message = f"{name} is not a constant."
        return TextFault(rules.UNKNOWN_VARIABLE, message, span.start, span.end, f"Write {meant}.", meant)
    known = [*variables, *(built_in.name for built_in in BUILT_INS.values())]
    meant = did_you_mean(name, known) or next(
        (other for other in known if other.rpartition(".")[2].lower() == name.lower()), None
    )
    help_ = "Write a variable with its scope, for example Flow.name."
    if name.lower() in functions:
        help_ = f"{name} is a function: write {name}(…)."
    elif meant:
        help_ = f"Did you mean {meant}?"
    elif "." in name:
        help_ = f"Declare {_short(name)} first, or check its spelling."
    return TextFault(rules.UNKNOWN_VARIABLE, f"Unknown variable {_short(name)}.", span.start, span.end, help_)


def unknown_property(name: str, type: Type, span: Span) -> TextFault:  # noqa: A002 - the design's term
    """The value has no property with this name."""
    names = property_names(type)
    if not names:
        message, help_ = f"{_one(type)} has no properties.", None
        if type.is_collection:
            help_ = "Get one item first: GetAt(collection, 0)."
        return TextFault(rules.UNKNOWN_PROPERTY, message, span.start, span.end, help_)
    meant = did_you_mean(name, names)
    listed = ", ".join(names[:_MOST_SHOWN]) + (", …" if len(names) > _MOST_SHOWN else "")
    help_ = f"Did you mean {meant}?" if meant else f"Its properties are {listed}."
    message = f"{_one(type)} has no property {_short(name)}."
    return TextFault(rules.UNKNOWN_PROPERTY, message, span.start, span.end, help_)


def no_overload(overloads: Sequence[Function], types: Sequence[Type], span: Span, place: Span) -> TextFault:
    """No overload of a function or operator fits the number or types of the arguments."""
    name = overloads[0].name
    if overloads[0].is_operator:
        message = f"{name} cannot be used with {' and '.join(map(_given, types))}."
        if name == "[":
            message = f"{_one(types[0])} cannot be indexed with {_given(types[1])}."
        help_ = _operator_help(name, types) or _operands_help(overloads, types)
        if name == "?":
            message, help_ = _choice("?:", "branches", types)
        return TextFault(rules.OPERAND_TYPE, message, place.start, place.end, help_)
    if not any(takes(overload, len(types)) for overload in overloads):
        counts = sorted({len(overload.parameters) for overload in overloads})
        wanted = ", ".join(map(str, counts[:-1])) + (" or " if len(counts) > 1 else "") + str(counts[-1])
        more = " or more" if any(overload.repeats for overload in overloads) else ""
        plural = "" if wanted + more == "1" else "s"
        message = f"{name} takes {wanted}{more} argument{plural}, not {len(types)}."
        return TextFault(rules.ARGUMENT_COUNT, message, span.start, span.end, _overload_help(overloads))
    message = f"{name} cannot be called with ({_listed(types)})."
    counted = sorted(
        (overload for overload in overloads if takes(overload, len(types))),
        key=lambda overload: -sum(parameter_at(overload, at).type == given for at, given in enumerate(types)),
    )
    help_ = f"{_argument_hint(counted, types)}{_overload_help(counted)}"
    if name == "If":
        message, help_ = _choice("If", "results", types)
    return TextFault(rules.ARGUMENT_TYPE, message, span.start, span.end, help_)


def not_set_untyped(name: str, span: Span) -> TextFault:
    """The type of a NOT_SET literal cannot be inferred."""
    message = f"The type of NOT_SET in {name} is unknown."
    return TextFault(
        rules.NOT_SET_UNTYPED, message, span.start, span.end, "Give it a type: ToString(NOT_SET), ToInt(NOT_SET), …"
    )


def zero_divisor(span: Span) -> TextFault:
    """The divisor is a literal zero."""
    return TextFault(rules.ZERO_DIVISOR, "Division by zero.", span.start, span.end)


def unknown_currency(code: str, span: Span) -> TextFault:
    """A literal currency code is not valid."""
    help_ = "Use a code of three letters, such as USD or EUR."
    message = f"{_short(code)} is not an ISO 4217 currency code."
    return TextFault(rules.UNKNOWN_CURRENCY, message, span.start, span.end, help_)


def argument_out_of_range(function: str, parameter: Parameter, value: object, span: Span) -> TextFault:
    """A literal argument is out of its parameter's range."""
    message = f"The argument {parameter.name} of {function} must be {parameter.range}; it is {value}."
    return TextFault(rules.ARGUMENT_OUT_OF_RANGE, message, span.start, span.end)


def literal_needed(function: str, parameter: str, span: Span) -> TextFault:
    """An argument that must be a literal is computed."""
    message = f"The argument {parameter} of {function} must be a literal."
    help_ = "Write the value itself. To choose between values, put the whole call into If(…)."
    return TextFault(rules.LITERAL_NEEDED, message, span.start, span.end, help_)


def wrong_slot_type(given: Type, wanted: Type, span: Span) -> TextFault:
    """A whole expression does not have the type of its slot and cannot be converted to it."""
    message = f"Expected {wanted}, but the expression has type {_given(given)}."
    help_ = "Put it into a list: MakeList(…)." if wanted == given.collection else None
    return TextFault(rules.SLOT_TYPE, message, span.start, span.end, help_)


def _choice(name: str, choices: str, types: Sequence[Type]) -> tuple[str, str | None]:
    """The message and the help for wrong types in `If` or `?:`."""
    condition, yes, no = types
    if condition not in (BOOLEAN, NOT_SET):
        return f"The condition of {name} must be Boolean, not {_given(condition)}.", None
    if yes == no:
        return f"{name} cannot be used with two values of type {_given(yes)}.", None
    message = f"Both {choices} of {name} must have the same type; these are {_given(yes)} and {_given(no)}."
    if NOT_SET in (yes, no):
        return message, "Write MakeEmptyList(…) instead of NOT_SET." if yes.is_collection or no.is_collection else None
    return message, "Convert one of them, for example with ToString(…)."


def _given(type: Type) -> str:  # noqa: A002
    return "NOT_SET" if type == NOT_SET else type.name


def _listed(types: Sequence[Type]) -> str:
    shown = ", ".join(map(_given, types[:_MOST_SHOWN]))
    return shown + (", …" if len(types) > _MOST_SHOWN else "")


def _overload_help(overloads: Sequence[Function]) -> str:
    shown = "; ".join(overload.signature for overload in overloads[:_MOST_SHOWN])
    label = "signature is" if len(overloads) == 1 else "signatures are"
    return f"The valid {label} {shown}" + ("; …" if len(overloads) > _MOST_SHOWN else ".")


def _argument_hint(overloads: Sequence[Function], types: Sequence[Type]) -> str:
    """What to do, where the signatures do not make it clear."""
    places = [[parameter_at(overload, at) for at in range(len(types))] for overload in overloads]
    unset = [at for at, given in enumerate(types) if given == NOT_SET]
    if any(all(parameters[at].accepts_not_set for at in unset) for parameters in places) and unset:
        return "Give NOT_SET a type, for example ToString(NOT_SET). "
    if unset:
        return "NOT_SET is not allowed here; check with IsSet(…) first. "
    loose = [[types[at].item for at, one in enumerate(parameters) if one.type.code == "any"] for parameters in places]
    if any(len(set(items)) > 1 for items in loose):
        return "All arguments of type Any must have the same type; convert one, for example with ToString(…). "
    return ""


def _operator_help(name: str, types: Sequence[Type]) -> str | None:
    if NOT_SET in types:
        return f"{name} does not accept NOT_SET. Check with IsSet(…) first."
    codes = [type_.code for type_ in types if not type_.is_collection]
    if "jsn" in codes and len(types) == 2:
        return "Convert the JSON first: use ToString(…), ToInt(…), ToDecimal(…) or ToBool(…)."
    if name == "+" and "str" in codes and len(types) == 2 and types[0] != types[1]:
        return "Convert the other side first: ToString(…)."
    if name in ("&", "|") and codes == ["bln", "bln"]:
        return f"Write {'and' if name == '&' else 'or'}; {name} is the bitwise operator for Integers."
    if name == "-" and len(types) == 2 and types[0] == types[1] and types[0].code in _DIFFERENCES:
        return f"Write {_DIFFERENCES[types[0].code]}(a, b)."
    if len(types) == 2 and types[0] != types[1] and name in ("==", "!="):
        return "Both sides must have the same type. Convert one of them with ToString, ToInt, …"
    return None


def _operands_help(overloads: Sequence[Function], types: Sequence[Type]) -> str | None:
    """The operand types of an operator; only those that match one of the given operands, if there are any."""
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
