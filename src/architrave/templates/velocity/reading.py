"""Parses a template: text, references, and the directives that start with `#`."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import NoReturn

from architrave.templates.faults import Fault
from architrave.templates.velocity.expressions import DEEPEST, ExpressionReader, TooDeep, Unreadable
from architrave.templates.velocity.nodes import (
    Escaped,
    Expression,
    Foreach,
    If,
    Leave,
    Node,
    Reference,
    Set,
    Template,
    Text,
)

LONGEST = 64 * 1024
"""The maximum length of a template, in characters."""

_INTERESTING = re.compile(r"(?<!\\)\\*[$#]")
_DIRECTIVE = re.compile(r"#(?:\{([a-z]+)\}|([a-zA-Z]+))")
_VARIABLE = re.compile(r"[ \t\r\n]*\$!?(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))", re.ASCII)
_IN = re.compile(r"[ \t\r\n]+in\b")
_ALONE = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_BLOCKS = frozenset({"if", "elseif", "else", "end", "set", "foreach", "break", "stop"})
_REFUSED = frozenset({"include", "parse", "evaluate", "define", "macro"})


@lru_cache(maxsize=512)
def parse_template(text: str) -> Template | Fault:
    """The template in a text, or why it cannot be parsed. Results are cached."""
    if len(text) > LONGEST:
        return Fault(f"The template is longer than {LONGEST:,} characters.")
    reader = _Reader(text, 0)
    try:
        body = reader.template()
    except Unreadable as problem:
        return Fault(problem.message, problem.offset)
    return Template(text, body, tuple(sorted(reader.references, key=lambda found: found.offset)))


class _Reader:
    """Parses one text, which is nested `depth` levels deep."""

    def __init__(self, text: str, depth: int) -> None:
        self._text = text
        self._depth = depth
        self._at = 0
        self._ended_by = ""
        self._next_condition: Expression | None = None
        self.references: list[Reference] = []

    def template(self) -> tuple[Node, ...]:
        """The whole text. Raises Unreadable."""
        return self._body(frozenset())

    def _body(self, until: frozenset[str]) -> tuple[Node, ...]:
        """The nodes up to the end, or up to one of the directives `until`, which is then in `_ended_by`."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeep("Blocks are nested too deeply.", self._at)
        nodes: list[Node] = []
        text: list[str] = []
        while (found := _INTERESTING.search(self._text, self._at)) is not None:
            text.append(self._text[self._at : found.start()])
            self._at = found.end() - 1
            node = self._special(found, text, until)
            if self._ended_by:
                break
            if node is not None:
                _flush(text, nodes)
                nodes.append(node)
        else:
            text.append(self._text[self._at :])
            self._at = len(self._text)
        _flush(text, nodes)
        self._depth -= 1
        return tuple(nodes)

    def _special(self, found: re.Match[str], text: list[str], until: frozenset[str]) -> Node | None:
        """The node at a `$` or `#` after backslashes; None if it is text, which is then appended to `text`."""
        slashes = found.end() - 1 - found.start()
        if found[0][-1] == "$":
            reference = self._reference()
            if reference is None:
                text.append("\\" * slashes + "$")
                self._at += 1
                return None
            text.append("\\" * (slashes // 2))
            return Escaped(reference) if slashes % 2 else reference
        if slashes % 2:
            text.append("\\" * (slashes // 2) + "#")
            self._at += 1
            return None
        text.append("\\" * slashes)
        return self._hash(text, until)

    def _reference(self) -> Reference | None:
        reader = self._expressions()
        found = reader.reference()
        self._take(reader)
        return found

    def _hash(self, text: list[str], until: frozenset[str]) -> Node | None:
        if self._skip_comment(text):
            return None
        word = _DIRECTIVE.match(self._text, self._at)
        name = "" if word is None else _named(word[1] or word[2])
        if word is None or (name not in _BLOCKS and name not in _REFUSED):
            text.append("#")
            self._at += 1
            return None
        if name in _REFUSED:
            self._fail(f"#{name} is not available in data actions.", self._at)
        start = self._at
        self._at = word.end() if word[1] else start + 1 + len(name)
        if name in {"elseif", "else", "end"}:
            if name not in until:
                self._fail(f"#{name} without a matching #if or #foreach.", start)
            self._next_condition = self._condition() if name == "elseif" else None
            self._swallow_line(start, text)
            self._ended_by = name
            return None
        return self._directive(name, start, text)

    def _directive(self, name: str, start: int, text: list[str]) -> Node:
        match name:
            case "if":
                return self._if(start, text)
            case "set":
                variable = self._opening_variable()
                reader = self._expressions()
                reader.expect("=")
                value = reader.expression()
                reader.expect(")")
                self._take(reader)
                self._swallow_line(start, text)
                return Set(variable, value)
            case "foreach":
                return self._foreach(start, text)
            case _:
                self._swallow_line(start, text)
                return Leave(name)

    def _if(self, start: int, text: list[str]) -> Node:
        branches: list[tuple[Expression | None, tuple[Node, ...]]] = []
        condition: Expression | None = self._condition()
        self._swallow_line(start, text)
        while True:
            until = frozenset({"elseif", "else", "end"}) if condition is not None else frozenset({"end"})
            body = self._body(until)
            ended_by, self._ended_by = self._ended_by, ""
            if not ended_by:
                self._fail("This #if has no #end.", start)
            branches.append((condition, body))
            if ended_by == "end":
                return If(tuple(branches))
            condition = self._next_condition

    def _foreach(self, start: int, text: list[str]) -> Node:
        variable = self._opening_variable()
        found = _IN.match(self._text, self._at)
        if found is None:
            self._fail("Expected “in”: #foreach($item in $items).", self._at)
        self._at = found.end()
        reader = self._expressions()
        items = reader.expression()
        reader.expect(")")
        self._take(reader)
        self._swallow_line(start, text)
        body = self._body(frozenset({"end"}))
        if not self._ended_by:
            self._fail("This #foreach has no #end.", start)
        self._ended_by = ""
        return Foreach(variable, items, body)

    def _condition(self) -> Expression:
        reader = self._expressions()
        reader.expect("(")
        condition = reader.expression()
        reader.expect(")")
        self._take(reader)
        return condition

    def _opening_variable(self) -> str:
        reader = self._expressions()
        reader.expect("(")
        found = _VARIABLE.match(self._text, reader.at)
        if found is None:
            self._fail("Expected a variable, for example $item.", reader.at)
        self._at = found.end()
        return found[1] or found[2]

    def _skip_comment(self, text: list[str]) -> bool:
        at = self._at
        if self._text.startswith("##", at):
            end = self._text.find("\n", at)
            self._at = len(self._text) if end < 0 else end + 1
        elif self._text.startswith("#*", at):
            self._at = self._after("*#", "This comment is not closed. Add “*#”.")
        elif self._text.startswith("#[[", at):
            self._at = self._after("]]#", "This text is not closed. Add “]]#”.")
            text.append(self._text[at + 3 : self._at - 3])
        else:
            return False
        return True

    def _after(self, closing: str, message: str) -> int:
        end = self._text.find(closing, self._at + 2)
        if end < 0:
            self._fail(message, self._at)
        return end + len(closing)

    # -- lines with only a directive -----------------------------------------------------------------------------

    def _swallow_line(self, start: int, text: list[str]) -> None:
        """For a directive alone on its line, drop the blanks before it and the line break after it (recorded)."""
        line = self._text.rfind("\n", 0, start) + 1
        after = _ALONE.match(self._text, self._at)
        if after is not None and not self._text[line:start].strip(" \t"):
            self._at = after.end()
            text[:] = ["".join(text).rstrip(" \t")]

    # -- the position --------------------------------------------------------------------------------------------

    def _expressions(self) -> ExpressionReader:
        return ExpressionReader(self._text, self._at, self._depth, self._quoted)

    def _take(self, reader: ExpressionReader) -> None:
        self._at = reader.at
        self.references.extend(reader.references)

    def _quoted(self, body: str, base: int, depth: int) -> tuple[Node, ...]:
        inner = _Reader(body, depth)
        try:
            nodes = inner.template()
        except Unreadable as problem:
            raise type(problem)(problem.message, problem.offset + base) from None
        self.references.extend(replace(found, offset=found.offset + base) for found in inner.references)
        return nodes

    def _fail(self, message: str, at: int) -> NoReturn:
        raise Unreadable(message, at)


def _named(word: str) -> str:
    """The directive at the start of a word: `#end` and `#else` may be followed by letters, the others may not."""
    if word in _BLOCKS or word in _REFUSED:
        return word
    return next((name for name in ("end", "else") if word.startswith(name)), word)


def _flush(text: list[str], nodes: list[Node]) -> None:
    joined = "".join(text)
    if joined:
        nodes.append(Text(joined))
    text.clear()
