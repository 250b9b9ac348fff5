"""Which permissions roles grant, and what they cover."""

import pytest

from architrave.organization.permissions import of_roles

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
    assert of_roles([role], ROLES).allow(permission) is allowed


def test_one_of_several_is_enough_and_an_empty_list_is_allowed():
    permissions = of_roles(["launcher"], ROLES)
    assert permissions.allow_any(["routing:queue:view", "architect:flow:launch"])
    assert permissions.allow_any([])
    assert not permissions.allow_any(["routing:queue:view"])
