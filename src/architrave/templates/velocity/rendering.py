"""Renders a template with plain values, within a budget."""

from collections.abc import Mapping

from architrave.templates.faults import Refused
from architrave.templates.velocity import methods, tools
from architrave.templates.velocity.arithmetic import operate
from architrave.templates.velocity.budget import LONGEST_TEXT, MOST_ITEMS, Budget
from architrave.templates.velocity.nodes import (
    Escaped,
    Expression,
    Foreach,
    If,
    Index,
    Items,
    Leave,
    Literal,
    Method,
    Node,
    Operation,
    Pairs,
    Property,
    Quoted,
    Range,
    Reference,
    Set,
    Template,
    Text,
    Unary,
)
from architrave.templates.velocity.text import Value, equal, is_true, number_of, text_of

_EQUALITY = {"==", "!="}


def render(template: Template, values: Mapping[str, Value]) -> str:
    """The text of a template. `values` maps the root names of references to their values.

    Raises Refused if the template uses something unknown or exceeds its budget.
    """
    renderer = _Renderer(dict(values))
    try:
        renderer.body(template.body)
    except _Left as left:
        if left.how == "break":
            raise Refused("#break is not inside a #foreach.") from None
    return "".join(renderer.out)


class _Left(Exception):  # noqa: N818 - control flow
    """Leaves a loop or the template."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how


class _Renderer:
    def __init__(self, values: dict[str, Value]) -> None:
        self._values = values
        self._budget = Budget()
        self._length = 0
        self.out: list[str] = []

    # -- output --------------------------------------------------------------------------------------------------

    def body(self, nodes: tuple[Node, ...]) -> None:
        for node in nodes:
            self._budget.step()
            self._node(node)

    def _node(self, node: Node) -> None:
        match node:
            case Text():
                self._print(node.text)
            case Reference():
                self._print(self._text_of_reference(node))
            case Escaped():
                slash = "" if self._reference(node.reference) is not None else "\\"
                self._print(slash + node.reference.text)
            case If():
                self._if(node)
            case Set():
                self._set(node)
            case Foreach():
                self._foreach(node)
            case Leave():
                raise _Left(node.how)

    def _print(self, text: str) -> None:
        self._length += len(text)
        if self._length > LONGEST_TEXT:
            raise Refused(f"The template was stopped: its output is longer than {LONGEST_TEXT:,} characters.")
        self._budget.look_through(len(text))
        self.out.append(text)

    def _text_of_reference(self, node: Reference) -> str:
        value = self._reference(node)
        if value is None:
            return "" if node.quiet else node.text
        return self._budget.text(text_of(value))

    def _if(self, node: If) -> None:
        for condition, body in node.branches:
            if condition is None or is_true(self._value(condition)):
                self.body(body)
                return

    def _set(self, node: Set) -> None:
        value = self._value(node.value)
        if value is not None:
            self._values[node.name] = value

    def _foreach(self, node: Foreach) -> None:
        items = self._value(node.items)
        if isinstance(items, dict):
            items = list(items.values())
        if not isinstance(items, list):
            return
        before = {name: self._values.get(name) for name in (node.name, "foreach", "velocityCount")}
        try:
            for index, item in enumerate(items):
                self._budget.step()
                self._values[node.name] = item
                self._values["velocityCount"] = index + 1
                self._values["foreach"] = {
                    "index": index,
                    "count": index + 1,
                    "hasNext": index + 1 < len(items),
                    "first": index == 0,
                    "last": index + 1 == len(items),
                }
                self.body(node.body)
        except _Left as left:
            if left.how != "break":
                raise
        finally:
            self._values.update(before)

    # -- expressions ---------------------------------------------------------------------------------------------

    def _value(self, node: Expression) -> Value:
        self._budget.step()
        match node:
            case Literal():
                return node.value
            case Reference():
                return self._reference(node)
            case Quoted():
                return self._quoted(node)
            case Unary():
                return self._unary(node)
            case Operation():
                return self._operation(node)
            case Items():
                return [self._flat(item) for item in node.items]
            case Pairs():
                return {text_of(self._flat(key)): self._flat(value) for key, value in node.pairs}
            case Range():
                return self._range(node)

    def _flat(self, node: Expression) -> Value:
        """A value in a list or map. Nested lists are refused, because they could grow exponentially line by line."""
        value = self._value(node)
        if isinstance(value, list | dict):
            raise Refused("Lists and maps cannot be nested.")
        return value

    def _quoted(self, node: Quoted) -> str:
        """A double-quoted string, rendered separately: it counts as created text, not as output."""
        out, length, self.out = self.out, self._length, []
        try:
            self.body(node.body)
            return self._budget.text("".join(self.out))
        finally:
            self.out, self._length = out, length

    def _unary(self, node: Unary) -> Value:
        value = self._value(node.operand)
        if node.operator == "!":
            return not is_true(value)
        number = number_of(value)
        return None if number is None else -number

    def _operation(self, node: Operation) -> Value:
        left = self._value(node.left)
        if node.operator == "&&":
            return is_true(left) and is_true(self._value(node.right))
        if node.operator == "||":
            return is_true(left) or is_true(self._value(node.right))
        right = self._value(node.right)
        if isinstance(left, str) and isinstance(right, str):
            self._budget.look_through(min(len(left), len(right)))
        if node.operator in _EQUALITY:
            return equal(left, right) is (node.operator == "==")
        if node.operator == "+" and (isinstance(left, str) or isinstance(right, str)):
            return None if left is None or right is None else self._budget.text(text_of(left) + text_of(right))
        return operate(node.operator, left, right)

    def _range(self, node: Range) -> Value:
        first, last = number_of(self._value(node.first)), number_of(self._value(node.last))
        if not isinstance(first, int) or not isinstance(last, int):
            return None
        if abs(last - first) >= MOST_ITEMS:
            raise Refused(f"The range {first}..{last} has more than {MOST_ITEMS:,} numbers.")
        self._budget.look_through(abs(last - first) + 1)
        return list(range(first, last + 1) if first <= last else range(first, last - 1, -1))

    # -- references ----------------------------------------------------------------------------------------------

    def _reference(self, node: Reference) -> Value:
        value = self._steps(node)
        return self._value(node.otherwise) if value is None and node.otherwise is not None else value

    def _steps(self, node: Reference) -> Value:
        _refuse_hidden(node.root)
        steps = node.steps
        if node.root not in self._values and node.root in tools.NAMES and steps:
            value, steps = self._tool(node.root, steps[0]), steps[1:]
        else:
            value = self._root(node.root)
        for step in steps:
            self._budget.step()
            if value is None:
                return None
            value = self._step(value, step)
        return value

    def _root(self, name: str) -> Value:
        """The value of a name; `Input` means `input` (assumed, because the platform's examples write it this way)."""
        return self._values.get(name if name in self._values else name.lower())

    def _tool(self, tool: str, step: Property | Method | Index) -> Value:
        if isinstance(step, Index):
            return None
        _refuse_hidden(step.name)
        arguments = [self._value(item) for item in step.arguments] if isinstance(step, Method) else []
        return tools.call(tool, step.name, arguments, self._budget)

    def _step(self, value: Value, step: Property | Method | Index) -> Value:
        match step:
            case Property():
                _refuse_hidden(step.name)
                return methods.property_of(value, step.name)
            case Method():
                _refuse_hidden(step.name)
                arguments = [self._value(item) for item in step.arguments]
                return methods.call(value, step.name, arguments, self._budget)
            case Index():
                return methods.item_of(value, self._value(step.at))


def _refuse_hidden(name: str) -> None:
    if name.startswith("_") or name in {"class", "getClass"}:
        raise Refused(f"Templates cannot use “{name}”.")
