"""The base of the parser: the tokens, the current position, and the faults found so far with their messages."""

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
"""The maximum number of faults reported for one text."""

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
"""Operators of other languages, and the operator to use."""

_WORD_SLIPS = {"is": "==", "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "mod": "%", "div": "/"}
"""The same for words, where only an operator is possible."""

_UNCERTAIN = ("is", "mod", "div")
"""Words that can mean something else than the operator: `is not`, division of whole numbers."""

_WORDS = ("and", "or")


class TokenReader:
    """A position in a text's tokens, and the faults found so far."""

    def __init__(self, text: str) -> None:
        self.faults: list[TextFault] = []
        self.tokens = tokenize(text, self.faults)
        self.at = 0
        # An unterminated string has swallowed the closing brackets.
        self._is_unclosed_told = any(fault.rule is rules.UNTERMINATED_STRING for fault in self.faults)
        self._is_comma_told = False

    @property
    def token(self) -> Token:
        """The current token."""
        return self.tokens[self.at]

    def is_at_end(self) -> bool:
        """Whether all tokens have been read."""
        return self.tokens[self.at].kind is Kind.END

    def advance(self) -> Token:
        """Moves past the current token and returns it; does not move past the end."""
        token = self.tokens[self.at]
        if token.kind is not Kind.END:
            self.at += 1
        return token

    def is_mark(self, *texts: str, ahead: int = 0) -> bool:
        """Whether the current token, or the one `ahead` tokens later, is one of these marks."""
        at = self.at + ahead
        return at < len(self.tokens) and self.tokens[at].mark in texts

    def take(self, *texts: str) -> Token | None:
        """Moves past the current token if it is one of these marks."""
        token = self.tokens[self.at]
        return self.advance() if token.mark in texts else None

    def operator(self) -> str | None:
        """The binary operator at the current token; an operator of another language is reported once and replaced."""
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
            message, help_ = f"{token.text} is not an operator.", f"Write {meant}."
            is_certain = bool(mark) or word not in _UNCERTAIN
            self.fault(rules.WRONG_OPERATOR, message, token, help_, self._spaced(meant) if is_certain else None)
        return meant

    def _spaced(self, operator: str) -> str:
        """An operator as it must be written at the current token: `and` and `or` need a space on each side."""
        if operator not in _WORDS:
            return operator
        token = self.tokens[self.at]
        is_after = self.at > 0 and self.tokens[self.at - 1].end == token.start
        is_before = self.tokens[self.at + 1].start == token.end
        return f"{' ' if is_after else ''}{operator}{' ' if is_before else ''}"

    def _word_slip(self, word: str) -> str | None:
        is_name = (
            self.is_mark("(", ".", ahead=1) or self.tokens[min(self.at + 1, len(self.tokens) - 1)].kind is Kind.END
        )
        return None if is_name else _WORD_SLIPS.get(word)

    def not_word(self) -> Token | None:
        """Moves past the word `not` where it can only be an operator; reports it and treats it as `!`."""
        token = self.tokens[self.at]
        if token.kind is not Kind.NAME or token.text.lower() != "not":
            return None
        follows = self.tokens[self.at + 1]
        if follows.mark and follows.mark not in ("(", "!"):
            return None
        if follows.kind is Kind.END or (follows.kind is Kind.NAME and follows.text.lower() in _WORDS):
            return None
        self.fault(rules.WRONG_OPERATOR, f"{token.text} is not an operator.", token, "Write ! instead.")
        return self.advance()

    def begins_operand(self) -> bool:
        """Whether a value can start here."""
        return self.token.kind in (Kind.NUMBER, Kind.STRING, Kind.NAME) or self.is_mark("(")

    def is_word(self) -> bool:
        """Whether the current token is `and` or `or`."""
        return self.token.kind is Kind.NAME and self.token.text.lower() in _WORDS and not self.is_mark("(", ahead=1)

    def skip_brackets(self) -> None:
        """Moves past the bracket at the current token, its partner, and everything in between."""
        depth = 0
        while self.token.kind is not Kind.END:
            depth += self.is_mark("(", "[") - self.is_mark(")", "]")
            self.advance()
            if depth == 0:
                return

    def span(self, begins: int) -> Span:
        """The place from a token to the last token read."""
        end = self.tokens[self.at - 1].end if self.at > begins else self.tokens[begins].end
        return Span(self.tokens[begins].start, end)

    def since(self, node: Node) -> Span:
        """The place from a node to the last token read."""
        return Span(node.span.start, max(node.span.end, self.tokens[self.at - 1].end))

    # The faults

    def fault(
        self,
        rule: Rule,
        message: str,
        token: Token,
        help: str | None = None,  # noqa: A002
        instead: str | None = None,
    ) -> None:
        """Reports a fault at a token, unless it was just reported as a missing value."""
        if self.faults and token.start < token.end:
            last = self.faults[-1]
            if last.rule is rules.MISSING_OPERAND and last.start == token.start:
                return
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(TextFault(rule, message, token.start, token.end, help, instead))

    def tell_no_operand(self) -> Node:
        """Reports that no value starts here."""
        token = self.token
        before = self.tokens[self.at - 1].text if self.at else ""
        where = f"after {before}" if before and before not in ("(", "[", ",") else "here"
        self.fault(rules.MISSING_OPERAND, f"A value is missing {where}.", token)
        if token.mark == ".":
            self.advance()
            if self.token.kind is Kind.NAME:
                self.advance()
        return Broken(Span(token.start, token.start))

    def tell_second_operator(self) -> None:
        """Reports an operator where a value should start; moves past it and the operators after it."""
        token = self.advance()
        before = self.tokens[self.at - 2].text if self.at >= 2 else ""
        if token.text == "-" == before:
            help_ = "Write only one minus before a value, or use parentheses: -(-x)."
        elif token.text == "+":
            help_ = "Remove the +: a value cannot have a plus sign."
        else:
            help_ = "An operator needs a value on each side."
        self.fault(rules.ADJACENT_OPERATORS, f"Expected a value, but found {token.text}.", token, help_)
        while self.token.mark in LEVEL_OF or self.token.mark in _SLIPS:
            self.advance()

    def tell_stray(self, token: Token) -> None:
        """Reports a closing bracket or comma with no open bracket; after a comma, the next bracket is not reported."""
        if token.text == ",":
            if not self._is_comma_told:
                message = "Unexpected comma: commas only separate the arguments of a function."
                self.fault(rules.UNBALANCED_BRACKET, message, token, "Check whether a bracket closes too early.")
            self._is_comma_told = True
            return
        if self._is_comma_told:
            self._is_comma_told = False
            return
        opener = "(" if token.text == ")" else "["
        self.fault(rules.UNBALANCED_BRACKET, f"Unmatched {token.text}.", token, f"Remove it, or add {opener}.")

    def tell_unclosed(self, opener: Token, closer: str) -> None:
        """Reports an open bracket where another kind closes or the text ends; reported once at the end of the text."""
        token = self.token
        if token.mark in (")", "]"):
            message = f"Expected {closer} to close {opener.text}, but found {token.text}."
            self.fault(rules.UNBALANCED_BRACKET, message, token, f"Write {closer}.")
            self.advance()
        elif not self._is_unclosed_told:
            self._is_unclosed_told = True
            self.fault(rules.UNBALANCED_BRACKET, f"This {opener.text} is not closed.", opener, f"Add {closer}.")

    def tell_missing_operator(self, token: Token) -> None:
        """Reports a value right after another, unless a fault between the two, or in the second, explains it."""
        before = self.tokens[self.at - 1] if self.at else token
        if any(
            (fault.rule is rules.UNEXPECTED_CHARACTER and before.end <= fault.start < token.start)
            or (fault.rule is rules.UNTERMINATED_STRING and fault.start == token.start)
            for fault in self.faults
        ):
            return
        shown = f'"{token.text}"' if token.kind is Kind.STRING else token.text
        shown = shown if len(shown) <= 40 else shown[:37] + "…"
        help_ = "Put an operator between the two values, such as +, == or and."
        if Kind.STRING in (before.kind, token.kind) and before.end == token.start:
            help_ = 'To put a quote inside a string, write \\".'
        self.fault(rules.MISSING_OPERATOR, f"An operator is missing before {shown}.", token, help_)

    def tell_unparenthesized(self, token: Token) -> None:
        """Reports a `?:` or `or` in a branch of `?:`, or a `:` outside of `?:`."""
        if token.text == ":":
            self.fault(rules.MISSING_OPERAND, "This : has no ? before it.", token, "Write condition ? a : b.")
            return
        what = "?: inside ?:" if token.text == "?" else "or inside a branch of ?:"
        help_ = "Put it in parentheses, or use If(condition, yes, no)."
        self.fault(rules.NESTED_CONDITIONAL, f"{what} needs parentheses.", token, help_)
