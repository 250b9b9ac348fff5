"""An expression that is ready to be evaluated, and how to get it from text."""

from collections.abc import Mapping
from typing import Any

from architrave.diagnostics import TextFault
from architrave.expressions.checker import check
from architrave.expressions.compiler import Run, compile_tree
from architrave.expressions.conversion import convert
from architrave.expressions.guesses import guesses
from architrave.expressions.parser import parse
from architrave.expressions.question import Ask
from architrave.expressions.typed_tree import Apply, Typed, walk
from architrave.expressions.types import Type


class Expression:
    """A checked expression.

    `text` is as written, `type` the type of its value, `tree` the typed tree with casts. `asks` says whether it may ask
    questions. `evaluate(variables, ask)` returns the value, and raises only ExpressionError and what `ask` raises;
    `variables` holds values by lower-case full name, and a missing one is NOT_SET.
    """

    __slots__ = ("evaluate", "text", "tree", "type")

    def __init__(self, text: str, tree: Typed) -> None:
        self.text = text
        self.tree = tree
        self.type: Type = tree.type
        self.evaluate: Run = _lazily(self)

    @property
    def asks(self) -> bool:
        """Whether a function in it asks a question."""
        return any(isinstance(node, Apply) and node.function.asks for node in walk(self.tree))

    def __repr__(self) -> str:
        return f"Expression({self.text!r}, {self.type})"


def _lazily(expression: Expression) -> Run:
    """Compiles at the first evaluation: many expressions are read but never run."""
    compiled: Run | None = None

    def evaluate(variables: Mapping[str, Any], ask: Ask) -> Any:
        nonlocal compiled
        if compiled is None:
            compiled = expression.evaluate = compile_tree(expression.tree, expression.text)
        return compiled(variables, ask)

    return evaluate


def compile_expression(
    text: str, variables: Mapping[str, Type], slot: Type | None = None
) -> tuple[Expression | None, tuple[TextFault, ...]]:
    """Reads and checks an expression.

    `variables` are the types of the variables in scope by lower-case full name. `slot` is the expected type; the whole
    expression is converted to it where the language allows that. Returns the expression, or None and every fault in
    reading order.
    """
    tree, faults = parse(text)
    guessed = guesses(text, faults)
    typed, findings = check(tree, variables, guessed)
    faults = tuple(sorted((*faults, *findings), key=lambda fault: fault.start))
    if slot is not None and not guessed.parts:
        typed, finding = convert(typed, slot)
        faults = faults if finding is None else (*faults, finding)
    return (None, faults) if faults else (Expression(text, typed), ())
