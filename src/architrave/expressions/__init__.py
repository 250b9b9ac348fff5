"""Architect's expression language: from text to values.

A text is parsed (`parser`, following `grammar.ebnf`) into a tree as written (`syntax_tree`), checked (`checker`,
`overloads`, `conversion`) into a typed tree (`typed_tree`), and compiled (`compiler`) into a Python function of the
variables. Functions and operators are declared in `library/`, one file for each family; values are plain Python
(`values/`). Faults in what a user wrote are returned, all at once. A running expression raises `ExpressionError` for a
run-time fault, and `Asked` when a question has no answer yet.

Rules of this package: no I/O, no clock, no random numbers (these are `Question`s); nothing that a user wrote becomes
Python source; Decimals are only computed in the language's own context.

The names below are imported on first use: code that needs only the types does not load the compiler.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from architrave.expressions.expression import Expression, compile_expression
    from architrave.expressions.faults import ExpressionError
    from architrave.expressions.question import Ask, Asked, Question
    from architrave.expressions.types import Type
    from architrave.expressions.values import accept_input, to_eval_json, to_text

__all__ = [
    "Ask",
    "Asked",
    "Expression",
    "ExpressionError",
    "Question",
    "Type",
    "accept_input",
    "compile_expression",
    "to_eval_json",
    "to_text",
]

_HOMES = {
    "Ask": "question",
    "Asked": "question",
    "Expression": "expression",
    "ExpressionError": "faults",
    "Question": "question",
    "Type": "types",
    "compile_expression": "expression",
}
"""The module of each name; names that are not listed are in `values`."""


def __getattr__(name: str) -> Any:
    """A name of `__all__`, imported from the module that defines it, and then cached here."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'values')}"), name)
    globals()[name] = value
    return value
