"""The checker: turns the tree as written into a typed tree, with the type of every node.

It continues after every fault: a faulty part gets the type `UNKNOWN`, which is compatible with everything. Deep chains
do not recurse (`syntax_tree.fold`).
"""

from collections.abc import Mapping
from decimal import Decimal

from architrave.diagnostics import TextFault
from architrave.expressions import findings
from architrave.expressions.constants import BUILT_INS, constant_property, property_of
from architrave.expressions.declare import Function
from architrave.expressions.guesses import NOTHING_GUESSED, Guesses
from architrave.expressions.library import all_functions
from architrave.expressions.literals import literal_faults
from architrave.expressions.overloads import choose
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
    Span,
    Unary,
    fold,
)
from architrave.expressions.token_reader import MAX_FAULTS
from architrave.expressions.typed_tree import UNKNOWN, Apply, Constant, Get, Typed, Unknown, Variable
from architrave.expressions.types import BOOLEAN, DECIMAL, INTEGER, JSON, NOT_SET, PROMPT, STRING, Type
from architrave.expressions.values.record import Record

CONTACT = Type("con")
"""A dialed contact: its properties are the columns of its list, all Strings (recorded)."""

_SUGGESTED = 20
"""Only the first faults of a text are reported with a suggestion, because the search takes time."""

_PROMPTS = {"prompt": "user", "promptsystem": "system"}


def check(
    tree: Node, variables: Mapping[str, Type], guessed: Guesses = NOTHING_GUESSED
) -> tuple[Typed, tuple[TextFault, ...]]:
    """The typed tree, and every fault of names and types in it, in reading order.

    `variables` are the types of the variables in scope by lower-case full name. Types that do not fit in a `guessed`
    part of the tree are not reported. If there are faults, do not use the tree.
    """
    checker = _Checker(variables, guessed)
    typed = fold(tree, checker.check)
    return typed, tuple(sorted(checker.faults, key=lambda fault: fault.start))


class _Checker:
    def __init__(self, variables: Mapping[str, Type], guessed: Guesses) -> None:
        self.variables = variables
        self.guessed = guessed
        self.functions = all_functions()
        self.faults: list[TextFault] = []

    def check(self, node: Node, parts: list[Typed]) -> Typed:
        """One node, given its typed parts."""
        match node:
            case Literal():
                return Constant(_literal_type(node.value), node.value, node.span)
            case NotSet():
                return Constant(NOT_SET, None, node.span)
            case Reference():
                return self.reference(node)
            case Call():
                return self.call(node, parts)
            case Unary():
                return self.operator(node.operator, Span(node.span.start, node.span.start + 1), node.span, parts)
            case Binary():
                return self.binary(node, parts)
            case Conditional():
                return self.operator("?", node.place, node.span, parts)
            case Member():
                return self.property(parts[0], node.name, node.span, node.place)
            case Index():
                return self.index(node, *parts)
            case Broken():
                return Unknown(UNKNOWN, node.span)

    def tell(self, fault: TextFault | None) -> None:
        if fault is not None:
            self.faults.append(fault)

    @property
    def is_full(self) -> bool:
        return len(self.faults) >= MAX_FAULTS

    @property
    def suggests(self) -> bool:
        """Whether to search for a suggestion for the next fault."""
        return len(self.faults) < _SUGGESTED

    def reference(self, node: Reference) -> Typed:
        """A variable or built-in constant. In a name of two words, the second may be a property of the first."""
        key = node.name.lower()
        declared = self.variables.get(key)
        if declared is not None:
            return Variable(declared, key, node.name, node.span)
        built_in = BUILT_INS.get(key)
        if built_in is not None:
            return Constant(built_in.type, built_in.value, node.span, built_in.name)
        scope, dot, name = node.name.partition(".")
        if dot and scope.lower() in _PROMPTS:
            kind = _PROMPTS[scope.lower()]
            return Constant(PROMPT, Record("pmt", {"name": name, "type": kind}), node.span, node.name)
        if dot and scope.lower() in self.variables:
            place = Span(node.span.start + len(scope), node.span.start + len(scope) + 1)
            target = Variable(self.variables[scope.lower()], scope.lower(), scope, Span(node.span.start, place.start))
            return self.property(target, name, node.span, place)
        if not self.is_full:
            known = self.variables if self.suggests else ()
            self.tell(findings.unknown_variable(node.name, node.span, known, self.functions))
        return Unknown(UNKNOWN, node.span)

    def call(self, node: Call, arguments: list[Typed]) -> Typed:
        overloads = self.functions.get(node.name.lower(), ())
        if not overloads or overloads[0].is_operator:
            if not self.is_full:
                self.tell(findings.unknown_function(node.name, node.name_span, self.functions if self.suggests else {}))
            return Unknown(UNKNOWN, node.span)
        typed = self.apply(overloads, arguments, node.span, node.name_span)
        if isinstance(typed, Apply):
            for fault in literal_faults(typed):
                self.tell(fault)
        return typed

    def binary(self, node: Binary, operands: list[Typed]) -> Typed:
        typed = self.operator(node.operator, node.place, node.span, operands)
        divisor = operands[1]
        is_zero = isinstance(divisor, Constant) and divisor.type in (INTEGER, DECIMAL) and not divisor.value
        if node.operator in ("/", "%") and is_zero:
            self.tell(findings.zero_divisor(divisor.span))
        return typed

    def operator(self, sign: str, place: Span, span: Span, operands: list[Typed]) -> Typed:
        return self.apply(self.functions[sign], operands, span, place)

    def apply(self, overloads: tuple[Function, ...], arguments: list[Typed], span: Span, place: Span) -> Typed:
        """A function or operator on arguments: the overload that fits, or a fault if none does."""
        types = tuple([argument.type for argument in arguments])
        choice = choose(overloads[0].name.lower(), types)
        if choice is None:
            if not self.is_full and UNKNOWN not in types:
                if self.guessed.cover(span, place):
                    return Unknown(UNKNOWN, span)
                self.tell(findings.no_overload(overloads, types, span, place))
            results = {overload.returns for overload in overloads}
            result = results.pop() if len(results) == 1 else UNKNOWN
            return Unknown(UNKNOWN if result.code == "any" else result, span)
        if choice.result == NOT_SET:
            self.tell(findings.not_set_untyped(choice.function.name, span))
            return Unknown(UNKNOWN, span)
        placed = tuple(arguments)
        if NOT_SET in types:
            placed = tuple(
                Constant(wanted, None, argument.span) if argument.type == NOT_SET else argument
                for argument, wanted in zip(arguments, choice.arguments, strict=True)
            )
        return Apply(choice.result, choice.function, placed, span, place)

    def property(self, target: Typed, name: str, span: Span, place: Span) -> Typed:
        """A property by name: any name for JSON, any column for a contact, otherwise a property of the type."""
        if target.type == UNKNOWN:
            return Unknown(UNKNOWN, span)
        if target.type == JSON:
            return Get(JSON, target, name, span, place)
        if target.type == CONTACT:
            return Get(STRING, target, name, span, place)
        found = property_of(target.type, name)
        if found is None:
            if not self.is_full:
                self.tell(findings.unknown_property(name, target.type, Span(place.end, span.end)))
            return Unknown(UNKNOWN, span)
        own, type_ = found
        got = Get(type_, target, own, span, place)
        if isinstance(target, Constant) and target.name is not None and target.type != PROMPT:
            value = constant_property(target.value, own, type_)
            return Constant(type_, value, span, f"{target.name}.{own}", got)
        return got

    def index(self, node: Index, target: Typed, index: Typed) -> Typed:
        """`collection[index]`, `json[index]`, or `value["property"]` with a literal name."""
        if isinstance(index, Constant) and index.type == STRING:
            return self.property(target, index.value, node.span, Span(node.place.start, node.place.end))
        return self.apply(self.functions["["], [target, index], node.span, node.place)


def _literal_type(value: str | int | Decimal | bool) -> Type:
    match value:
        case bool():
            return BOOLEAN
        case int():
            return INTEGER
        case Decimal():
            return DECIMAL
        case str():
            return STRING
