"""Permissions: `domain:entity:action`, with `*` for any part, as in the cloud's policies (documented).

Only permissions that one of our endpoints requires make a difference here. Other well-formed permissions are accepted
unchecked; those from forum posts that resemble ours but do not exist are reported.
"""

import re
from collections.abc import Collection

from architrave.diagnostics import did_you_mean

LAUNCH_PERMISSION = "architect:flow:launch"

STATE_VIEW = "architrave:state:view"
STATE_EDIT = "architrave:state:edit"
"""Architrave's own: to see, and to replace, everything that a server has. The cloud has no such permissions."""

ASKED_FOR = (
    LAUNCH_PERMISSION,
    "architect:flow:view",
    "architect:flow:search",
    "architect:flow:add",
    "architect:flow:edit",
    "architect:flow:publish",
    "architect:flow:unlock",
    "architect:flow:delete",
    "architect:flowExecution:view",
    "architect:flowInstance:view",
    "architect:flowInstance:search",
    "architect:datatable:view",
    "architect:datatable:search",
    "architect:datatable:add",
    "architect:datatable:edit",
    "architect:datatable:delete",
    "architect:datatableRow:view",
    "architect:datatableRow:add",
    "architect:datatableRow:edit",
    "architect:datatableRow:delete",
    "architect:job:create",
    "architect:job:view",
    STATE_VIEW,
    STATE_EDIT,
)
"""The permissions that endpoints require: the cloud's with their names in the public documentation, and our own."""

_INVENTED = re.compile(
    r"(?<![\w:])(?:architect:)?flows?:(?:executions?:)?(?:execute|executions?|write|create|start|launch|run|trigger|read)(?![\w:])"
    r"|(?<![\w:])architect:flow:(?:execute|executions?|start|run|trigger)(?![\w:])"
    r"|(?<![\w:])(?:architect:)?flow-?executions?:(?:write|create|execute|start|launch|add)(?![\w:])",
    re.IGNORECASE,
)
_SEARCHED_CHARACTERS = 20_000
_FORM = re.compile(r"\*|admin|[A-Za-z0-9-]+:(\*|[A-Za-z0-9-]+):(\*|[A-Za-z0-9-]+)")


def permits(granted: Collection[str], permission: str) -> bool:
    """Whether granted permissions include a permission, by its name or with `*`: `architect:flow:*`, `*`."""
    return permission in granted or any(_covers(grant, permission) for grant in granted if "*" in grant)


def _covers(grant: str, permission: str) -> bool:
    parts, wanted = grant.split(":"), permission.split(":")
    if grant == "*":
        return True
    return len(parts) == len(wanted) and all(part in ("*", want) for part, want in zip(parts, wanted, strict=True))


def invented_permissions(text: str) -> list[str]:
    """The permissions named in a text that do not exist and were meant for launching."""
    found = dict.fromkeys(_INVENTED.findall(text[:_SEARCHED_CHARACTERS]))
    return [name for name in found if name.lower() != LAUNCH_PERMISSION]


def permission_fault(permission: str) -> tuple[str, str] | None:
    """What is wrong with a permission and how to fix it, or None."""
    if invented_permissions(permission) == [permission]:
        return f'The permission "{permission}" exists only in forum posts.', f"Write {LAUNCH_PERMISSION}."
    if _FORM.fullmatch(permission) is None:
        meant = did_you_mean(permission, ASKED_FOR)
        advice = (
            f"Did you mean {meant}?" if meant else "Write it as domain:entity:action, for example architect:flow:view."
        )
        return f'"{permission}" is not a permission: a permission has three parts.', advice
    if permission.startswith("architect:flow") and "*" not in permission and permission not in ASKED_FOR:
        meant = did_you_mean(permission, ASKED_FOR, cutoff=0.9)
        if meant is not None:
            return f'The permission "{permission}" does not exist.', f"Did you mean {meant}?"
    return None
