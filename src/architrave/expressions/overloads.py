"""Overload resolution: chooses an overload of a function by the types of its arguments.

Types must match exactly: nothing is converted (documented). The first argument at an `Any` binds its type, and the
others must have the same type. The literal NOT_SET gets the type of its parameter, if the parameter accepts NOT_SET.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from architrave.expressions.declare import Function, Parameter
from architrave.expressions.library import all_functions
from architrave.expressions.typed_tree import UNKNOWN
from architrave.expressions.types import AUDIO, NOT_SET, STRING, UNIONS, Type

_NOT_SET_AT_ANY = 1
_ANY = 10
_NOT_SET_AT_TYPE = 20

_TYPED_ONLY = frozenset({"find", "findfirst"})
"""Functions that accept a typed NOT_SET but not the literal (documented)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An overload that fits: the types of the arguments and of the result. The lowest rank fits best.

    The result's type is NOT_SET if it depends only on NOT_SET literals.
    """

    function: Function
    arguments: tuple[Type, ...]
    result: Type
    rank: int


@lru_cache(maxsize=4096)
def choose(name: str, types: tuple[Type, ...]) -> Choice | None:
    """The overload of a function, by lower-case name, that fits these types best; None if none fits."""
    overloads = all_functions().get(name, ())
    choices = [choice for overload in overloads if (choice := fit(overload, types)) is not None]
    if len(choices) < 2:
        return choices[0] if choices else None
    best = min(choices, key=lambda choice: (choice.rank, choice.function.parameters[0].type != choice.result))
    if best.rank >= _NOT_SET_AT_TYPE and _is_open(choices, types):
        return replace(best, result=NOT_SET)
    return best


def _is_open(choices: Sequence[Choice], types: Sequence[Type]) -> bool:
    """Whether all arguments are the literal NOT_SET, and the overloads that fit have different result types."""
    return all(type_ == NOT_SET for type_ in types) and len({choice.result for choice in choices}) > 1


def fit(overload: Function, types: Sequence[Type]) -> Choice | None:
    """How an overload fits argument types; None if it does not."""
    if not takes(overload, len(types)):
        return None
    bound: Type | None = None
    rank = 0
    for at, given in enumerate(types):
        parameter = parameter_at(overload, at)
        cost = _cost(overload, parameter, given)
        if cost is None:
            return None
        rank += cost
        if parameter.type.code == "any" and given not in (NOT_SET, UNKNOWN) and not overload.mixed:
            if bound is not None and bound != given.item:
                return None
            bound = given.item
    result = _result(overload, bound, types)
    arguments = tuple(
        given if given != NOT_SET else _place_type(overload, parameter_at(overload, at).type, bound)
        for at, given in enumerate(types)
    )
    return Choice(overload, arguments, result, rank)


def takes(overload: Function, count: int) -> bool:
    """Whether an overload accepts this number of arguments."""
    wanted = len(overload.parameters)
    return count >= wanted if overload.repeats else count == wanted


def parameter_at(overload: Function, at: int) -> Parameter:
    """The parameter for the argument at an index."""
    return overload.parameters[min(at, len(overload.parameters) - 1)]


def _cost(overload: Function, parameter: Parameter, given: Type) -> int | None:
    wanted = parameter.type
    if given in (wanted, UNKNOWN):
        return 0
    if given == NOT_SET:
        if not parameter.accepts_not_set or wanted.is_collection or overload.name.lower() in _TYPED_ONLY:
            return None
        return _NOT_SET_AT_ANY if wanted.code == "any" else _NOT_SET_AT_TYPE
    if wanted.is_collection is not given.is_collection:
        return None
    if wanted.code == "any":
        return None if given == AUDIO and not overload.mixed else _ANY
    return 1 if given.code in UNIONS.get(wanted.code, ()) else None


def _result(overload: Function, bound: Type | None, types: Sequence[Type]) -> Type:
    returns = overload.returns
    if returns.code != "any":
        return returns
    if bound is None and overload.mixed:
        bound = next((given.item for given in types if given not in (NOT_SET, UNKNOWN)), None)
    if bound is None:
        return UNKNOWN if UNKNOWN in types else NOT_SET
    return bound.collection if returns.is_collection else bound


def _place_type(overload: Function, wanted: Type, bound: Type | None) -> Type:
    if wanted == NOT_SET:
        return overload.returns
    if wanted.code != "any":
        return wanted
    return bound or STRING
