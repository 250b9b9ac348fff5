"""Finding the template that a path fits."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.cloud.path_tree import PathTree

TREE = PathTree(
    ["/a", "/a/{id}", "/a/b", "/a/{id}/c", "/a/b/{other}/d", "/{any}/x/y", "/", "/a/{again}/c", "/e/{f}/{g}"]
)

FOUND = [
    ("/a", "/a", {}),
    ("/a/b", "/a/b", {}),  # the fixed part first
    ("/a/z", "/a/{id}", {"id": "z"}),
    ("/a/b/c", "/a/{id}/c", {"id": "b"}),  # back from the fixed part, below which there is no such path
    ("/a/b/c/d", "/a/b/{other}/d", {"other": "c"}),
    ("/a/x/y", "/{any}/x/y", {"any": "a"}),
    ("/e/1%2F2/%C3%A9", "/e/{f}/{g}", {"f": "1/2", "g": "é"}),
    ("/e/{f}/{}", "/e/{f}/{g}", {"f": "{f}", "g": "{}"}),
    ("/", "/", {}),
]


@pytest.mark.parametrize(("path", "template", "params"), FOUND)
def test_found(path: str, template: str, params: dict[str, str]) -> None:
    assert TREE.find(path) == (template, params)


@pytest.mark.parametrize("path", ["", "a", "/a/", "//", "/A", "/a/b/", "/e//x", "/e/x/", "/{}", "/a" * 10_000, "/q/x"])
def test_not_found(path: str) -> None:
    assert TREE.find(path) is None


def test_an_empty_tree() -> None:
    assert PathTree([]).find("/") is None


PARTS = st.sampled_from(["a", "b", "{p}", "{q}"])
TEMPLATES = st.lists(st.lists(PARTS, max_size=4).map(lambda parts: "/" + "/".join(parts)), max_size=12)
PATHS = st.lists(st.sampled_from(["a", "b", "c", "{}", ""]), max_size=5).map(lambda parts: "/" + "/".join(parts))


def in_order(template: str, path: str) -> tuple[bool, ...] | None:
    """How well a template fits: for each part whether it is a parameter; None if it does not fit."""
    pieces, parts = template.split("/"), path.split("/")
    if len(pieces) != len(parts):
        return None
    fits = [bool(part) if piece[:1] == "{" else piece == part for piece, part in zip(pieces, parts, strict=True)]
    return tuple(piece[:1] == "{" for piece in pieces) if all(fits) else None


@given(TEMPLATES, PATHS)
def test_it_finds_what_a_list_finds(templates: list[str], path: str) -> None:
    fitting = [(kind, at) for at, each in enumerate(templates) if (kind := in_order(each, path)) is not None]
    expected = templates[min(fitting)[1]] if fitting else None
    found = PathTree(templates).find(path)
    assert (found and found[0]) == expected
    if found:
        assert [*found[1]] == [*dict.fromkeys(re.findall(r"{(\w+)}", found[0]))]
