"""Architect's expression language: from text to values.

A text is parsed (`parser`, after `grammar.ebnf`) into a tree as written (`syntax_tree`), checked (`checker`,
`overloads`, `conversion`) into a tree with types (`typed_tree`), and compiled (`compiler`) into a Python function of
the variables. Functions and operators are declared in `library/`, one file for each family; values are plain Python
(`values/`). Faults in what a user wrote are returned, all at once; a running expression raises `ExpressionError` for a
fault of its values and leaves through `Asked` where a question has no answer yet.

Rules of the room: no I/O, no clock, no chance (they are `Question`s); nothing that a user wrote becomes Python source;
Decimals only in the language's own context.

The names below are imported when they are used: who needs only the types does not pay for the compiler.
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
"""Where each name is at home; the others in `values`."""


def __getattr__(name: str) -> Any:
    """A name of `__all__`, from the module that defines it; it is then kept here."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'values')}"), name)
    globals()[name] = value
    return value
