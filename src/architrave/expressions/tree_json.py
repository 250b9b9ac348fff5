"""A typed tree as plain JSON, in the form that the product's editor writes into its exports.

Each node has `op` (a function's name, an operator's sign, `lit`, `nul`, `ref` or `sysref`), `type` (a type's code, with
the suffix `_coll` for a collection), `pos` (1-based), `text` (a literal's text or a variable's name), and `args`. For a
property, `op` is `.` and `args` are its name and the value; for an index, `op` is `[` and `args` are the index and the
collection.
"""

from typing import Any

from architrave.expressions.expression import Expression
from architrave.expressions.typed_tree import Apply, Constant, Get, Typed, Unknown, Variable, parts
from architrave.expressions.types import Type
from architrave.expressions.values.text import text_of

_OWN_SCOPES = ("flow", "task", "state", "slot", "form", "common")
_SYSTEM_NAMES = frozenset(
    {
        "flow.holdprompt",
        "flow.$lastinput",
        "flow.istest",
        "flow.startdatetimeutc",
        "flow.version",
        "flow.wrapupcode",
        "flow.invocationdata",
    }
)


def tree_json(expression: Expression) -> dict[str, Any]:
    """The typed tree of an expression as plain JSON, including a cast at the root."""
    results: list[dict[str, Any]] = []
    for node in _postorder(_as_written(expression.tree)):
        count = len(parts(node))
        arguments = results[len(results) - count :]
        del results[len(results) - count :]
        results.append(_node(node, arguments))
    return results[0]


def _postorder(root: Typed) -> list[Typed]:
    order: list[Typed] = []
    pending = [root]
    while pending:
        node = pending.pop()
        order.append(node)
        pending.extend(map(_as_written, parts(node)))
    order.reverse()
    return order


def _as_written(node: Typed) -> Typed:
    """The node itself, or for a constant that was written as a property, the property."""
    return node.written or node if isinstance(node, Constant) else node


def _node(node: Typed, arguments: list[dict[str, Any]]) -> dict[str, Any]:
    match node:
        case Constant(name=str() as name):
            return _json("sysref", node.type, node.span.start, name)
        case Constant(value=None | ()):
            return _json("nul", node.type, node.span.start, "")
        case Constant(value=value):
            return _json("lit", node.type, node.span.start, text_of(value))
        case Variable(name=name):
            return _json("sysref" if _is_system(name) else "ref", node.type, node.span.start, name)
        case Get(name=name, place=place):
            literal = _json("lit", Type("str"), place.start, name)
            return _json(".", node.type, place.start, None, [literal, *arguments])
        case Apply(function=function, place=place):
            ordered = arguments[::-1] if function.name == "[" else arguments
            return _json(function.name, node.type, place.start, None, ordered)
        case Unknown():
            raise ValueError("an expression with faults has no tree")


def _is_system(name: str) -> bool:
    folded = name.lower()
    return folded in _SYSTEM_NAMES or folded.partition(".")[0] not in _OWN_SCOPES


def _json(
    operator: str,
    type_: Type,
    start: int,
    text: str | None,
    arguments: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    code = f"{type_.code}_coll" if type_.is_collection else type_.code
    node: dict[str, Any] = {"op": operator, "type": code, "pos": start + 1, "text": text}
    return {**node, "args": arguments} if arguments else node
