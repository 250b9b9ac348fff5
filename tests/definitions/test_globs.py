"""Patterns for paths, as in a .gitignore file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.definitions.globs import matches


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("old", "old/a.yaml", True),
        ("old", "flows/old/a.yaml", True),
        ("old/", "flows/old/a.yaml", True),
        ("/old", "flows/old/a.yaml", False),
        ("/old", "old/a.yaml", True),
        ("old", "older/a.yaml", False),
        ("*.yaml", "a/b/c.yaml", True),
        ("*.yml", "a/b/c.yaml", False),
        ("flows/old", "flows/old/a.yaml", True),
        ("flows/old", "x/flows/old/a.yaml", False),
        ("./flows/old", "flows/old/a.yaml", True),
        ("flows/*.yaml", "flows/a.yaml", True),
        ("flows/*.yaml", "flows/sub/a.yaml", False),
        ("flows/**/*.yaml", "flows/a.yaml", True),
        ("flows/**/*.yaml", "flows/x/y/a.yaml", True),
        ("flows/**", "flows/x/a.yaml", True),
        ("**/old/*.yaml", "x/y/old/a.yaml", True),
        ("a?.yaml", "ab.yaml", True),
        ("a?.yaml", "a/.yaml", False),
        ("[ab].yaml", "b.yaml", True),
        ("[!ab].yaml", "b.yaml", False),
        ("[.yaml", "[.yaml", True),
        ("a.yaml", "aXyaml", False),
        ("A.yaml", "a.yaml", False),
    ],
)
def test_patterns(glob: str, path: str, expected: bool) -> None:
    assert matches(path, glob) is expected


@pytest.mark.property
@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_a_pattern(glob: str, path: str) -> None:
    assert matches(path, glob) in (True, False)
