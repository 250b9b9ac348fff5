"""Finds the execution that a person means by its id, or by a part of one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from architrave.client.platform import PlatformClient

_SEARCHED = 500
"""In how many of the newest executions a part of an id is searched."""

_SHOWN = 5

_WHOLE_ID = 36


def find_execution(client: "PlatformClient", written: str, *, parked: bool = False) -> str:
    """The id of the newest execution, or of the only one whose id begins or ends with what was written.

    With `parked`, only parked executions are meant. Raises Refused.
    """
    from architrave.client.platform import Refused

    part = written.strip().lower()
    if len(part) >= _WHOLE_ID:
        return part
    listed = [str(one["id"]) for one in client.executions(_SEARCHED if part else 1, parked=parked)]
    found = [one for one in listed if one.startswith(part) or one.endswith(part)]
    if not found and not part:
        raise Refused("This server has no executions yet. Launch a flow with `architrave launch FLOW`.")
    if not found:
        raise Refused(f'No execution has an id like "{written}". List them with `architrave executions`.')
    if part and len(found) > 1:
        shown = ", ".join(found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
        raise Refused(f'{len(found)} executions have an id that begins or ends with "{written}": {shown}.')
    return found[0]
