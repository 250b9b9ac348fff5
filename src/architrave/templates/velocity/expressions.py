"""Parses references and expressions: a reader has a position in a text and advances it."""

import re
from collections.abc import Callable

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
_NUMBER = re.compile(r"\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?")
_WORD_OPERATORS = {"or": "||", "and": "&&", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<=", ">=", "<", ">"), ("+", "-"), ("*", "/", "%"))
_CONSTANTS = {"true": True, "false": False, "null": None}


class Unreadable(Exception):  # noqa: N818 - caught where parsing starts
    """A syntax error: what is wrong, and where."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class TooDeep(Unreadable):
    """Too much nesting: parsing of the whole text stops."""


class ExpressionReader:
    """Reads from a position in a text. `quoted` parses the body of a double-quoted string as a template."""

    def __init__(self, text: str, at: int, depth: int, quoted: Callable[[str, int, int], tuple[Node, ...]]) -> None:
        self.text = text
        self.at = at
        self._depth = depth
        self._quoted = quoted
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
        kept = len(self.references)
        try:
            steps = self._steps(formal)
            otherwise = self._otherwise() if formal else None
            if formal:
                self._expect("}")
        except Unreadable as problem:
            if not formal or isinstance(problem, TooDeep):
                raise
            self.at = start
            del self.references[kept:]
            return None
        found = Reference(
            root[0], tuple(steps), self.text[start : self.at], start, quiet=bool(opened[1]), otherwise=otherwise
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
                if self._sees("("):
                    self.at += 1
                    steps.append(Method(name[0], self._list_until(")")))
                else:
                    steps.append(Property(name[0]))
            elif self._sees("["):
                index = self._index(formal)
                if index is None:
                    return steps
                steps.append(index)
            else:
                return steps

    def _index(self, formal: bool) -> Index | None:
        start = self.at
        try:
            self.at += 1
            at = self.expression()
            self._expect("]")
        except Unreadable as problem:
            if formal or isinstance(problem, TooDeep):
                raise
            self.at = start
            return None
        return Index(at)

    def _otherwise(self) -> Expression | None:
        if not self._sees("|"):
            return None
        self.at += 1
        return self.expression()

    # -- expressions ---------------------------------------------------------------------------------------------

    def expression(self, level: int = 0) -> Expression:
        """The expression here."""
        if level == len(_LEVELS):
            return self._deeper()
        left = self.expression(level + 1)
        while (operator := self._operator(_LEVELS[level])) is not None:
            left = Operation(operator, left, self.expression(level + 1))
        return left

    def _deeper(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeep("This expression is nested too deeply.", self.at)
        try:
            return self._unary()
        finally:
            self._depth -= 1

    def _operator(self, wanted: tuple[str, ...]) -> str | None:
        self.skip_space()
        for symbol in wanted:
            if self._sees(symbol) and not (symbol in {"<", ">"} and self._sees(symbol + "=")):
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
        if self._sees("!") and not self._sees("!="):
            self.at += 1
            return Unary("!", self.expression(len(_LEVELS)))
        if self._sees("-"):
            self.at += 1
            return Unary("-", self.expression(len(_LEVELS)))
        word = _NAME.match(self.text, self.at)
        if word is not None and word[0] == "not":
            self.at = word.end()
            return Unary("!", self.expression(len(_LEVELS)))
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
                inner = self.expression()
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
            return Literal(int(written) if written.isdigit() else float(written))
        word = _NAME.match(self.text, start)
        if word is not None and word[0] in _CONSTANTS:
            self.at = word.end()
            return Literal(_CONSTANTS[word[0]])
        found = (
            repr(word[0]) if word is not None else repr(self.text[start : start + 1]) if start < len(self.text) else ""
        )
        raise Unreadable(f"Expected a value, found {found or 'the end'}.", start)

    def _double_quoted(self) -> Expression:
        start = self.at
        body = self._until_quote('"')
        if "$" not in body and "#" not in body:
            return Literal(body)
        return Quoted(self._quoted(body, start + 1, self._depth))

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
        first = self.expression()
        self.skip_space()
        if self._sees(".."):
            self.at += 2
            last = self.expression()
            self._expect("]")
            return Range(first, last)
        if self._sees(","):
            self.at += 1
            return Items((first, *self._list_until("]")))
        self._expect("]")
        return Items((first,))

    def _list_until(self, closing: str) -> tuple[Expression, ...]:
        items: list[Expression] = []
        self.skip_space()
        while not self._sees(closing):
            if items:
                self._expect(",")
            items.append(self.expression())
            self.skip_space()
        self.at += len(closing)
        return tuple(items)

    def _map(self) -> Expression:
        self.at += 1
        pairs: list[tuple[Expression, Expression]] = []
        self.skip_space()
        while not self._sees("}"):
            if pairs:
                self._expect(",")
            key = self.expression()
            self._expect(":")
            pairs.append((key, self.expression()))
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

    def _expect(self, text: str) -> None:
        self.skip_space()
        if not self._sees(text):
            raise Unreadable(f"Expected “{text}”.", self.at)
        self.at += len(text)

    def expect(self, text: str) -> None:
        """Skip whitespace and a required text."""
        self._expect(text)
