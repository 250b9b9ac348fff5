"""Printing is the inverse of parsing."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.expressions.parser import parse
from architrave.expressions.printer import print_tree
from architrave.expressions.syntax_tree import (
    Binary,
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
from architrave.expressions.token_reader import LEVEL_OF

PRINTED = [
    ("1+2*3", "1 + (2 * 3)"),
    ("-2^2", "-2 ^ 2"),
    ("-(2)^2", "(-(2)) ^ 2"),
    ("a?b:c", "a ? b : c"),
    ('Flow.json."odd name"', 'Flow.json."odd name"'),
    ("Flow.contact.address.city", "Flow.contact.address.city"),
    ('"a\\n\\"b\\\\"', '"a\\n\\"b\\\\"'),
    ("5.", "5.0"),
    (".5", "0.5"),
    ("x and Y AND z", "(x and Y) and z"),
    ("!!x", "!(!x)"),
    ("f(1,\n2)[0]", "f(1, 2)[0]"),
]


@pytest.mark.parametrize(("text", "printed"), PRINTED)
def test_printed(text: str, printed: str):
    tree, faults = parse(text)
    assert not faults
    assert print_tree(tree) == printed


S = Span(0, 0)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,6}", fullmatch=True).filter(
    lambda name: name.lower() not in ("and", "or", "not", "true", "false", "not_set")
)
LEAVES = st.one_of(
    st.builds(Literal, st.integers(-(10**15) + 1, 10**15 - 1), st.just(S)),
    st.builds(Literal, st.text(max_size=8), st.just(S)),
    st.builds(Literal, st.booleans(), st.just(S)),
    st.builds(
        Literal,
        st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9).map(
            lambda value: value or Decimal(0).copy_sign(value)
        ),
        st.just(S),
    ),
    st.builds(NotSet, st.just(S)),
    st.builds(lambda scope, name: Reference(f"{scope}.{name}", S), NAMES, NAMES),
    st.builds(Reference, NAMES, st.just(S)),
)


def _grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Binary, st.sampled_from(sorted(LEVEL_OF)), nodes, nodes, st.just(S), st.just(S)),
        st.builds(Unary, st.sampled_from("!~-"), nodes, st.just(S)),
        st.builds(Conditional, nodes, nodes, nodes, st.just(S), st.just(S)),
        st.builds(lambda name, arguments: Call(name, tuple(arguments), S, S), NAMES, st.lists(nodes, max_size=3)),
        st.builds(Member, nodes, st.one_of(NAMES, st.text(max_size=5)), st.just(S), st.just(S)),
        st.builds(Index, nodes, nodes, st.just(S), st.just(S)),
    )


@pytest.mark.property
@settings(max_examples=300)
@given(st.recursive(LEAVES, _grown, max_leaves=25))
def test_parsing_a_printed_tree_gives_the_same_tree(tree: Node):
    again, faults = parse(print_tree(tree))
    assert not faults
    assert again == tree


@pytest.mark.slow
def test_long_chains_are_printed():
    tree, _ = parse("+".join(["1"] * 5000))
    assert print_tree(tree).endswith("+ 1")
