"""Permissions as org.yaml grants them: `domain:entity:action`, with `*` for any.

Only permissions that an endpoint of ours asks for can make a difference here. Another well-formed one is taken as it
is; those that look like ours but are none, as forum posts have them, are said.
"""

import re

from architrave.diagnostics import did_you_mean

ASKED_FOR = (
    "architect:flow:launch",
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

INVENTED = {
    "flow:execute": "architect:flow:launch",
    "flow:execution:write": "architect:flow:launch",
    "flow:execution:create": "architect:flow:launch",
    "flow:execution:start": "architect:flow:launch",
    "architect:flow:execute": "architect:flow:launch",
    "flow:write": "architect:flow:launch",
}
"""Permissions that exist in forum posts only, with the real one."""

_FORM = re.compile(r"\*|[A-Za-z0-9-]+:(\*|[A-Za-z0-9-]+):(\*|[A-Za-z0-9-]+)")


def permission_fault(permission: str) -> tuple[str, str] | None:
    """What is wrong with a permission and how to mend it, or None."""
    real = INVENTED.get(permission)
    if real is not None:
        return f'There is no permission "{permission}"; forum posts made it up.', f"Write {real}."
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
