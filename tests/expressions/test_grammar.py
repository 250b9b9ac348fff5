"""The parser follows `grammar.ebnf`: it accepts everything that the grammar generates, with its precedence."""

import random
import re
from functools import cache
from importlib.resources import files

import pytest

from architrave.expressions import parser
from architrave.expressions.parser import parse
from architrave.expressions.token_reader import LEVELS

TEXT = (files("architrave.expressions") / "grammar.ebnf").read_text(encoding="utf-8")
WITHOUT_COMMENTS = re.sub(r"\(\*.*?\*\)", "", TEXT, flags=re.DOTALL)
RULES = {
    match[1]: " ".join(match[2].split())
    for match in re.finditer(r"^(\w+)\s*=\s*(.*?)\s;\s*$", WITHOUT_COMMENTS, re.MULTILINE | re.DOTALL)
}
TERMINALS = {
    "NUMBER": ["0", "12", "3.5", ".5", "5."],
    "STRING": ['""', '"a"', '"a \\" b"'],
    "NAME": ["x", "Flow", "Größe", "$a", "If"],
}
PIECES = {name: tuple(re.findall(r'"[^"]*"|\w+|[\[\]{}()|,]', text)) for name, text in RULES.items()}


class _Maker:
    """Makes random sentences of the grammar, with limited depth."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def rule(self, name: str, depth: int) -> str:
        if name in TERMINALS:
            return self.chance.choice(TERMINALS[name])
        alternatives = _split(PIECES[name], "|")
        if depth <= 0 and name == "atom":
            alternatives = alternatives[:5]
        return self.sequence(self.chance.choice(alternatives), depth)

    def sequence(self, pieces: tuple[str, ...], depth: int) -> str:
        return " ".join(made for part in _split(pieces, ",") if (made := self.part(part, depth)))

    def part(self, pieces: tuple[str, ...], depth: int) -> str:
        head = pieces[0]
        if head in "[{(":
            inner = self.chance.choice(_split(pieces[1:-1], "|"))
            times = 1 if head == "(" else self.chance.choice([0, 0, 1]) if depth > 0 else 0
            return " ".join(self.sequence(inner, depth - 1) for _ in range(times))
        return head[1:-1] if head[0] == '"' else self.rule(head, depth - (head == "expression"))


@cache
def _split(pieces: tuple[str, ...], separator: str) -> list[tuple[str, ...]]:
    """The pieces between separators outside of brackets."""
    parts: list[list[str]] = [[]]
    depth = 0
    for piece in pieces:
        depth += (piece in "[{(") - (piece in "]})")
        if piece == separator and not depth:
            parts.append([])
        else:
            parts[-1].append(piece)
    return [tuple(part) for part in parts]


def test_the_whole_grammar_is_read():
    assert list(RULES)[:3] == ["expression", "or", "and"]
    assert {"prefix", "minus", "postfix", "atom"} <= set(RULES)


@pytest.mark.parametrize("tens", range(40))
def test_what_the_grammar_generates_is_accepted(tens: int):
    for seed in range(10 * tens, 10 * tens + 10):
        sentence = _Maker(seed).rule("expression", 4)
        _, faults = parse(sentence)
        # The grammar says only in a comment that a literal cannot be indexed.
        found = [(fault.rule.slug, fault.message) for fault in faults if fault.rule.slug != "index-on-literal"]
        assert found == [], sentence


def test_operators_bind_as_the_grammar_nests_them():
    nested = []
    name = "or"
    while name != "prefix":
        nested.append(tuple(quoted for quoted in re.findall(r'"([^"]+)"', RULES[name])))
        name = RULES[name].split(" ", 1)[0]
    assert nested == [tuple(level) for level in LEVELS]


@pytest.mark.parametrize("name", ["expression", "prefix", "minus", "postfix"])
def test_methods_name_the_rules_that_they_read(name: str):
    documented = " ".join(
        " ".join(method.__doc__.split()) for method in vars(parser._Parser).values() if method.__doc__
    )
    assert f"{name} = {RULES[name]}" in documented
