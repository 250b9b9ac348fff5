"""Parses references and expressions: a reader has a position in a text and advances it."""

import re
from dataclasses import replace
from typing import Protocol

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
    Range,
    Reference,
    Unary,
)

DEEPEST = 24
"""How deep expressions, quotes and blocks may be nested."""

_OPEN = re.compile(r"\$(!?)(\{?)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FORMAL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:\d{1,40}(?:\.(?!\.)\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?")
_UNICODE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_WORD_OPERATORS = {"or": "||", "and": "&&", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<=", ">=", "<", ">"), ("+", "-"), ("*", "/", "%"))
_LOGICAL = frozenset({"||", "&&"})
_CONSTANTS = {"true": True, "false": False}


class Unreadable(Exception):  # noqa: N818 - caught where parsing starts
    """A syntax error: what is wrong, and where."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class TooDeep(Unreadable):
    """Too much nesting: parsing of the whole text stops."""


class Around(Protocol):
    """What a reader of expressions needs to know of the template around it."""

    base: int
    """Where the text starts in the whole template."""
    depth: int
    in_quotes: bool
    inside_if: bool
    """Inside an #if, strict mode lets references be unset that are only tested."""

    def quoted(self, body: str, start: int, depth: int) -> tuple[Node, ...]:
        """The nodes of the body of a double-quoted string."""
        ...


class ExpressionReader:
    """Reads from a position in a text."""

    def __init__(self, text: str, at: int, around: Around) -> None:
        self.text = text
        self.at = at
        self._around = around
        self._base = around.base
        self._depth = around.depth
        self._inside_if = around.inside_if
        self.references: list[Reference] = []

    # -- references ----------------------------------------------------------------------------------------------

    def reference(self) -> Reference | None:
        """The reference here; if there is none, None without moving."""
        start = self.at
        opened = _OPEN.match(self.text, start)
        formal = opened is not None and bool(opened[2])
        root = None if opened is None else (_FORMAL_NAME if formal else _NAME).match(self.text, opened.end())
        if opened is None or root is None:
            return None
        self.at = root.end()
        steps = self._steps(formal)
        otherwise = self._otherwise() if formal else None
        if formal:
            if not self._sees("}"):
                raise Unreadable("Expected “}”: this reference is not closed.", self.at)
            self.at += 1
        found = Reference(
            root[0],
            tuple(steps),
            self.text[start : self.at],
            self._base + start,
            quiet=bool(opened[1]),
            otherwise=otherwise,
            quoted=self._around.in_quotes,
        )
        self.references.append(found)
        return found

    def _steps(self, formal: bool) -> list[Property | Method | Index]:
        steps: list[Property | Method | Index] = []
        names = _FORMAL_NAME if formal else _NAME
        while True:
            name = names.match(self.text, self.at + 1) if self._sees(".") else None
            if name is not None:
                self.at = name.end()
                opened = self._sees("(") and self.at + 1 < len(self.text)
                if opened:
                    self.at += 1
                    steps.append(Method(name[0], self._arguments(), self._base + name.start()))
                else:
                    steps.append(Property(name[0], self._base + name.start()))
            elif self._sees("["):
                start = self.at
                self.at += 1
                at = self.expression()
                self._expect("]")
                steps.append(Index(at, self._base + start))
            else:
                return steps

    def _arguments(self) -> tuple[Expression, ...]:
        """The arguments of a method. A bare word among them has no value."""
        if self._sees(")"):
            self.at += 1
            return ()
        arguments: list[Expression] = []
        while True:
            self.skip_space()
            word = _NAME.match(self.text, self.at)
            if word is not None and word[0] not in _CONSTANTS and word[0] != "not":
                self.at = word.end()
                arguments.append(Literal(None))
            else:
                arguments.append(self.whole())
            self.skip_space()
            if self._sees(")"):
                self.at += 1
                return tuple(arguments)
            self._expect(",")

    def argument(self) -> Expression:
        """An argument of a macro: a value without operators, or a bare word, which has no value."""
        self.skip_space()
        word = _NAME.match(self.text, self.at)
        if word is not None and word[0] not in _CONSTANTS:
            self.at = word.end()
            return Literal(None)
        return self._tested(self._primary())

    def _otherwise(self) -> Expression | None:
        if not self._sees("|"):
            return None
        self.at += 1
        return self.expression()

    # -- expressions ---------------------------------------------------------------------------------------------

    def whole(self) -> Expression:
        """A complete expression: the value of #set, a condition, an argument."""
        return self._tested(self.expression())

    def _tested(self, node: Expression) -> Expression:
        """Strict mode lets a reference be unset that is only tested."""
        if not self._inside_if or not isinstance(node, Reference) or node.steps or node.tested:
            return node
        tested = replace(node, tested=True)
        self.references[self.references.index(node)] = tested
        return tested

    def expression(self, level: int = 0) -> Expression:
        """The expression here."""
        if level == len(_LEVELS):
            return self._operand()
        left = self.expression(level + 1)
        while (operator := self._operator(_LEVELS[level])) is not None:
            after = self.at
            right = self.expression(level + 1)
            if operator in _LOGICAL:
                left, right = self._tested(left), self._tested(right)
            left = Operation(operator, left, right, self._base + after)
        return left

    def _operand(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeep("Expressions are nested too deeply.", self.at)
        try:
            return self._unary()
        finally:
            self._depth -= 1

    def _operator(self, wanted: tuple[str, ...]) -> str | None:
        self.skip_space()
        for symbol in wanted:
            if self._sees(symbol) and not (symbol in {"<", ">"} and self._sees(symbol + "=")):
                if symbol == "-" and self.text[self.at + 1 : self.at + 2].isdigit():
                    raise Unreadable(
                        "Write a blank between “-” and the number: Velocity reads -1 as one number.", self.at
                    )
                self.at += len(symbol)
                return symbol
        word = _NAME.match(self.text, self.at)
        symbol = None if word is None else _WORD_OPERATORS.get(word[0])
        if word is None or symbol not in wanted:
            return None
        self.at = word.end()
        return symbol

    def _unary(self) -> Expression:
        self.skip_space()
        word = _NAME.match(self.text, self.at)
        if (self._sees("!") and not self._sees("!=")) or (word is not None and word[0] == "not"):
            self.at += 1 if word is None else 3
            return Unary("!", self._tested(self._operand()))
        if self._sees("-") and _NUMBER.match(self.text, self.at) is None:
            self.at += 1
            return Unary("-", self._operand())
        return self._primary()

    def _primary(self) -> Expression:
        start = self.at
        match self.text[start : start + 1]:
            case "$":
                found = self.reference()
                if found is not None:
                    return found
            case '"':
                return self._double_quoted()
            case "'":
                return Literal(self._until_quote("'"))
            case "(":
                self.at += 1
                inner = self.whole()
                self._expect(")")
                return inner
            case "[":
                return self._list_or_range()
            case "{":
                return self._map()
            case _:
                pass
        return self._word_or_number(start)

    def _word_or_number(self, start: int) -> Literal:
        number = _NUMBER.match(self.text, start)
        if number is not None:
            self.at = number.end()
            written = number[0]
            return Literal(int(written) if written.removeprefix("-").isdigit() else float(written))
        word = _NAME.match(self.text, start)
        if word is not None and word[0] in _CONSTANTS:
            self.at = word.end()
            return Literal(_CONSTANTS[word[0]])
        if word is not None and word[0] == "null":
            raise Unreadable("Velocity has no “null”: test a value with #if($name).", start)
        found = (
            repr(word[0]) if word is not None else repr(self.text[start : start + 1]) if start < len(self.text) else ""
        )
        raise Unreadable(f"Expected a value, found {found or 'the end'}.", start)

    def _double_quoted(self) -> Expression:
        start = self.at
        body = self._until_quote('"')
        if "\\u" in body:
            body = _UNICODE.sub(lambda found: chr(int(found[1], 16)), body)
        if "$" not in body and "#" not in body:
            return Literal(body)
        return Quoted(self._around.quoted(body, start + 1, self._depth))

    def _until_quote(self, quote: str) -> str:
        """The text up to the closing quote; a doubled quote is one quote."""
        start = self.at
        end = start
        while (end := self.text.find(quote, end + 1)) >= 0:
            if self.text[end + 1 : end + 2] != quote:
                self.at = end + 1
                return self.text[start + 1 : end].replace(quote * 2, quote)
            end += 1
        raise Unreadable("This quote is not closed.", start)

    def _list_or_range(self) -> Expression:
        self.at += 1
        self.skip_space()
        if self._sees("]"):
            self.at += 1
            return Items(())
        first = self.item()
        self.skip_space()
        if self._sees("..") and (
            isinstance(first, Reference) or (isinstance(first, Literal) and type(first.value) is int)
        ):
            self.at += 2
            last = self.item()
            self._expect("]")
            return Range(first, last)
        items = [first]
        while not self._sees("]"):
            self._expect(",")
            items.append(self.item())
            self.skip_space()
        self.at += 1
        return Items(tuple(items))

    def item(self) -> Expression:
        """An item of a list or map, or what #foreach iterates: a value without operators."""
        self.skip_space()
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeep("Expressions are nested too deeply.", self.at)
        element = self._primary()
        self._depth -= 1
        return element

    def _map(self) -> Expression:
        self.at += 1
        pairs: list[tuple[Expression, Expression]] = []
        self.skip_space()
        while not self._sees("}"):
            if pairs:
                self._expect(",")
            key = self.item()
            self._expect(":")
            pairs.append((key, self.item()))
            self.skip_space()
        self.at += 1
        return Pairs(tuple(pairs))

    # -- the position --------------------------------------------------------------------------------------------

    def skip_space(self) -> None:
        """Skip whitespace."""
        found = _SPACE.match(self.text, self.at)
        self.at = self.at if found is None else found.end()

    def _sees(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def sees(self, text: str) -> bool:
        """Skip whitespace; whether a text follows."""
        self.skip_space()
        return self._sees(text)

    def _expect(self, text: str) -> None:
        self.skip_space()
        if not self._sees(text):
            raise Unreadable(f"Expected “{text}”.", self.at)
        self.at += len(text)

    def expect(self, text: str) -> None:
        """Skip whitespace and a required text."""
        self._expect(text)
