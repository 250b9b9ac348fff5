"""The cost of each kind of work in a template: work that depends on the length of a text is never free."""

from typing import Any

import pytest

from architrave.templates import Fault, parse_template, render
from architrave.templates.velocity import rendering
from architrave.templates.velocity.budget import CHARACTERS, STEPS, Budget

VALUES: dict[str, Any] = {"input": {"text": "abcd", "other": "abcdef", "list": ["a", "b", "c"]}}

COSTS = [
    # A node is a step, and so is a property access. A text costs its length when it is created and when it is printed.
    ("", 0, 0),
    ("words", 1, 5),
    ("$input.text", 2, 8),
    ("$!nothing", 1, 0),
    # A value is also a step. A comparison scans the shorter text; a new text costs its length.
    ("#set($x = 'a')", 2, 0),
    ("#set($x = $input.text == $input.other)", 6, 4),
    ("#set($x = $input.text < $input.other)", 6, 4),
    ("#set($x = 1 == 2)", 4, 0),
    ("#set($x = $input.text + $input.other)", 6, 14),
    ('#set($x = "$input.text!")', 5, 14),
    # A range costs its numbers; an iteration of a loop is a step.
    ("#set($x = [1..5])", 4, 5),
    ("#foreach($i in [1..5])#end", 9, 5),
    ("#foreach($i in $input.list)x#end", 9, 3),
    # A method scans its value, and a new text costs its length; a pattern with a repetition costs far more.
    ("#set($x = $input.text.length())", 4, 4),
    ("#set($x = $input.text.equals($input.text))", 6, 4),
    ("#set($x = $input.text.toUpperCase())", 4, 8),
    ("#set($x = $input.text.toString())", 4, 4),
    ("#set($x = $input.other.replaceAll('[ab]*c', ''))", 6, 11),
    ("#set($x = $input.other.replaceAll('x', ''))", 6, 12),
    # A tool scans its arguments twice.
    ("#set($x = $esc.json($input.text))", 4, 12),
]


@pytest.mark.parametrize(("text", "steps", "characters"), COSTS)
def test_what_a_template_costs(monkeypatch: pytest.MonkeyPatch, text: str, steps: int, characters: int) -> None:
    spent = Budget()
    monkeypatch.setattr(rendering, "Budget", lambda: spent)
    template = parse_template(text)
    assert not isinstance(template, Fault)
    render(template, VALUES)
    assert (STEPS - spent.steps, CHARACTERS - spent.characters) == (steps, characters)
