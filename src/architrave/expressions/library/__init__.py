"""The functions and operators of the language, one file for each family, each declared once.

A declaration (`expressions/declare.py`) holds the signature, a summary written for this project, examples and the body.
A body is pure: it takes and returns plain values of the language, asks for anything else by `Question`s, and raises
`ExpressionError`. To add a function, add a declaration to the file of its family; it is found automatically.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from architrave.expressions.declare import DECLARED, Function


@cache
def all_functions() -> Mapping[str, tuple[Function, ...]]:
    """Every declared function and operator: its overloads by its lower-case name."""
    for module in sorted(iter_modules(__path__), key=lambda found: found.name):
        import_module(f"{__name__}.{module.name}")
    return MappingProxyType({name: tuple(overloads) for name, overloads in DECLARED.items()})
