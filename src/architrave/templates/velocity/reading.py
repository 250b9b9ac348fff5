"""Parses a template: text, references and comments; `directives` reads what starts with `#` and a name."""

import re
from dataclasses import replace
from functools import lru_cache

from architrave.templates.faults import Fault
from architrave.templates.velocity.directives import DirectiveReader
from architrave.templates.velocity.expressions import DEEPEST, ExpressionReader, TooDeep, Unreadable
from architrave.templates.velocity.nodes import Escaped, Macro, Node, Reference, Slashes, Template, Text

LONGEST = 64 * 1024
"""The maximum length of a template, in characters."""

_INTERESTING = re.compile(r"(?<!\\)\\*[$#]")


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
    references = tuple(sorted(reader.references, key=lambda found: found.offset))
    return Template(text, body, references, reader.macros)


class _Reader(DirectiveReader):
    """Parses one text, which is nested `depth` levels deep and starts at `base` in the whole template."""

    def __init__(self, text: str, depth: int, *, base: int = 0, in_quotes: bool = False) -> None:
        self.text = text
        self.depth = depth
        self.base = base
        self.in_quotes = in_quotes
        self.at = 0
        self.inside_if = False
        self.ended_by = ""
        self.blocks: list[bool] = []
        self.line_start = 0
        self.references: list[Reference] = []
        self.macros: dict[str, Macro] = {}

    def template(self) -> tuple[Node, ...]:
        """The whole text. Raises Unreadable."""
        return self.body(frozenset())

    def body(self, until: frozenset[str]) -> tuple[Node, ...]:
        """The nodes up to the end, or up to one of the directives `until`, which is then in `ended_by`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeep("Blocks are nested too deeply.", self.at)
        nodes: list[Node] = []
        text: list[str] = []
        while (found := _INTERESTING.search(self.text, self.at)) is not None:
            text.append(self.text[self.at : found.start()])
            self.at = found.end() - 1
            node = self._special(found, text, until)
            if self.ended_by:
                break
            if node is not None:
                _flush(text, nodes)
                nodes.append(node)
        else:
            text.append(self.text[self.at :])
            self.at = len(self.text)
        _flush(text, nodes)
        self.depth -= 1
        return tuple(nodes)

    def _special(self, found: re.Match[str], text: list[str], until: frozenset[str]) -> Node | None:
        """The node at a `$` or `#` after backslashes; None if it is text, which is then appended to `text`."""
        slashes = found.end() - 1 - found.start()
        if found[0][-1] == "#":
            return self.hash(slashes, text, until)
        reference = self._reference()
        if reference is None:
            text.append("\\" * slashes + "$")
            self.at += 1
            return None
        if slashes == 0:
            return reference
        text.append("\\" * (slashes // 2) if slashes % 2 else "")
        # The place of the reference is that of the backslashes before it, as in Velocity's messages.
        moved = replace(reference, offset=reference.offset - slashes)
        self.references[self.references.index(reference)] = moved
        return Escaped(moved) if slashes % 2 else Slashes(slashes, moved)

    def _reference(self) -> Reference | None:
        reader = self.expressions()
        found = reader.reference()
        self.take(reader)
        return found

    # -- the position --------------------------------------------------------------------------------------------

    def expressions(self) -> ExpressionReader:
        """A reader of expressions at the current position."""
        return ExpressionReader(self.text, self.at, self)

    def take(self, reader: ExpressionReader) -> None:
        """Go on where a reader of expressions stopped."""
        self.at = reader.at
        self.references.extend(reader.references)

    def quoted(self, body: str, start: int, depth: int) -> tuple[Node, ...]:
        """The nodes of a double-quoted string that starts at a position of this text."""
        inner = _Reader(body, depth, base=self.base + start, in_quotes=True)
        try:
            nodes = inner.template()
        except Unreadable as problem:
            raise type(problem)(problem.message, problem.offset + start) from None
        self.references.extend(inner.references)
        self.macros |= inner.macros
        return nodes


def _flush(text: list[str], nodes: list[Node]) -> None:
    joined = "".join(text)
    if joined:
        nodes.append(Text(joined))
    text.clear()
