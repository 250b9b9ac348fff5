"""Reads what starts with `#`: comments, blocks and calls of macros, and the white space around them."""

import re
from abc import ABC, abstractmethod
from typing import NoReturn

from architrave.templates.velocity.expressions import ExpressionReader, Unreadable
from architrave.templates.velocity.nodes import (
    Call,
    Define,
    Expression,
    Foreach,
    If,
    Leave,
    Macro,
    Node,
    Reference,
    Set,
)

_DIRECTIVE = re.compile(r"#(@?)(?:\{([A-Za-z_][A-Za-z0-9_-]*)\}|([A-Za-z_][A-Za-z0-9_]*))")
_OPENED = re.compile(r"[ \t]*\(")
_VARIABLE = re.compile(r"[ \t\r\n]*\$!?(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))", re.ASCII)
_WORD = re.compile(r"[ \t\r\n]*([A-Za-z_][A-Za-z0-9_-]*)")
_IN = re.compile(r"[ \t\r\n]+in\b")
_REST_OF_LINE = re.compile(r"[ \t]*\r?\n")
_EMPTY_ARGUMENTS = re.compile(r"\(\)")
_BLOCKS = frozenset({"if", "elseif", "else", "end", "set", "foreach", "break", "stop", "define", "macro"})
_REFUSED = frozenset({"include", "parse", "evaluate"})
_OPENING = frozenset({"if", "elseif", "else", "foreach", "define", "macro"})
"""Directives that take the line break after them, wherever they are on their line."""

_BEGINNING = frozenset({"if", "foreach", "define", "macro"})
_END = frozenset({"end"})
_END_OR_ELSE = frozenset({"else", "end"})
_END_OR_BRANCH = frozenset({"elseif", "else", "end"})


class DirectiveReader(ABC):
    """The part of a template's reader that reads directives. The other part reads what is between and inside them."""

    text: str
    depth: int
    base: int
    at: int
    inside_if: bool
    ended_by: str
    references: list[Reference]
    macros: dict[str, Macro]
    blocks: list[bool]
    """For each block around: whether its directive is the first on its line."""
    line_start: int
    """Where a line counts as started, after an #if that is the first on its line."""
    _next_condition: Expression | None = None

    @abstractmethod
    def body(self, until: frozenset[str]) -> tuple[Node, ...]:
        """The nodes up to one of the directives `until`."""

    @abstractmethod
    def expressions(self) -> ExpressionReader:
        """A reader of expressions at the current position."""

    @abstractmethod
    def take(self, reader: ExpressionReader) -> None:
        """Go on where a reader of expressions stopped."""

    def hash(self, slashes: int, text: list[str], until: frozenset[str]) -> Node | None:
        """The node at a `#` after backslashes; None if there is none, or a block ends here (see `ended_by`)."""
        word = _DIRECTIVE.match(self.text, self.at)
        name = "" if word is None else word[2] or word[3]
        is_block = name in _BLOCKS or name in _REFUSED
        if slashes and (is_block or word is None):
            halved = "\\" * (slashes // 2)
            if slashes % 2 and (word is not None or not self.text.startswith(("##", "#*", "#["), self.at)):
                return self._escaped(halved if is_block else "\\" * slashes, text)
            text.append("\\" * slashes if name == "set" or not is_block else halved)
        elif slashes:
            text.append("\\" * slashes)
            if slashes % 2:
                return self._escaped("", text)
        if self._skip_comment(text):
            return None
        if word is None or (name == "set" and _OPENED.match(self.text, word.end()) is None):
            text.append("#")
            self.at += 1
            return None
        if name in _REFUSED and _OPENED.match(self.text, word.end()):
            self.fail(f"#{name} is not available in data actions.", self.at)
        if not is_block or word[1]:
            return self._call(word, name, text)
        start = self.at
        self.at = word.end()
        if name in _END_OR_BRANCH:
            if name not in until:
                self.fail(f"#{name} without a matching #if or #foreach.", start)
            self._next_condition = self._condition() if name == "elseif" else None
            self._swallow(name, start, text)
            self.ended_by = name
            return None
        return self._block(name, start, text)

    def _escaped(self, slashes: str, text: list[str]) -> None:
        text.append(slashes + "#")
        self.at += 1

    def _block(self, name: str, start: int, text: list[str]) -> Node | None:
        match name:
            case "if":
                return self._if(start, text)
            case "set":
                return self._set(start, text)
            case "foreach":
                return self._foreach(start, text)
            case "define":
                variable = self._opening_variable()
                self._close()
                self._swallow(name, start, text)
                return Define(variable, self._until_end("define", start))
            case "macro":
                return self._macro(start, text)
            case _:
                if _EMPTY_ARGUMENTS.match(self.text, self.at):
                    self.at += 2
                self._swallow(name, start, text)
                return Leave(name)

    def _until_end(self, name: str, start: int) -> tuple[Node, ...]:
        nodes = self.body(_END)
        self.blocks.pop()
        if not self.ended_by:
            self.fail(f"This #{name} has no #end.", start)
        self.ended_by = ""
        return nodes

    def _if(self, start: int, text: list[str]) -> Node:
        around, self.inside_if = self.inside_if, True
        branches: list[tuple[Expression | None, tuple[Node, ...]]] = []
        condition: Expression | None = self._condition()
        self._swallow("if", start, text)
        while True:
            body = self.body(_END_OR_BRANCH if condition is not None else _END)
            ended_by, self.ended_by = self.ended_by, ""
            if not ended_by:
                self.fail("This #if has no #end.", start)
            branches.append((condition, body))
            if ended_by == "end":
                self.blocks.pop()
                self.inside_if = around
                return If(tuple(branches))
            condition = self._next_condition

    def _set(self, start: int, text: list[str]) -> Node:
        reader = self.expressions()
        reader.expect("(")
        reader.skip_space()
        target = reader.reference()
        if target is None or target.otherwise is not None:
            self.fail("Expected a variable, for example $item.", reader.at)
        if not target.steps:
            reader.references.remove(target)
        reader.expect("=")
        value = reader.whole()
        reader.expect(")")
        self.take(reader)
        self._swallow("set", start, text)
        return Set(target, value)

    def _foreach(self, start: int, text: list[str]) -> Node:
        variable = self._opening_variable()
        found = _IN.match(self.text, self.at)
        if found is None:
            self.fail("Expected “in”: #foreach($item in $items).", self.at)
        self.at = found.end()
        reader = self.expressions()
        reader.skip_space()
        offset = self.base + reader.at
        items = reader.item()
        reader.expect(")")
        self.take(reader)
        self._swallow("foreach", start, text)
        body = self.body(_END_OR_ELSE)
        ended_by, self.ended_by = self.ended_by, ""
        if not ended_by:
            self.fail("This #foreach has no #end.", start)
        otherwise: tuple[Node, ...] = ()
        if ended_by == "else":
            otherwise = self._until_end("foreach", start)
        else:
            self.blocks.pop()
        return Foreach(variable, items, body, otherwise, offset)

    # -- macros --------------------------------------------------------------------------------------------------

    def _macro(self, start: int, text: list[str]) -> Node | None:
        if not _OPENED.match(self.text, self.at):
            text.append("#macro")
            return None
        reader = self.expressions()
        reader.expect("(")
        word = _WORD.match(self.text, reader.at)
        if word is None:
            self.fail("Expected the name of the macro.", reader.at)
        reader.at = word.end()
        parameters: list[tuple[str, Expression | None]] = []
        while not reader.sees(")"):
            if reader.sees(","):
                reader.at += 1
            variable = _VARIABLE.match(self.text, reader.at)
            if variable is None:
                self.fail("Expected a parameter, for example $value.", reader.at)
            reader.at = variable.end()
            default = None
            if reader.sees("="):
                reader.at += 1
                default = reader.expression()
            parameters.append((variable[1] or variable[2], default))
        reader.expect(")")
        self.take(reader)
        self._swallow("macro", start, text)
        around, self.inside_if = self.inside_if, False
        macro = Macro(word[1], tuple(parameters), self._until_end("macro", start))
        self.inside_if = around
        self.macros.setdefault(macro.name, macro)
        return macro

    def _call(self, word: re.Match[str], name: str, text: list[str]) -> Node | None:
        """A call of a macro: a name and arguments, separated by blanks or commas. Other words are text."""
        start = self.at
        opened = _OPENED.match(self.text, word.end())
        if opened is None:
            text.append(word[0])
            self.at = word.end()
            return None
        reader = self.expressions()
        reader.at = opened.end()
        arguments: list[Expression] = []
        while not reader.sees(")"):
            if arguments and reader.sees(","):
                reader.at += 1
            arguments.append(reader.argument())
        reader.at += 1
        self.take(reader)
        body = None
        if word[1]:
            self._swallow("macro", start, [])
            body = self._until_end(f"@{name}", start)
        source = self.text[start : self.at]
        return Call(name, tuple(arguments), body, source, self.base + start)

    # -- parts ---------------------------------------------------------------------------------------------------

    def _condition(self) -> Expression:
        reader = self.expressions()
        reader.expect("(")
        condition = reader.whole()
        reader.expect(")")
        self.take(reader)
        return condition

    def _close(self) -> None:
        reader = self.expressions()
        reader.expect(")")
        self.take(reader)

    def _opening_variable(self) -> str:
        reader = self.expressions()
        reader.expect("(")
        found = _VARIABLE.match(self.text, reader.at)
        if found is None:
            self.fail("Expected a variable, for example $item.", reader.at)
        self.at = found.end()
        return found[1] or found[2]

    def _skip_comment(self, text: list[str]) -> bool:
        at = self.at
        if self.text.startswith("##", at):
            end = self.text.find("\n", at)
            self.at = len(self.text) if end < 0 else end + 1
        elif self.text.startswith("#*", at):
            self.at = self._after("*#", at + 2)
        elif self.text.startswith("#[[", at):
            end = self.text.find("]]#", at + 3)
            text.append(self.text[at + 3 : end] if end >= 0 else "")
            self.at = len(self.text) if end < 0 else end + 3
        else:
            return False
        return True

    def _after(self, closing: str, start: int) -> int:
        end = self.text.find(closing, start)
        return len(self.text) if end < 0 else end + len(closing)

    def _swallow(self, name: str, start: int, text: list[str]) -> None:
        """Drop the blanks before a directive that is the first on its line, and the line break after it (measured).

        #end takes its line break if the directive that it ends is the first on its line.
        """
        line = max(self.text.rfind("\n", 0, start) + 1, self.line_start)
        at_start = not self.text[line:start].strip(" \t")
        if name in _BEGINNING:
            self.blocks.append(at_start)
        first = self.blocks[-1] if name == "end" else at_start
        after = _REST_OF_LINE.match(self.text, self.at)
        if after is not None and (first or name in _OPENING):
            self.at = after.end()
        elif name in {"if", "else"} and self.blocks[-1]:
            self.line_start = self.at
        if at_start and start > line:
            written = "".join(text)
            text[:] = [written[: len(written) - (start - line)]]

    def fail(self, message: str, at: int) -> NoReturn:
        """Stop with a syntax error at a position of this text."""
        raise Unreadable(message, at)
