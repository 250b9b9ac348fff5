"""Computes the expressions of a template."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from architrave.templates.faults import Refused
from architrave.templates.velocity import tools
from architrave.templates.velocity.arithmetic import compute, equal, negated, number_of, ordered
from architrave.templates.velocity.budget import MOST_ITEMS, Budget
from architrave.templates.velocity.methods import Missing, call, item_of, property_of
from architrave.templates.velocity.methods.arguments import Failed
from architrave.templates.velocity.methods.maps import key_of
from architrave.templates.velocity.nodes import (
    Expression,
    Index,
    Items,
    Literal,
    Method,
    Node,
    Operation,
    Pairs,
    Property,
    Quoted,
    Reference,
    Unary,
)
from architrave.templates.velocity.nodes import Range as RangeNode
from architrave.templates.velocity.strictness import Strictness, Unset, place
from architrave.templates.velocity.values import Range, Value, is_number, is_text, is_true

_ARITHMETIC = frozenset("+-*/%")
_ORDER = frozenset({"<", "<=", ">", ">="})


class Evaluator(ABC):
    """Computes expressions with the values of one rendering. A renderer is one that can also print."""

    def __init__(self, text: str, values: dict[str, Value], name: str, strictness: Strictness) -> None:
        self._text = text
        self._name = name
        self.values = values
        self.strictness = strictness
        self.budget = Budget()

    @abstractmethod
    def quoted_text(self, nodes: tuple[Node, ...]) -> str:
        """The text of a double-quoted string."""

    @abstractmethod
    def shown(self, value: Value) -> str:
        """A value as text."""

    # -- errors --------------------------------------------------------------------------------------------------

    def place(self, node: Reference | None, offset: int) -> str:
        """A position as Velocity's messages give it."""
        name = "StringLiteral" if node is not None and node.quoted else self._name
        return place(name, self._text, offset)

    def unset(self, message: str, node: Reference | None, offset: int) -> Unset:
        """The error of strict mode with its place."""
        return Unset(f"{message} {self.place(node, offset)}")

    # -- expressions ---------------------------------------------------------------------------------------------

    def value(self, node: Expression) -> Value:
        """The value of an expression."""
        self.budget.step()
        return _VALUES[type(node)](self, node)

    def holds(self, node: Expression) -> bool:
        """Whether a condition is true. Arithmetic, lists and maps that are written there are false (measured)."""
        match node:
            case Operation() if node.operator in _ARITHMETIC:
                return False
            case Items() | Pairs() | RangeNode():
                return False
            case Unary("-"):
                return self.holds(node.operand)
            case _:
                return is_true(self.value(node))

    def literal(self, node: Literal) -> Value:
        """A literal."""
        return node.value

    def quoted(self, node: Quoted) -> Value:
        """A double-quoted string."""
        return self.quoted_text(node.body)

    def items(self, node: Items) -> Value:
        """A list."""
        return [self.value(item) for item in node.items]

    def pairs(self, node: Pairs) -> Value:
        """A map."""
        return {key_of(self.value(key)): self.value(value) for key, value in node.pairs}

    def unary(self, node: Unary) -> Value:
        """`!` or `-`."""
        if node.operator == "!":
            return not self.holds(node.operand)
        return negated(self.value(node.operand))

    def operation(self, node: Operation) -> Value:
        """A binary operation."""
        operator = node.operator
        if operator == "&&":
            return self.holds(node.left) and self.holds(node.right)
        if operator == "||":
            return self.holds(node.left) or self.holds(node.right)
        left, right = self.value(node.left), self.value(node.right)
        if operator in {"==", "!="}:
            return equal(left, right, self.budget) is (operator == "==")
        if operator in _ORDER:
            return self._ordered(node, left, right)
        if operator == "+" and (is_text(left) or is_text(right)):
            return self.budget.text(self._operand(node.left, left) + self._operand(node.right, right))
        return compute(operator, left, right)

    def _operand(self, node: Expression, value: Value) -> str:
        """An operand of `+` as text: null is the source of the reference."""
        if value is None:
            return node.text if isinstance(node, Reference) else "null"
        return self.shown(value)

    def _ordered(self, node: Operation, left: Value, right: Value) -> Value:
        if self.strictness is Strictness.STRICT and (left is None or right is None):
            side, operand = ("Left", node.left) if left is None else ("Right", node.right)
            source = operand.text if isinstance(operand, Reference) else "value"
            raise self.unset(f"{side} side ({source}) of comparison operation has null value", None, node.offset)
        found = ordered(node.operator, left, right) if left is not None and right is not None else False
        if found is None and self.strictness is not Strictness.DEFAULT:
            side = "Left" if number_of(left) is None and is_number(right) else "Right"
            raise self.unset(f"{side} side of comparison operation is not a number", None, node.offset)
        return bool(found)

    def range(self, node: RangeNode) -> Value:
        """A list of integers."""
        first, last = number_of(self.value(node.first)), number_of(self.value(node.last))
        if first is None or last is None:
            return None
        start, end = int(first), int(last)
        if abs(end - start) >= MOST_ITEMS:
            raise Refused(f"The range {start}..{end} has more than {MOST_ITEMS:,} numbers.")
        self.budget.look_through(abs(end - start) + 1)
        return Range(range(start, end + 1) if start <= end else range(start, end - 1, -1))

    # -- references ----------------------------------------------------------------------------------------------

    def reference(self, node: Reference) -> Value:
        """The value of a reference, or its alternative if that is false or missing."""
        value = self.reached(node, node.steps)
        if node.otherwise is None or is_true(value):
            return value
        return self.value(node.otherwise)

    def reached(self, node: Reference, steps: tuple[Property | Method | Index, ...]) -> Value:
        """The value after some of a reference's steps."""
        value: Value
        self.budget.step(1 + len(steps))
        root = node.root
        if root in self.values:
            value = self.values[root]
        elif steps and root in tools.NAMES:
            value, steps = self._tool(node, steps[0]), steps[1:]
        else:
            value = self._unknown_root(node)
        for step in steps:
            if value is None:
                if self.strictness is Strictness.STRICT and not (node.otherwise is not None and not node.steps):
                    name = step.name if isinstance(step, Property) else "null"
                    raise self.unset(f"Attempted to access '{name}' on a null value", node, step.offset)
                return None
            value = self._step(node, value, step)
        return value

    def _unknown_root(self, node: Reference) -> Value:
        """The value of a name that is not set; `Input` means `input` (assumed: the platform's examples write it so)."""
        if node.root.lower() == "input" and "input" in self.values:
            return self.values["input"]
        if node.root in tools.NAMES:
            raise Refused(f"${node.root} is a library: call one of its functions.")
        if self.strictness is not Strictness.DEFAULT and not node.tested and node.otherwise is None:
            raise self.unset(f"Variable ${node.root} has not been set", node, node.offset)
        return None

    def _tool(self, node: Reference, step: Property | Method | Index) -> Value:
        if isinstance(step, Index):
            return None
        arguments = [self.value(item) for item in step.arguments] if isinstance(step, Method) else None
        try:
            return tools.call(node.root, step.name, arguments, self.budget)
        except Missing as missing:
            return self._missing(node, step, missing)
        except Failed as failure:
            raise Refused(f"{failure} {self.place(node, step.offset)}") from None

    def _step(self, node: Reference, value: Value, step: Property | Method | Index) -> Value:
        try:
            match step:
                case Property():
                    return property_of(value, step.name, self.budget)
                case Method():
                    return call(value, step.name, [self.value(item) for item in step.arguments], self.budget)
                case Index():
                    return item_of(value, self.value(step.at), self.budget)
        except Missing as missing:
            return self._missing(node, step, missing)
        except Failed as failure:
            raise Refused(f"{failure} {self.place(node, step.offset)}") from None

    def _missing(self, node: Reference, step: Property | Method | Index, missing: Missing) -> None:
        if self.strictness is not Strictness.DEFAULT:
            raise self.unset(str(missing), node, step.offset) from None


_VALUES: dict[type, Callable[[Evaluator, Any], Value]] = {
    Literal: Evaluator.literal,
    Reference: Evaluator.reference,
    Quoted: Evaluator.quoted,
    Unary: Evaluator.unary,
    Operation: Evaluator.operation,
    Items: Evaluator.items,
    Pairs: Evaluator.pairs,
    RangeNode: Evaluator.range,
}
