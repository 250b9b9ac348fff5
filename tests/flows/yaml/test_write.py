"""Values as YAML on one line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tests.generating  # noqa: F401 - its profile
from architrave.diagnostics import Source
from architrave.flows.yaml import plain_value, read_yaml
from architrave.flows.yaml.write import inline

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Sales", "Sales"),
        ("Sales: EMEA", '"Sales: EMEA"'),
        ("true", '"true"'),
        ("12", '"12"'),
        ("8bd2bdc8-56cf-566e-b34a-7d7551477e50", "8bd2bdc8-56cf-566e-b34a-7d7551477e50"),
        ("", '""'),
        ("a\nb\u2028\\", '"a\\nb\\u2028\\\\"'),
        ({"name": "A b", "n": [1, True, None]}, "{name: A b, n: [1, true, null]}"),
        (Decimal("1.50"), "1.50"),
    ],
)
def test_forms(value: object, text: str) -> None:
    assert inline(value) == text


@pytest.mark.property
@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    node, faults = read_yaml(Source("x", f"value: {inline(value)}\n"))
    assert not faults
    assert node is not None
    assert plain_value(node) == {"value": value}


def test_other_objects_are_a_bug() -> None:
    with pytest.raises(TypeError):
        inline(object())
