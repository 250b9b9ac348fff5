"""The cost of each kind of work in a template: work that depends on the length of a text is never free."""

from typing import Any

import pytest

from architrave.templates import Fault, parse_template, render
from architrave.templates.velocity import budget, evaluation
from architrave.templates.velocity.budget import CHARACTERS, STEPS, Budget

VALUES: dict[str, Any] = {"input": {"text": "abcd", "other": "abcdef", "list": ["a", "b", "c"]}}

COSTS = [
    # A node is a step, and so are a reference and each of its parts. A text costs its length when it is printed.
    ("", 0, 0),
    ("words", 1, 5),
    ("$input.text", 3, 4),
    ("$!nothing", 2, 0),
    # A value is also a step. A comparison scans the shorter text; a new text costs its length.
    ("#set($x = 'a')", 2, 0),
    ("#set($x = $input.text == $input.other)", 8, 4),
    ("#set($x = $input.text < $input.other)", 8, 0),
    ("#set($x = 1 == 2)", 4, 0),
    ("#set($x = $input.text + $input.other)", 8, 20),
    ('#set($x = "$input.text!")', 6, 5),
    # A list costs a step for each item that is compared or printed.
    ("#set($x = $input.list == $input.list)", 12, 3),
    ('#set($x = "$input.list")', 9, 21),
    # A range costs its numbers; an iteration of a loop is a step, and the items are copied.
    ("#set($x = [1..5])", 4, 5),
    ("#foreach($i in [1..5])#end", 9, 10),
    ("#foreach($i in $input.list)x#end", 10, 6),
    # A method scans its value, and a new text costs its length; so does a match of a pattern.
    ("#set($x = $input.text.length())", 5, 4),
    ("#set($x = $input.text.equals($input.text))", 9, 4),
    ("#set($x = $input.text.toUpperCase())", 5, 8),
    ("#set($x = $input.other.replaceAll('[ab]*c', ''))", 7, 16),
    ("#set($x = $input.other.replaceAll('x', ''))", 7, 18),
    # A tool scans its arguments twice.
    ("#set($x = $esc.json($input.text))", 7, 12),
]


@pytest.mark.parametrize(("text", "steps", "characters"), COSTS)
def test_what_a_template_costs(monkeypatch: pytest.MonkeyPatch, text: str, steps: int, characters: int) -> None:
    spent = Budget()
    monkeypatch.setattr(budget, "CHARACTERS_PER_INSTRUCTION", 0)  # a pattern's size depends on the engine's version
    monkeypatch.setattr(evaluation, "Budget", lambda: spent)
    template = parse_template(text)
    assert not isinstance(template, Fault)
    render(template, VALUES)
    assert (STEPS - spent.steps, CHARACTERS - spent.characters) == (steps, characters)


def test_a_pattern_costs_its_size_once() -> None:
    spent = Budget()
    spent.pattern("a{100}")
    once = CHARACTERS - spent.characters
    assert once > 100
    spent.pattern("a{100}")
    assert CHARACTERS - spent.characters == once
    spent.pattern("b{100}")
    assert CHARACTERS - spent.characters == 2 * once
