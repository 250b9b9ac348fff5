"""The printer: turns a tree back into text; parsing that text gives the same tree.

Like the product's editor, it puts every operator that is an operand in parentheses, so that readers need not know the
precedence.
"""

import re
from decimal import Decimal

from architrave.expressions.syntax_tree import (
    Binary,
    Broken,
    Call,
    Conditional,
    Index,
    Literal,
    Member,
    Node,
    NotSet,
    Reference,
    Unary,
    children,
    fold,
)

_NAME = re.compile(r"(?:[^\W\d_]|\$)\w*")
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def print_tree(tree: Node) -> str:
    """The text of a tree. Raises ValueError for a tree with a `Broken` part."""
    return fold(tree, _print)


def quote(text: str) -> str:
    """A String as a literal."""
    return f'"{text.translate(_ESCAPES)}"'


def _print(node: Node, parts: list[str]) -> str:
    match node:
        case Literal(value=value):
            return _literal(value)
        case NotSet():
            return "NOT_SET"
        case Reference(name=name):
            return name
        case Call(name=name):
            return f"{name}({', '.join(parts)})"
        case Unary(operator=operator):
            return operator + _operands(node, parts)[0]
        case Binary(operator=operator):
            left, right = _operands(node, parts)
            return f"{left} {operator} {right}"
        case Conditional():
            condition, yes, no = _operands(node, parts)
            return f"{condition} ? {yes} : {no}"
        case Member(name=name, target=target):
            # `scope.name` is one variable; quotes mark a property of a variable without scope.
            is_plain = _NAME.fullmatch(name) and not (isinstance(target, Reference) and "." not in target.name)
            return f"{_target(target, parts[0])}.{name if is_plain else quote(name)}"
        case Index(target=target):
            return f"{_target(target, parts[0])}[{parts[1]}]"
        case Broken():
            raise ValueError("a broken tree has no text")


def _literal(value: str | int | Decimal | bool) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return quote(value)
        case int():
            return str(value)
        case Decimal():
            text = f"{value:f}"
            return text if "." in text else f"{text}.0"


def _operands(node: Node, parts: list[str]) -> list[str]:
    return [
        f"({text})" if _needs_parentheses(node, part) else text
        for part, text in zip(children(node), parts, strict=True)
    ]


def _needs_parentheses(node: Node, operand: Node) -> bool:
    if isinstance(node, Unary) and node.operator == "-" and isinstance(operand, Literal):
        return True
    return isinstance(operand, (Unary, Binary, Conditional))


def _target(target: Node, text: str) -> str:
    return text if isinstance(target, (Reference, Call, Member, Index)) else f"({text})"
