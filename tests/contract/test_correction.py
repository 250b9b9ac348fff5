"""Fixes are applied as RFC 6902 says."""

from typing import Any

import pytest

from architrave.contract.correction import apply_patch

CASES: list[tuple[Any, list[dict[str, Any]], Any]] = [
    ({"a": 1}, [{"op": "add", "path": "/b", "value": 2}], {"a": 1, "b": 2}),
    ({"a": 1}, [{"op": "add", "path": "/a", "value": 2}], {"a": 2}),
    ({"a": 1}, [{"op": "remove", "path": "/a"}], {}),
    ({"a": 1}, [{"op": "replace", "path": "/a", "value": None}], {"a": None}),
    ({"a": {"b": 1}}, [{"op": "move", "from": "/a/b", "path": "/c"}], {"a": {}, "c": 1}),
    ({"a/b": 1, "c~d": 2}, [{"op": "remove", "path": "/a~1b"}, {"op": "remove", "path": "/c~0d"}], {}),
    ([1, 2], [{"op": "add", "path": "/1", "value": 9}], [1, 9, 2]),
    ([1, 2], [{"op": "add", "path": "/-", "value": 9}], [1, 2, 9]),
    ([1, 2], [{"op": "replace", "path": "/0", "value": 9}], [9, 2]),
    ({"a": 1}, [{"op": "replace", "path": "", "value": [1]}], [1]),
]


@pytest.mark.parametrize(("document", "patch", "expected"), CASES)
def test_patches(document: Any, patch: list[dict[str, Any]], expected: Any) -> None:
    assert apply_patch(document, patch) == expected


def test_what_is_replaced_keeps_its_place() -> None:
    assert list(apply_patch({"a": 1, "b": 2}, [{"op": "replace", "path": "/a", "value": 3}])) == ["a", "b"]


@pytest.mark.parametrize(
    "patch",
    [
        [{"op": "remove", "path": "/b"}],
        [{"op": "replace", "path": "/b", "value": 1}],
        [{"op": "test", "path": "/a", "value": 1}],
    ],
)
def test_a_patch_that_does_not_apply_raises(patch: list[dict[str, Any]]) -> None:
    with pytest.raises((KeyError, ValueError)):
        apply_patch({"a": 1}, patch)
