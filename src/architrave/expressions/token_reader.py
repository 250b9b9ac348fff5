"""What the parser stands on: the tokens with a place among them, and the faults told so far with their sentences."""

from architrave.diagnostics import Rule, TextFault
from architrave.expressions import rules
from architrave.expressions.syntax_tree import Broken, Node, Span
from architrave.expressions.tokens import Kind, Token, tokenize

LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("|",),
    ("&",),
    ("==", "!="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/", "%"),
    ("^",),
)
"""The binary operators, loosest first; all but `^` group from the left."""

LEVEL_OF = {operator: level for level, operators in enumerate(LEVELS) for operator in operators}

MAX_FAULTS = 100
"""So many faults of one text are told; whoever has more has other troubles."""

_SLIPS = {
    "&&": "and",
    "||": "or",
    "=": "==",
    "===": "==",
    "<>": "!=",
    "!==": "!=",
    "=<": "<=",
    "=>": ">=",
    "**": "^",
}
"""What other languages write, and what is meant."""

_WORD_SLIPS = {"is": "==", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "mod": "%", "div": "/"}
"""The same in words, where only an operator can stand."""

_WORDS = ("and", "or")


class TokenReader:
    """A place in a text's tokens, and its faults."""

    def __init__(self, text: str) -> None:
        self.faults: list[TextFault] = []
        self.tokens = tokenize(text, self.faults)
        self.at = 0
        # A string without an end has swallowed what closes.
        self._is_unclosed_told = any(fault.rule is rules.UNTERMINATED_STRING for fault in self.faults)
        self._is_comma_told = False

    @property
    def token(self) -> Token:
        """The token that stands here."""
        return self.tokens[self.at]

    def is_at_end(self) -> bool:
        """Whether nothing more is written."""
        return self.tokens[self.at].kind is Kind.END

    def advance(self) -> Token:
        """Goes past the token that stands here, and gives it; the end stays where it is."""
        token = self.tokens[self.at]
        if token.kind is not Kind.END:
            self.at += 1
        return token

    def is_mark(self, *texts: str, ahead: int = 0) -> bool:
        """Whether one of these marks stands here, or so many tokens ahead."""
        at = self.at + ahead
        return at < len(self.tokens) and self.tokens[at].mark in texts

    def take(self, *texts: str) -> Token | None:
        """Goes past one of these marks where it stands here."""
        token = self.tokens[self.at]
        return self.advance() if token.mark in texts else None

    def operator(self) -> str | None:
        """The binary operator that stands here; a slip counts as what it means, and is told once."""
        token = self.tokens[self.at]
        mark = token.mark
        if mark in LEVEL_OF:
            return mark
        word = token.text.lower() if token.kind is Kind.NAME else ""
        if word in _WORDS:
            return word
        meant = _SLIPS.get(mark) if mark else self._word_slip(word)
        if meant is not None:
            self.tokens[self.at] = Token(Kind.MARK, meant, token.start, token.end, meant)
            self.fault(rules.WRONG_OPERATOR, f"{token.text} is no operator here.", token, f"Write {meant}.")
        return meant

    def _word_slip(self, word: str) -> str | None:
        is_name = (
            self.is_mark("(", ".", ahead=1) or self.tokens[min(self.at + 1, len(self.tokens) - 1)].kind is Kind.END
        )
        return None if is_name else _WORD_SLIPS.get(word)

    def not_word(self) -> Token | None:
        """Goes past the word `not` where it can only be meant as an operator; it is told, and counts as `!`."""
        token = self.tokens[self.at]
        if token.kind is not Kind.NAME or token.text.lower() != "not":
            return None
        follows = self.tokens[self.at + 1]
        if follows.mark and follows.mark not in ("(", "!"):
            return None
        if follows.kind is Kind.END or (follows.kind is Kind.NAME and follows.text.lower() in _WORDS):
            return None
        self.fault(rules.WRONG_OPERATOR, f"{token.text} is no operator here.", token, "Write ! before the value.")
        return self.advance()

    def begins_operand(self) -> bool:
        """Whether a value can begin here."""
        return self.token.kind in (Kind.NUMBER, Kind.STRING, Kind.NAME) or self.is_mark("(")

    def is_word(self) -> bool:
        """Whether `and` or `or` stands here."""
        return self.token.kind is Kind.NAME and self.token.text.lower() in _WORDS and not self.is_mark("(", ahead=1)

    def skip_brackets(self) -> None:
        """Goes past the bracket that stands here, its partner, and all between."""
        depth = 0
        while self.token.kind is not Kind.END:
            depth += self.is_mark("(", "[") - self.is_mark(")", "]")
            self.advance()
            if depth == 0:
                return

    def span(self, begins: int) -> Span:
        """The place from a token to what was read last."""
        end = self.tokens[self.at - 1].end if self.at > begins else self.tokens[begins].end
        return Span(self.tokens[begins].start, end)

    def since(self, node: Node) -> Span:
        """The place from a node to what was read last."""
        return Span(node.span.start, max(node.span.end, self.tokens[self.at - 1].end))

    # The faults

    def fault(self, rule: Rule, message: str, token: Token, help: str | None = None) -> None:  # noqa: A002
        """Tells a fault at a token, unless that it is no value has just been told of it."""
        if self.faults and token.start < token.end:
            last = self.faults[-1]
            if last.rule is rules.MISSING_OPERAND and last.start == token.start:
                return
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(TextFault(rule, message, token.start, token.end, help))

    def tell_no_operand(self) -> Node:
        """Nothing stands here that a value can begin with."""
        token = self.token
        before = self.tokens[self.at - 1].text if self.at else ""
        where = f"behind {before}" if before and before not in ("(", "[", ",") else "here"
        self.fault(rules.MISSING_OPERAND, f"A value is missing {where}.", token)
        if token.mark == ".":
            self.advance()
            if self.token.kind is Kind.NAME:
                self.advance()
        return Broken(Span(token.start, token.start))

    def tell_second_operator(self) -> None:
        """An operator stands where a value should begin; goes past it and those behind it."""
        token = self.advance()
        before = self.tokens[self.at - 2].text if self.at >= 2 else ""
        if token.text == "-" == before:
            help_ = "One minus may stand before a value; write -(-x)."
        elif token.text == "+":
            help_ = "There is no + before a value; leave it out."
        else:
            help_ = "A value stands on either side of an operator."
        self.fault(rules.ADJACENT_OPERATORS, f"{token.text} cannot stand before a value here.", token, help_)
        while self.token.mark in LEVEL_OF or self.token.mark in _SLIPS:
            self.advance()

    def tell_stray(self, token: Token) -> None:
        """A closing bracket or comma stands where nothing is open; after a comma, told once, a bracket is its due."""
        if token.text == ",":
            if not self._is_comma_told:
                message = "A comma stands only between the arguments of a function."
                self.fault(rules.UNBALANCED_BRACKET, message, token, "Was a bracket before it closed too early?")
            self._is_comma_told = True
            return
        if self._is_comma_told:
            self._is_comma_told = False
            return
        opener = "(" if token.text == ")" else "["
        self.fault(
            rules.UNBALANCED_BRACKET, f"This {token.text} closes nothing.", token, f"Remove it, or add {opener}."
        )

    def tell_unclosed(self, opener: Token, closer: str) -> None:
        """A bracket is open where another one closes or the text ends; told once for a text's end."""
        token = self.token
        if token.mark in (")", "]"):
            message = f"{token.text} stands where {closer} is meant, to close {opener.text}."
            self.fault(rules.UNBALANCED_BRACKET, message, token, f"Write {closer}.")
            self.advance()
        elif not self._is_unclosed_told:
            self._is_unclosed_told = True
            self.fault(rules.UNBALANCED_BRACKET, f"This {opener.text} is not closed.", opener, f"Add {closer}.")

    def tell_missing_operator(self, token: Token) -> None:
        """A value stands behind another; not told where a fault between the two, or of the second, explains it."""
        before = self.tokens[self.at - 1] if self.at else token
        if any(
            (fault.rule is rules.UNEXPECTED_CHARACTER and before.end <= fault.start < token.start)
            or (fault.rule is rules.UNTERMINATED_STRING and fault.start == token.start)
            for fault in self.faults
        ):
            return
        shown = f'"{token.text}"' if token.kind is Kind.STRING else token.text
        shown = shown if len(shown) <= 40 else shown[:37] + "…"
        help_ = "Put an operator between them: + joins texts and adds; and, or, == compare."
        if Kind.STRING in (before.kind, token.kind) and before.end == token.start:
            help_ = 'A quote inside a string is written \\".'
        self.fault(rules.MISSING_OPERATOR, f"An operator is missing before {shown}.", token, help_)

    def tell_unparenthesized(self, token: Token) -> None:
        """A `?:` or `or` stands in a branch of `?:`, or a `:` where no `?:` is."""
        if token.text == ":":
            self.fault(rules.MISSING_OPERAND, "This : has no ? before it.", token, "Write c ? a : b.")
            return
        what = "?: inside ?:" if token.text == "?" else "or inside a branch of ?:"
        help_ = "Put parentheses round it, or use If(condition, yes, no)."
        self.fault(rules.NESTED_CONDITIONAL, f"{what} needs parentheses.", token, help_)
