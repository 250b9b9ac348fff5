"""Data actions that are not called: their scripted replies, and the failure where there is none."""

from typing import cast

from architrave.definitions.mocks import Mocks, ScriptedReply
from architrave.interpreter.effects import CallDataAction, DataActionReply

NOT_CALLED = "DataActionNotCalled"
"""The error code of a data action that is neither scripted nor called for real (our own)."""


def is_scripted(mocks: Mocks, effect: CallDataAction) -> bool:
    """Whether the mocks file speaks of this data action."""
    return (effect.category, effect.name) in mocks


def scripted(mocks: Mocks, effect: CallDataAction) -> DataActionReply:
    """The scripted reply to a call, or a failure that says why there is none."""
    chosen = _choose(mocks, effect)
    if chosen is None:
        return {"failure": {"errorCode": NOT_CALLED, "status": 501, "userMessage": _why(mocks, effect)}}
    place, reply = chosen
    if reply.delay > effect.timeout:
        return {"timeout": True, "scripted": place}
    return cast("DataActionReply", {**reply.to_json(), "scripted": place})


def delay(mocks: Mocks, effect: CallDataAction) -> int:
    """How long the scripted reply to a call is held back, in milliseconds."""
    chosen = _choose(mocks, effect)
    return 0 if chosen is None else min(chosen[1].delay, effect.timeout)


def duration(mocks: Mocks, effect: CallDataAction) -> int:
    """How long the call would take, in milliseconds: its delay, or for a time-out without one the whole time-out."""
    chosen = _choose(mocks, effect)
    if chosen is not None and chosen[1].kind == "timeout" and not chosen[1].delay:
        return effect.timeout
    return delay(mocks, effect)


def _choose(mocks: Mocks, effect: CallDataAction) -> tuple[int, ScriptedReply] | None:
    return mocks.choose(effect.category, effect.name, effect.inputs, effect.taken)


def _why(mocks: Mocks, effect: CallDataAction) -> str:
    action = f"{effect.category}/{effect.name}"
    if is_scripted(mocks, effect):
        return f"No reply in the mocks file fits this call of the data action “{action}”: look at its `when`."
    return (
        f"The data action “{action}” was not called: there is no definition of it here. Write a reply for it into a "
        "mocks file, or put its export into the folder data-actions/ of the organization."
    )
