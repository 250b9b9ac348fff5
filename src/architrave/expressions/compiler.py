"""The compiler: turns a typed tree into a Python function of the variables and of `ask`, which answers questions.

The function's source consists of the pieces in this file and in `inline.py`, and of numbered names. Nothing that a
user wrote is ever part of it: literals, names of variables and properties, and messages are values in the function's
namespace. Deep trees become statements, so their depth reaches neither Python's parser nor its stack.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from architrave.expressions.declare import Function, Parameter
from architrave.expressions.effort import TOLD, slowly, with_effort
from architrave.expressions.faults import NOT_SET, OUT_OF_RANGE, ExpressionError
from architrave.expressions.inline import PROPERTIES, TOOLS, inline
from architrave.expressions.library.access import get_json_property
from architrave.expressions.overloads import parameter_at
from architrave.expressions.question import Ask
from architrave.expressions.typed_tree import Apply, Constant, Get, Typed, Unknown, Variable
from architrave.expressions.types import STRING

Run = Callable[[Mapping[str, Any], Ask], Any]
"""A compiled expression: takes the variables by lower-case full name, and `ask`; returns the value."""

_DEEPEST = 12
"""Maximum nesting in one line of generated source."""


_LARGE = frozenset({"str", "jsn", "any"})
"""The types whose values may be so large that a function takes long."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """The source of a value, its nesting depth, and whether it is known to be set. A name or constant has depth 0."""

    source: str
    depth: int = 0
    is_set: bool = False


_Steps = Generator[Typed, _Piece, _Piece]


def compile_tree(tree: Typed, text: str) -> Run:
    """The function that evaluates a typed tree without faults; `text` is the expression, for its messages.

    The function raises only ExpressionError and what `ask` raises.
    """
    writer = _Writer(text)
    result = writer.write(tree)
    writer.lines.append(f"return {result.source}")
    body = "\n  ".join(writer.lines)
    source = (
        f"def expression(v, ask):\n try:\n  {body}\n"
        " except KeyError:\n  return again(expression, variables, v, ask)\n"
        " except RecursionError:\n  raise too_deep() from None\n"
    )
    namespace: dict[str, Any] = {
        **TOOLS,
        **writer.constants,
        "variables": tuple(writer.variables),
        "again": _again,
        "with_effort": with_effort,
        "TOLD": TOLD,
        "slowly": slowly,
        "too_deep": _too_deep,
        "unset": _unset,
        "outside": _outside,
        "within": _within,
    }
    # The source contains nothing that a user wrote; see the module's docstring.
    exec(compile(source, "<expression>", "exec"), namespace)  # noqa: S102
    return namespace["expression"]


class _Writer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[str] = []
        self.constants: dict[str, Any] = {}
        self.names: dict[tuple[str, int], str] = {}
        self.variables: dict[str, str] = {}
        self.temporaries = 0

    def write(self, root: Typed) -> _Piece:
        """The source of a tree's value, after the statements that it needs; runs the steps without recursion."""
        running = [self.steps(root)]
        answer: _Piece | None = None
        while True:
            try:
                child = running[-1].send(answer)  # pyright: ignore[reportArgumentType]
            except StopIteration as stop:
                running.pop()
                answer = stop.value
                if not running:
                    return stop.value
            else:
                running.append(self.steps(child))
                answer = None

    def steps(self, node: Typed) -> _Steps:
        match node:
            case Constant(value=value):
                return _done(_Piece(self.constant(value), is_set=value is not None))
            case Variable(key=key):
                name = self.variables.setdefault(key, self.constant(key))
                return _done(_Piece(f"v[{name}]", 1))
            case Get():
                return self.get(node)
            case Apply(function=function):
                if function.name in ("and", "or"):
                    return self.short_circuit(node, function.name)
                return self.choice(node) if function.lazy else self.apply(node)
            case Unknown():
                raise ValueError("an expression with faults cannot be compiled")

    def apply(self, node: Apply) -> _Steps:
        """A function or operator whose arguments are all evaluated, from the left."""
        function = node.function
        pieces: list[_Piece] = []
        for at, argument in enumerate(node.arguments):
            piece = yield argument
            pieces.append(self.guarded(piece, function, parameter_at(function, at), argument))
        depth = max((piece.depth for piece in pieces), default=0)
        sources = [piece.source for piece in pieces]
        types = [argument.type for argument in node.arguments]
        codes = tuple(kind.code for kind in types)
        if not any(kind.is_collection or kind.code == "jsn" for kind in types):
            written = inline(function.name, codes, sources, self.temporary)
            if written is not None:
                return self.bounded(_Piece(written, depth + 2, is_set=True))
        called = self.constant(function.body, "f")
        asked = ["ask"] if function.asks else []
        if function.slow:
            return self.bounded(_Piece(_call("slowly", "ask", called, *asked, *sources), depth + 1))
        large = [at for at, kind in enumerate(types) if kind.is_collection or kind.code in _LARGE]
        if not large:
            return self.bounded(_Piece(_call(called, *asked, *sources), depth + 1))
        if len(large) > 1 or types[large[0]] != STRING or not self.is_alone(pieces, large[0]):
            return self.bounded(_Piece(_call("with_effort", "ask", called, *asked, *sources), depth + 1))
        # That one text is short is seen without another call.
        text, sources[large[0]] = sources[large[0]], self.temporary()
        usual, other = _call(called, *asked, *sources), _call("with_effort", "ask", called, *asked, *sources)
        source = f"({usual} if len({sources[large[0]]} := {text}) < TOLD else {other})"
        return self.bounded(_Piece(source, depth + 2))

    def is_alone(self, pieces: list[_Piece], at: int) -> bool:
        """Whether an argument is set, and can be evaluated before the others: those are names or constants."""
        return pieces[at].is_set and not any(piece.depth for piece in pieces if piece is not pieces[at])

    def get(self, node: Get) -> _Steps:
        """A property of a value, which must be set."""
        piece = yield node.target
        message = (f".{node.name}", "", self.written(node.target))
        piece = self.required(piece, message)
        attribute = PROPERTIES.get((node.target.type.code, node.name))
        if attribute is not None:
            return self.bounded(_Piece(f"{piece.source}.{attribute}", piece.depth + 1))
        name = self.constant(node.name)
        if node.target.type.code == "jsn":
            called = self.constant(get_json_property, "f")
            return self.bounded(_Piece(f"{called}({name}, {piece.source})", piece.depth + 1))
        return self.bounded(_Piece(f"{piece.source}.properties.get({name})", piece.depth + 1))

    def choice(self, node: Apply) -> _Steps:
        """If and ?:, which evaluate only one branch; NOT_SET counts as false."""
        condition = yield node.arguments[0]
        before = self.lines
        self.lines = yes_lines = []
        yes = yield node.arguments[1]
        self.lines = no_lines = []
        no = yield node.arguments[2]
        self.lines = before
        if not yes_lines and not no_lines:
            depth = max(condition.depth, yes.depth, no.depth) + 1
            source = f"({yes.source} if {condition.source} else {no.source})"
            return self.bounded(_Piece(source, depth, yes.is_set and no.is_set))
        result = self.temporary()
        self.block(f"if {condition.source}:", [*yes_lines, f"{result} = {yes.source}"])
        self.block("else:", [*no_lines, f"{result} = {no.source}"])
        return _Piece(result, is_set=yes.is_set and no.is_set)

    def short_circuit(self, node: Apply, operator: str) -> _Steps:
        """`and` and `or`, which evaluate the right side only if it decides the result."""
        left, right = node.arguments
        first = self.guarded((yield left), node.function, node.function.parameters[0], left)
        before = self.lines
        self.lines = right_lines = []
        second = self.guarded((yield right), node.function, node.function.parameters[1], right)
        self.lines = before
        if not right_lines:
            source = f"({first.source} {operator} {second.source})"
            return self.bounded(_Piece(source, max(first.depth, second.depth) + 1, is_set=True))
        result = self.temporary()
        self.lines.append(f"{result} = {first.source}")
        test = f"if {result}:" if operator == "and" else f"if not {result}:"
        self.block(test, [*right_lines, f"{result} = {second.source}"])
        return _Piece(result, is_set=True)

    def guarded(self, piece: _Piece, function: Function, parameter: Parameter, argument: Typed) -> _Piece:
        """An argument with the checks that its parameter needs: that it is set, and within bounds."""
        if not parameter.accepts_not_set:
            name = "" if function.is_operator else parameter.name
            piece = self.required(piece, (function.name, name, self.written(argument)))
        if not parameter.is_bounded:
            return piece
        if isinstance(argument, Constant) and _is_within(parameter, argument.value):
            return piece
        limits = self.constant((function.name, parameter), "m")
        if parameter.type.is_collection:
            return self.bounded(_Piece(f"within({limits}, {piece.source})", piece.depth + 1, piece.is_set))
        name = self.temporary()
        low = "" if parameter.low is None else f"{self.constant(parameter.low)} <= "
        high = "" if parameter.high is None else f" <= {self.constant(parameter.high)}"
        but = f" and {name}" if parameter.bars_zero else ""
        test = f"{low}({name} := {piece.source}){high}{but}"
        if not piece.is_set:
            test = f"({name} := {piece.source}) is None or {low}{name}{high}{but}"
        source = f"({name} if {test} else outside({limits}, {name}))"
        return self.bounded(_Piece(source, piece.depth + 2, piece.is_set))

    def required(self, piece: _Piece, message: tuple[str, str, str]) -> _Piece:
        """A value that must be set; raises the fault `NotSet` if it is not."""
        if piece.is_set:
            return piece
        told = self.constant(message, "m")
        if piece.depth == 0:
            return _Piece(f"({piece.source} if {piece.source} is not None else unset({told}))", 1, is_set=True)
        name = self.temporary()
        source = f"({name} if ({name} := {piece.source}) is not None else unset({told}))"
        return self.bounded(_Piece(source, piece.depth + 1, is_set=True))

    def bounded(self, piece: _Piece) -> _Piece:
        """A piece that is not nested too deep: a deeper one is first assigned to a name."""
        if piece.depth < _DEEPEST:
            return piece
        name = self.temporary()
        self.lines.append(f"{name} = {piece.source}")
        return _Piece(name, is_set=piece.is_set)

    def block(self, head: str, lines: list[str]) -> None:
        self.lines.append(head)
        self.lines.extend(f" {line}".replace("\n", "\n ") for line in lines)

    def constant(self, value: Any, prefix: str = "k") -> str:
        key = (prefix, id(value))
        name = self.names.get(key)
        if name is None:
            name = self.names[key] = f"{prefix}{len(self.constants)}"
            self.constants[name] = value
        return name

    def temporary(self) -> str:
        self.temporaries += 1
        return f"t{self.temporaries}"

    def written(self, node: Typed) -> str:
        return self.text[node.span.start : node.span.end]


def _call(called: str, *arguments: str) -> str:
    return f"{called}({', '.join(arguments)})"


def _done(piece: _Piece) -> _Steps:
    return piece
    yield


def _is_within(parameter: Parameter, value: Any) -> bool:
    return value is None or parameter.lets_in(value)


def _unset(message: tuple[str, str, str]) -> NoReturn:
    function, parameter, written = message
    shown = written if len(written) <= 80 else written[:77] + "…"
    needed = f"a value for {parameter}" if parameter else "a value"
    raise ExpressionError(NOT_SET, f"{shown} is NOT_SET; {function} needs {needed}.")


def _outside(limits: tuple[str, Parameter], value: Any) -> NoReturn:
    function, parameter = limits
    raise ExpressionError(
        OUT_OF_RANGE, f"The argument {parameter.name} of {function} must be {parameter.range}; it is {value}."
    )


def _within(limits: tuple[str, Parameter], items: tuple[Any, ...]) -> tuple[Any, ...]:
    for item in items:
        if not _is_within(limits[1], item):
            _outside(limits, item)
    return items


def _too_deep() -> ExpressionError:
    return ExpressionError(OUT_OF_RANGE, "A value is nested too deeply.")


def _again(run: Run, variables: tuple[str, ...], values: Mapping[str, Any], ask: Ask) -> Any:
    """Evaluates again, with NOT_SET for the variables that were not given."""
    missing = [name for name in variables if name not in values]
    if not missing:
        raise
    return run({**values, **dict.fromkeys(missing)}, ask)
