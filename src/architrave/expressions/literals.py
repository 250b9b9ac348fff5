"""Checks of literal arguments, which the cloud makes before the expression runs (documented)."""

from collections.abc import Iterator

from architrave.diagnostics import TextFault
from architrave.expressions import findings
from architrave.expressions.declare import Parameter
from architrave.expressions.overloads import parameter_at
from architrave.expressions.typed_tree import Apply, Constant
from architrave.expressions.types import STRING
from architrave.expressions.values.reading import is_currency_code

_CURRENCY_PARAMETERS = frozenset({"currencycode", "destinationcurrencycode"})


def literal_faults(call: Apply) -> Iterator[TextFault]:
    """The faults of a call's literal arguments: out of range, not a currency, or not a literal where one is needed."""
    for at, argument in enumerate(call.arguments):
        parameter = parameter_at(call.function, at)
        if parameter.is_literal and not (isinstance(argument, Constant) and argument.name is None):
            yield findings.literal_needed(call.function.name, parameter.name, argument.span)
        elif isinstance(argument, Constant) and argument.value is not None:
            yield from _of_constant(call, parameter, argument)


def _of_constant(call: Apply, parameter: Parameter, argument: Constant) -> Iterator[TextFault]:
    if argument.type == STRING:
        code = _currency_code(call.function.name, parameter, argument.value)
        if code and not is_currency_code(code):
            yield findings.unknown_currency(code, argument.span)
    elif not parameter.type.is_collection and not parameter.lets_in(argument.value):
        yield findings.argument_out_of_range(call.function.name, parameter, argument.value, argument.span)


def _currency_code(function: str, parameter: Parameter, text: str) -> str:
    if function == "ToCurrency":
        return text.partition("|")[2].strip()
    return text if parameter.name.lower() in _CURRENCY_PARAMETERS else ""
