"""Permissions: `domain:entity:action`, with `*` for any part, as in the cloud's own policies (documented).

Only permissions that an endpoint of ours asks for can make a difference here. Another well-formed one is taken as it
is; those that look like ours but are none, as forum posts have them, are said.
"""

import re
from collections.abc import Collection

from architrave.diagnostics import did_you_mean

LAUNCH_PERMISSION = "architect:flow:launch"

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
    "architect:datatable:edit",
    "architect:datatableRow:view",
    "architect:datatableRow:edit",
    "architect:job:create",
    "architect:job:view",
)
"""The permissions of the launch path and of what stands near it, as the public documentation names them."""

_INVENTED = re.compile(
    r"(?<![\w:])(?:architect:)?flows?:(?:executions?:)?(?:execute|executions?|write|create|start|launch|run|trigger|read)(?![\w:])"
    r"|(?<![\w:])architect:flow:(?:execute|executions?|start|run|trigger)(?![\w:])"
    r"|(?<![\w:])(?:architect:)?flow-?executions?:(?:write|create|execute|start|launch|add)(?![\w:])",
    re.IGNORECASE,
)
_SEARCHED_CHARACTERS = 20_000
_FORM = re.compile(r"\*|[A-Za-z0-9-]+:(\*|[A-Za-z0-9-]+):(\*|[A-Za-z0-9-]+)")


def permits(granted: Collection[str], permission: str) -> bool:
    """Whether granted permissions hold one, by its name or with `*` for any part: `architect:flow:*`, `*`."""
    return permission in granted or any(_covers(grant, permission) for grant in granted if "*" in grant)


def _covers(grant: str, permission: str) -> bool:
    parts, wanted = grant.split(":"), permission.split(":")
    if grant == "*":
        return True
    return len(parts) == len(wanted) and all(part in ("*", want) for part, want in zip(parts, wanted, strict=True))


def invented_permissions(text: str) -> list[str]:
    """The permissions named in a text that do not exist and that somebody meant for launching."""
    found = dict.fromkeys(_INVENTED.findall(text[:_SEARCHED_CHARACTERS]))
    return [name for name in found if name.lower() != LAUNCH_PERMISSION]


def permission_fault(permission: str) -> tuple[str, str] | None:
    """What is wrong with a permission and how to mend it, or None."""
    if invented_permissions(permission) == [permission]:
        return f'There is no permission "{permission}"; forum posts made it up.', f"Write {LAUNCH_PERMISSION}."
    if _FORM.fullmatch(permission) is None:
        meant = did_you_mean(permission, ASKED_FOR)
        advice = (
            f"Did you mean {meant}?" if meant else "Write it as domain:entity:action, for example architect:flow:view."
        )
        return f'"{permission}" is not a permission: it lacks its three parts.', advice
    if permission.startswith("architect:flow") and "*" not in permission and permission not in ASKED_FOR:
        meant = did_you_mean(permission, ASKED_FOR, cutoff=0.9)
        if meant is not None:
            return f'There is no permission "{permission}".', f"Did you mean {meant}?"
    return None
