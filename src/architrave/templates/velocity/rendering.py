"""Renders a template with plain values, within a budget."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from architrave.templates.faults import Refused
from architrave.templates.velocity.budget import LONGEST_TEXT
from architrave.templates.velocity.evaluation import Evaluator
from architrave.templates.velocity.methods import put, put_item
from architrave.templates.velocity.methods.calling import Missing
from architrave.templates.velocity.methods.strings import joined
from architrave.templates.velocity.nodes import (
    Call,
    Define,
    Escaped,
    Foreach,
    If,
    Index,
    Leave,
    Macro,
    Method,
    Node,
    Property,
    Reference,
    Set,
    Slashes,
    Template,
    Text,
)
from architrave.templates.velocity.strictness import Strictness
from architrave.templates.velocity.values import Block, Scope, Value, class_name, copied, is_true, text_of

_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which a method can cut off and which cannot be sent."""

DEEPEST_MACRO = 20
"""How deep macros may call each other, as in Velocity."""

DEEPEST_BLOCK = 2
"""How deep a block of #define may render itself, as in Velocity."""


def render(
    template: Template,
    values: Mapping[str, Value],
    *,
    name: str = "template",
    strictness: Strictness = Strictness.DEFAULT,
) -> str:
    """The text of a template. `values` maps the root names of references to their values.

    `name` stands for the template in messages. `strictness` says what happens to references without a value. Raises
    Refused if the template uses something unknown, fails or exceeds its budget.
    """
    renderer = _Renderer(template, {root: copied(value) for root, value in values.items()}, name, strictness)
    try:
        renderer.body(template.body)
    except _Left:
        pass
    except RecursionError:
        raise Refused("The template was stopped: it is nested too deeply.") from None
    text = "".join(renderer.out)
    return text if text.isascii() else _HALVES.sub("?", joined(text))


class _Left(Exception):  # noqa: N818 - control flow
    """Leaves a loop or the template."""

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = how


class _Renderer(Evaluator):
    """Prints the nodes of a template."""

    def __init__(self, template: Template, values: dict[str, Value], name: str, strictness: Strictness) -> None:
        super().__init__(template.text, values, name, strictness)
        self._macros = template.macros
        self._macro_depth = 0
        self._length = 0
        self.out: list[str] = []

    def body(self, nodes: tuple[Node, ...]) -> None:
        """Print nodes."""
        self.budget.step(len(nodes))
        for node in nodes:
            _PRINTERS[type(node)](self, node)

    def text(self, node: Text) -> None:
        """Print literal text."""
        self._print(node.text)

    def _print(self, text: str) -> None:
        self._length += len(text)
        if self._length > LONGEST_TEXT:
            raise Refused(f"The template was stopped: its output is longer than {LONGEST_TEXT:,} characters.")
        self.budget.look_through(len(text))
        self.out.append(text)

    # -- references ----------------------------------------------------------------------------------------------

    def printed(self, node: Reference) -> None:
        """Print the value of a reference, or its source."""
        value = self.reference(node)
        if type(value) is str:
            self._print(value)
        elif isinstance(value, Block):
            if value.depth < DEEPEST_BLOCK:
                self._block(value)
            else:
                self._print(self._source(node, f"object {class_name(value)} whose toString() method returned null"))
        elif value is None:
            self._print(self._source(node, "null when attempting to render"))
        else:
            self._print(text_of(value, self.budget))

    def _source(self, node: Reference, found: str) -> str:
        if self.strictness is Strictness.STRICT and not node.quiet:
            raise self.unset(f"Reference {node.text} evaluated to {found}", node, node.offset)
        return "" if node.quiet else node.text

    def _block(self, block: Block) -> None:
        block.depth += 1
        try:
            self.body(block.body)
        except _Left as left:
            if left.how != "break":
                raise
        finally:
            block.depth -= 1

    def escaped(self, node: Escaped) -> None:
        """Print the source of a reference, after a backslash if it has no value."""
        slash = "" if self.reference(node.reference) is not None else "\\"
        self._print(slash + node.reference.text)

    def slashes(self, node: Slashes) -> None:
        """Print backslashes and a reference."""
        value = self.reference(node.reference)
        self._print("\\" * (node.count if value is None else node.count // 2))
        self.printed(node.reference)

    def quoted_text(self, nodes: tuple[Node, ...]) -> str:
        """A double-quoted string, rendered separately: it counts as created text, not as output."""
        out, length, self.out = self.out, self._length, []
        try:
            self.body(nodes)
            return "".join(self.out)
        finally:
            self.out, self._length = out, length

    # -- directives ----------------------------------------------------------------------------------------------

    def condition(self, node: If) -> None:
        """Print the first branch whose condition is true."""
        for condition, body in node.branches:
            if condition is None or self.holds(condition):
                self.body(body)
                return

    def assign(self, node: Set) -> None:
        """Set a variable, a property or an element."""
        value = self.value(node.value)
        target = node.target
        if not target.steps:
            self.values[target.root] = value
            return
        *before, last = target.steps
        holder = self.reached(target, tuple(before))
        if holder is None:
            if before and self.strictness is Strictness.STRICT:
                raise self.unset(f"Attempted to access '{_name(last)}' on a null value", target, last.offset)
            return
        try:
            if isinstance(last, Property):
                put(holder, last.name, value, self.budget)
            elif isinstance(last, Index):
                put_item(holder, self.value(last.at), value, self.budget)
        except Missing as missing:
            if self.strictness is not Strictness.DEFAULT:
                raise self.unset(str(missing), target, target.offset) from None

    def loop(self, node: Foreach) -> None:
        """Print the body for each item, or the #else body if there are none."""
        items = self._items(node)
        if not items:
            self.body(node.otherwise)
            return
        before = {name: self.values[name] for name in (node.name, "foreach") if name in self.values}
        outer = before.get("foreach")
        topmost = outer.get("topmost", outer) if isinstance(outer, Scope) else None
        try:
            for index, item in enumerate(items):
                self.budget.step()
                self.values[node.name] = item
                last = index + 1 == len(items)
                scope = Scope(index=index, count=index + 1, hasNext=not last, first=index == 0, last=last)
                if isinstance(outer, Scope):
                    scope |= {"parent": outer, "topmost": topmost}
                self.values["foreach"] = scope
                self.body(node.body)
        except _Left as left:
            if left.how != "break":
                raise
        finally:
            for name in (node.name, "foreach"):
                self.values.pop(name, None)
            self.values.update(before)

    def _items(self, node: Foreach) -> list[Value]:
        items = self.value(node.items)
        if isinstance(items, dict):
            return list(items.values())
        if isinstance(items, list | tuple):
            self.budget.look_through(len(items))
            return list(items)
        if items is not None and self.strictness is not Strictness.DEFAULT:
            literal = node.items.text if isinstance(node.items, Reference) else "value"
            where = self.place(node.items if isinstance(node.items, Reference) else None, node.offset)
            raise Refused(f"#foreach parameter {literal} {where} is of type {class_name(items)} and cannot be iterated")
        return []

    def define(self, node: Define) -> None:
        """Set a block."""
        self.values[node.name] = Block(node.body)

    def macro(self, node: Macro) -> None:
        """A definition prints nothing."""

    def call(self, node: Call) -> None:
        """Print a macro with its arguments; a call of an unknown one prints its source."""
        macro = self._macros.get(node.name)
        if macro is None:
            if self.strictness is not Strictness.DEFAULT:
                raise self.unset(f"Macro '#{node.name}' is not defined", None, node.offset)
            self._print(node.text)
            return
        if self._macro_depth == DEEPEST_MACRO:
            raise Refused(f"The template was stopped: its macros call each other more than {DEEPEST_MACRO} times deep.")
        given: dict[str, Value] = {}
        for at, (name, default) in enumerate(macro.parameters):
            argument = node.arguments[at] if at < len(node.arguments) else default
            given[name] = None if argument is None else self.value(argument)
        if node.body is not None:
            given["bodyContent"] = Block(node.body)
        before = {name: self.values[name] for name in given if name in self.values}
        self.values.update(given)
        self._macro_depth += 1
        try:
            self.body(macro.body)
        finally:
            self._macro_depth -= 1
            for name, value in given.items():
                # A macro that sets its parameter anew sets it for what follows.
                if self.values.get(name) is value:
                    self.values.pop(name, None)
                    if name in before:
                        self.values[name] = before[name]

    def leave(self, node: Leave) -> None:
        """Leave the loop or the template."""
        raise _Left(node.how)

    # -- values of blocks ----------------------------------------------------------------------------------------

    def shown(self, value: Value) -> str:
        """A value as text; a block is rendered."""
        if not isinstance(value, Block):
            return self.budget.text(text_of(value, self.budget))
        return self.quoted_text(value.body) if value.depth < DEEPEST_BLOCK else ""

    def true(self, value: Value) -> bool:
        """A value as a condition."""
        return is_true(value)


def _name(step: Property | Method | Index) -> str:
    return step.name if isinstance(step, Property) else "null"


_PRINTERS: dict[type, Callable[[_Renderer, Any], None]] = {
    Text: _Renderer.text,
    Reference: _Renderer.printed,
    Escaped: _Renderer.escaped,
    Slashes: _Renderer.slashes,
    If: _Renderer.condition,
    Set: _Renderer.assign,
    Foreach: _Renderer.loop,
    Define: _Renderer.define,
    Macro: _Renderer.macro,
    Call: _Renderer.call,
    Leave: _Renderer.leave,
}
