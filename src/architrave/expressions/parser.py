"""The parser: from tokens to a tree, following `grammar.ebnf`.

It never raises and never stops at a fault: it reports the fault, assumes what was most likely meant, and continues, so
that one pass finds all faults. Only brackets nest its calls, and their depth is limited: no text exhausts the stack.
"""

from decimal import Decimal

from architrave.diagnostics import TextFault
from architrave.expressions import rules
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
)
from architrave.expressions.token_reader import LEVEL_OF, TokenReader
from architrave.expressions.tokens import Kind, Token

MAX_LENGTH = 32_000
"""Maximum length of an expression in characters (documented)."""

MAX_CALLS = 60
"""Maximum nesting of function calls (documented)."""

MAX_NESTING = 80
"""Maximum nesting of brackets of any kind (assumed)."""

_AND = LEVEL_OF["and"]


def parse(text: str) -> tuple[Node, tuple[TextFault, ...]]:
    """The tree of a text, and every syntax fault in reading order. Only a tree with faults has `Broken` parts."""
    if len(text) > MAX_LENGTH:
        message = f"The expression has {len(text):,} characters; the limit is {MAX_LENGTH:,}."
        help_ = "Move parts of it into variables."
        return Broken(Span(0, len(text))), (TextFault(rules.TOO_LONG, message, MAX_LENGTH, len(text), help_),)
    parser = _Parser(text)
    tree = parser.whole()
    return tree, tuple(sorted(parser.faults, key=lambda fault: fault.start))


class _Parser(TokenReader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.calls = 0
        self.nesting = 0

    def whole(self) -> Node:
        """The whole text: one expression and nothing after it."""
        if self.is_at_end():
            if not self.faults:
                help_ = "Write NOT_SET for no value."
                self.fault(rules.EMPTY_EXPRESSION, "The expression is empty.", self.token, help_)
            return Broken(self.span(0))
        tree = self.expression()
        while not self.is_at_end():
            tree = self.go_on(tree)
        return tree

    def go_on(self, tree: Node) -> Node:
        """Reports and skips a token that cannot follow a whole expression, then reads on to find more faults."""
        token = self.token
        if self.is_mark("?", ":"):
            self.tell_unparenthesized(token)
            self.advance()
            return self.expression()
        if self.is_mark(")", "]", ","):
            self.tell_stray(token)
            self.advance()
            return self.expression() if token.text == "," and not self.is_at_end() else self.binary(0, tree)
        self.tell_missing_operator(token)
        return self.expression()

    def expression(self) -> Node:
        """expression = or , [ "?" , and , ":" , and ]"""
        condition = self.binary(0)
        mark = self.take("?")
        if mark is None:
            return condition
        yes = self.branch()
        if self.take(":") is None:
            self.fault(
                rules.MISSING_OPERAND, "The second branch of ?: is missing.", self.token, "Write condition ? a : b."
            )
            return Conditional(condition, yes, Broken(self.span(self.at)), self.since(condition), _place(mark))
        no = self.branch()
        return Conditional(condition, yes, no, self.since(condition), _place(mark))

    def branch(self) -> Node:
        """One branch of ?:, in which `or` and ?: need parentheses."""
        branch = self.binary(_AND)
        owed = 0
        while self.is_mark("?") or self.operator() == "or" or (owed and self.is_mark(":")):
            if self.is_mark(":"):
                owed -= 1
            else:
                owed += self.is_mark("?")
                self.tell_unparenthesized(self.token)
            self.advance()
            branch = self.binary(_AND)
        return branch

    def binary(self, loosest: int, left: Node | None = None) -> Node:
        """or, and, bits_or, bits_and, equality, order, sum, product and power, by precedence."""
        operands = [self.prefix() if left is None else left]
        pending: list[tuple[str, Token]] = []
        while (operator := self.operator()) is not None and LEVEL_OF[operator] >= loosest:
            while pending and _binds_first(pending[-1][0], operator):
                _reduce(operands, pending)
            pending.append((operator, self.advance()))
            operands.append(self.prefix())
        while pending:
            _reduce(operands, pending)
        return operands[0]

    def prefix(self) -> Node:
        """prefix = ( "!" | "~" ) , prefix | minus, and minus = [ "-" ] , postfix"""
        marks: list[tuple[str, Token]] = []
        while True:
            if (mark := self.take("!", "~")) is not None:
                marks.append((mark.text, mark))
            elif (mark := self.not_word()) is not None:
                marks.append(("!", mark))
            else:
                break
        minus = self.take("-")
        begins = self.at
        operand = self.postfix()
        if minus is not None:
            operand = self.negative(minus, operand, is_number=self.tokens[begins].kind is Kind.NUMBER)
        for operator, mark in reversed(marks):
            operand = Unary(operator, operand, Span(mark.start, operand.span.end))
        return operand

    def negative(self, minus: Token, operand: Node, *, is_number: bool) -> Node:
        """A minus before a number literal belongs to the number, as in the product's trees."""
        span = Span(minus.start, operand.span.end)
        if is_number and isinstance(operand, Literal) and isinstance(operand.value, (int, Decimal)):
            return Literal(operand.value.copy_negate() if isinstance(operand.value, Decimal) else -operand.value, span)
        return Unary("-", operand, span)

    def postfix(self) -> Node:
        """postfix = atom , { "." , ( NAME | STRING ) | "[" , expression , "]" }"""
        is_written = not self.is_mark("(")
        node = self.atom()
        while True:
            if (mark := self.take(".")) is not None:
                node = self.member(node, mark)
            elif self.is_mark("["):
                if is_written and isinstance(node, (Literal, NotSet)):
                    help_ = "Use a function such as Substring, or put the literal in parentheses."
                    self.fault(rules.INDEX_ON_LITERAL, "A literal cannot be indexed.", self.token, help_)
                node = self.index(node)
            else:
                return node

    def member(self, target: Node, mark: Token) -> Node:
        """A property name after a dot."""
        name = self.token
        if name.kind not in (Kind.NAME, Kind.STRING):
            help_ = 'Write value.name or value."odd name".'
            self.fault(rules.MISSING_OPERAND, "A property name is missing after the dot.", name, help_)
            return target
        self.advance()
        return Member(target, name.text, self.since(target), _place(mark))

    def index(self, target: Node) -> Node:
        """An index in square brackets."""
        mark = self.token
        if not self.enter():
            return Broken(self.since(target))
        index = self.expression()
        self.leave(mark, "]")
        return Index(target, index, self.since(target), _place(mark))

    def atom(self) -> Node:
        """atom = NUMBER | STRING | constant | call | variable | "(" , expression , ")" """
        token = self.token
        if token.kind is Kind.NUMBER:
            return self.number()
        if token.kind is Kind.STRING:
            self.advance()
            return Literal(token.text, _place(token))
        if token.kind is Kind.NAME and not self.is_word():
            return self.call() if self.is_mark("(", ahead=1) else self.constant_or_variable()
        if self.is_mark("("):
            begins = self.at
            if not self.enter():
                return Broken(self.span(begins))
            inner = self.expression()
            self.leave(token, ")")
            return inner
        if self.is_mark("["):
            return self.list_literal()
        if not token.mark or token.mark in (")", "]", ",", ":", "?", "."):
            return self.tell_no_operand()
        self.tell_second_operator()
        while self.is_mark("!", "~"):
            self.advance()
        return self.atom() if self.begins_operand() else Broken(_place(token))

    def number(self) -> Node:
        """A number literal; one that is too long is reported and replaced by zero."""
        token = self.advance()
        follows = self.token
        if follows.kind is Kind.NAME and follows.start == token.end and not self.is_word():
            is_exponent = follows.text[0] in "eE"
            message = (
                "A number cannot have an exponent."
                if is_exponent
                else f"{token.text}{follows.text} is neither a number nor a name."
            )
            help_ = (
                "Write the number out in full, without an exponent." if is_exponent else "Start names with a letter."
            )
            self.fault(rules.MISSING_OPERATOR, message, follows, help_)
            self.advance()
        whole, point, fraction = token.text.partition(".")
        limit, kind, digits = (40, "A Decimal", whole + fraction.rstrip("0")) if point else (15, "An Integer", whole)
        count = len(digits.lstrip("0"))
        if count > limit:
            message = f"{kind} has at most {limit} digits; this one has {count}."
            help_ = "Write a Decimal (add .0) or a String." if not point else None
            self.fault(rules.LITERAL_OUT_OF_RANGE, message, token, help_)
            return Literal(Decimal("0.0") if point else 0, _place(token))
        return Literal(Decimal(f"{whole or 0}.{fraction or 0}") if point else int(whole), _place(token))

    def constant_or_variable(self) -> Node:
        """`true`, `false`, NOT_SET, or a variable with its scope."""
        token = self.advance()
        match token.text:
            case "true" | "false":
                return Literal(token.text == "true", _place(token))
            case "NOT_SET":
                return NotSet(_place(token))
            case _ if self.is_mark(".") and self.tokens[self.at + 1].kind is Kind.NAME:
                self.advance()
                name = self.advance()
                return Reference(f"{token.text}.{name.text}", Span(token.start, name.end))
            case _:
                return Reference(token.text, _place(token))

    def call(self) -> Node:
        """NAME , "(" , [ expression , { "," , expression } ] , ")" """
        begins = self.at
        name = self.advance()
        opener = self.token
        if self.calls >= MAX_CALLS:
            help_ = "Move inner parts into variables."
            self.fault(rules.CALLS_TOO_DEEP, f"Function calls are nested more than {MAX_CALLS} deep.", name, help_)
            self.skip_brackets()
            return Broken(self.span(begins))
        if not self.enter():
            return Broken(self.span(begins))
        self.calls += 1
        arguments: list[Node] = []
        if not self.is_mark(")") and self.token.kind is not Kind.END:
            arguments.append(self.expression())
            while self.take(",") is not None:
                arguments.append(self.expression())
        self.leave(opener, ")")
        self.calls -= 1
        return Call(name.text, tuple(arguments), self.span(begins), _place(name))

    def list_literal(self) -> Node:
        """Square brackets where a value should start: reported, and the items are read to find more faults."""
        begins, opener = self.at, self.token
        self.fault(
            rules.LIST_LITERAL,
            "A list cannot be written in square brackets.",
            opener,
            "Write MakeList(a, b) or MakeEmptyList(a).",
        )
        if not self.enter():
            return Broken(self.span(begins))
        while not self.is_mark("]") and self.token.kind is not Kind.END:
            self.expression()
            if self.take(",") is None:
                break
        self.leave(opener, "]")
        return Broken(self.span(begins))

    def enter(self) -> bool:
        """Moves into a bracket. If it is nested too deep, skips it and returns False."""
        if self.nesting >= MAX_NESTING:
            message = f"Brackets are nested more than {MAX_NESTING} deep."
            self.fault(rules.NESTING_TOO_DEEP, message, self.token, "Move inner parts into variables.")
            self.skip_brackets()
            return False
        self.nesting += 1
        self.advance()
        return True

    def leave(self, opener: Token, closer: str) -> None:
        """Moves out of a bracket, past everything before its partner."""
        while self.take(closer) is None:
            if self.token.kind is Kind.END or self.is_mark(")", "]"):
                self.tell_unclosed(opener, closer)
                break
            self.go_on(Broken(_place(self.token)))
        self.nesting -= 1


def _binds_first(before: str, operator: str) -> bool:
    level = LEVEL_OF[operator]
    return LEVEL_OF[before] > level or (LEVEL_OF[before] == level and operator != "^")


def _reduce(operands: list[Node], pending: list[tuple[str, Token]]) -> None:
    operator, mark = pending.pop()
    right, left = operands.pop(), operands.pop()
    operands.append(Binary(operator, left, right, Span(left.span.start, right.span.end), _place(mark)))


def _place(token: Token) -> Span:
    return Span(token.start, token.end)
