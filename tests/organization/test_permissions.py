"""Which permissions roles grant, in which divisions, and what they cover."""

import pytest

from architrave.definitions.grants import Grant, grants_of
from architrave.organization.permissions import Permissions, of_grants

ROLES = {
    "launcher": ("architect:flow:launch",),
    "flows": ("architect:flow:*",),
    "architect": ("architect:*:*",),
    "all": ("*",),
    "odd": ("architect:flow", "flow:execute"),
}
ALLOWED = [
    ("launcher", "architect:flow:launch", True),
    ("launcher", "architect:flow:view", False),
    ("flows", "architect:flow:launch", True),
    ("flows", "architect:flowExecution:view", False),
    ("architect", "architect:flowExecution:view", True),
    ("architect", "routing:queue:view", False),
    ("all", "routing:queue:view", True),
    ("odd", "architect:flow:launch", False),
    ("undefined", "architect:flow:launch", False),
]


@pytest.mark.parametrize(("role", "permission", "allowed"), ALLOWED)
def test_roles(role, permission, allowed):
    assert of_grants([Grant(role)], ROLES).allow(permission) is allowed


def test_one_of_several_is_enough_and_an_empty_list_is_allowed():
    permissions = of_grants([Grant("launcher")], ROLES)
    assert permissions.allow_any(["routing:queue:view", "architect:flow:launch"])
    assert permissions.allow_any([])
    assert not permissions.allow_any(["routing:queue:view"])


LAUNCH, VIEW, QUEUE = "architect:flow:launch", "architect:flowExecution:view", "routing:queue:view"
DIVISIONS = [
    (["launcher"], (LAUNCH,), False, None),
    ([{"role": "launcher"}], (LAUNCH,), False, None),
    ([{"role": "launcher", "divisions": ["*"]}], (LAUNCH,), False, None),
    ([{"role": "launcher", "divisions": ["Sales", "Home"]}], (LAUNCH,), False, {"Sales", "Home"}),
    ([{"role": "launcher", "divisions": []}], (LAUNCH,), False, None),  # has no permission, so it is not asked
    ([{"role": "flows", "divisions": ["Sales"]}], (QUEUE,), False, set()),
    ([{"role": "flows", "divisions": ["Sales"]}, "launcher"], (LAUNCH,), False, None),
    ([{"role": "flows", "divisions": ["Sales"]}, {"role": "all", "divisions": ["Home"]}], (QUEUE,), False, {"Home"}),
    ([{"role": "launcher", "divisions": ["Sales"]}], (LAUNCH, VIEW), False, {"Sales"}),
    ([{"role": "launcher", "divisions": ["Sales"]}], (LAUNCH, VIEW), True, set()),
    ([{"role": "launcher", "divisions": ["A"]}, {"role": "all", "divisions": ["B"]}], (LAUNCH, VIEW), True, {"B"}),
    ([{"role": "architect", "divisions": ["A"]}, "launcher"], (LAUNCH, VIEW), True, {"A"}),
    ([{"role": "launcher", "divisions": ["Sales"]}], (), False, None),
]


@pytest.mark.parametrize(("roles", "permissions", "needs_all", "divisions"), DIVISIONS)
def test_divisions(roles, permissions, needs_all, divisions):
    found = of_grants(grants_of(roles), ROLES)
    assert found.divisions(permissions, needs_all=needs_all) == divisions


def test_a_role_in_one_division_is_a_permission():
    found = of_grants([Grant("launcher", "Sales")], ROLES)
    assert found == Permissions(frozenset({LAUNCH}), {"Sales": frozenset({LAUNCH})})
    assert found.allow(LAUNCH)


@pytest.mark.parametrize("written", [None, "launcher", {"role": "x"}, [None, 5, [], {}, {"role": 5}]])
def test_what_is_no_grant_grants_nothing(written):
    assert grants_of(written) == ()
    assert grants_of([{"role": "a", "divisions": ["x", 5]}, "b", "b"]) == (Grant("a", "x"), Grant("b"))
