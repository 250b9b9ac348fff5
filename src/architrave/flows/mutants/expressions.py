"""Changed expressions: operators, bounds, literals and conditions. Only the changed part is written anew."""

from collections.abc import Iterator
from typing import NamedTuple

from architrave.expressions.parser import parse
from architrave.expressions.printer import print_tree
from architrave.expressions.syntax_tree import Binary, Call, Conditional, Literal, Node, Span, Unary, children
from architrave.flows.mutants.values import other_value

_BOUNDS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_OPERATORS = {"==": "!=", "!=": "==", "+": "-", "-": "+", "*": "/", "/": "*", "%": "*"}
_LOGICAL = {"and": "or", "or": "and", "&&": "||", "||": "&&"}
_IF = "if"


class Rewritten(NamedTuple):
    """A changed expression: its text, and the part that changes, before and after."""

    kind: str
    before: str
    after: str
    text: str


def expression_changes(text: str, *, is_condition: bool) -> Iterator[Rewritten]:
    """The changes of an expression; `is_condition`: its value is a Boolean. None for one that is not valid."""
    tree, faults = parse(text)
    if not faults:
        yield from _changes(tree, text, is_condition=is_condition)


def _changes(tree: Node, text: str, *, is_condition: bool) -> Iterator[Rewritten]:
    pending: list[tuple[Node, bool, Span]] = [(tree, is_condition, tree.span)]
    while pending:
        node, holds, shown = pending.pop()
        if holds and not _turns(node):
            yield _instead("condition", text, node.span, f"!({_part(text, node.span)})")
        match node:
            case Literal(value=value):
                other = print_tree(Literal(other_value(value), node.span))
                yield _instead("literal", text, node.span, other, shown)
            case Binary(operator=operator):
                yield from _other_operator(node, operator, text)
            case Unary(operator="!", operand=operand):
                yield _instead("condition", text, node.span, _part(text, operand.span))
            case _:
                pass
        parts = [(part, _is_condition(node, part), _shown(node, part)) for part in children(node)]
        pending.extend(reversed(parts))


def _turns(node: Node) -> bool:
    """Whether another change of the same node already turns the condition into its opposite."""
    if isinstance(node, Binary):
        return node.operator in ("==", "!=")
    return isinstance(node, Literal) or (isinstance(node, Unary) and node.operator == "!")


def _is_condition(node: Node, part: Node) -> bool:
    match node:
        case Binary(operator=operator):
            return operator in _LOGICAL
        case Conditional(condition=condition):
            return part is condition
        case Call(name=name, arguments=arguments):
            return name.lower() == _IF and part is arguments[0]
        case _:
            return False


def _other_operator(node: Binary, operator: str, text: str) -> Iterator[Rewritten]:
    for kind, others in (("bound", _BOUNDS), ("operator", _OPERATORS), ("operator", _LOGICAL)):
        other = others.get(operator)
        if other is not None:
            changed = text[node.span.start : node.place.start] + other + text[node.place.end : node.span.end]
            yield _instead(kind, text, node.span, changed)


def _part(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _shown(node: Node, part: Node) -> Span:
    """What is shown of an expression when a part of it changes: the operation around it, so that one knows which."""
    return node.span if isinstance(node, Binary) else part.span


def _instead(kind: str, text: str, span: Span, part: str, shown: Span | None = None) -> Rewritten:
    around = shown or span
    after = text[around.start : span.start] + part + text[span.end : around.end]
    return Rewritten(kind, _part(text, around), after, text[: span.start] + part + text[span.end :])
