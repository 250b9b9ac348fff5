"""Permissions: what is covered by what was granted, and what is not a permission at all."""

import pytest

from architrave.cloud.permissions import ASKED_FOR, invented_permissions, permission_fault, permits

LAUNCH = "architect:flow:launch"


@pytest.mark.parametrize(
    ("granted", "covers"),
    [
        ([], False),
        ([LAUNCH], True),
        (["*"], True),
        (["architect:flow:*"], True),
        (["architect:*:*"], True),
        (["*:*:*"], True),
        (["architect:*:launch"], True),
        (["architect:*"], False),
        (["architect:flow:*:*"], False),
        (["architect:flow:view", "routing:queue:*"], False),
        (["ARCHITECT:FLOW:LAUNCH"], False),
    ],
)
def test_granted_permissions_cover_a_launch(granted, covers):
    assert permits(granted, LAUNCH) is covers
    assert permits(frozenset(granted), LAUNCH) is covers


INVENTED = ["flow:execute", "flow:execution:write", "flow:execution:create", "architect:flow:execute", "flow:write"]


@pytest.mark.parametrize("name", INVENTED)
def test_permissions_from_forum_posts_do_not_exist(name):
    assert invented_permissions(f"it needs {name}, they say") == [name]
    fault = permission_fault(name)
    assert fault is not None
    assert fault[1] == "Write architect:flow:launch."


@pytest.mark.parametrize("name", [*ASKED_FOR, "*", "architect:*:*", "routing:queue:view"])
def test_permissions_that_endpoints_require_are_valid(name):
    assert permission_fault(name) is None
    assert invented_permissions(name) == []


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("architect:flow:lanch", "Did you mean architect:flow:launch?"),
        ("launch", "Write it as domain:entity:action"),
    ],
)
def test_misspelled_permissions_are_reported(name, advice):
    fault = permission_fault(name)
    assert fault is not None
    assert advice in fault[1]
