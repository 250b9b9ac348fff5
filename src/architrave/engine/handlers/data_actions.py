"""Data actions that are not really called: scripted replies, or a failure if there is none."""

from typing import cast

from architrave.definitions.mocks import RESPOND, Mocks, ScriptedReply
from architrave.interpreter.effects import CallDataAction, DataActionReply

NOT_CALLED = "DataActionNotCalled"
"""The error code of a data action that is neither scripted nor really called (Architrave's)."""


def is_scripted(mocks: Mocks, effect: CallDataAction) -> bool:
    """Whether the mocks file has replies for this data action."""
    return (effect.category, effect.name) in mocks


def scripted(mocks: Mocks, effect: CallDataAction) -> DataActionReply:
    """The scripted reply to a call, or a failure with the reason."""
    chosen = _choose(mocks, effect)
    if chosen is None:
        return {"failure": {"errorCode": NOT_CALLED, "status": 501, "userMessage": _why(mocks, effect)}}
    place, reply = chosen
    if reply.kind == RESPOND and reply.delay <= effect.timeout:
        return {"failure": {"errorCode": NOT_CALLED, "status": 501, "userMessage": _undefined(effect)}}
    if reply.delay > effect.timeout:
        return {"timeout": True, "scripted": place}
    return cast("DataActionReply", {**reply.to_json(), "scripted": place})


def delay(mocks: Mocks, effect: CallDataAction) -> int:
    """The delay of the scripted reply to a call, in milliseconds."""
    chosen = _choose(mocks, effect)
    return 0 if chosen is None else min(chosen[1].delay, effect.timeout)


def duration(mocks: Mocks, effect: CallDataAction) -> int:
    """How long the call would take, in milliseconds: its delay, or the full timeout for a timeout without a delay."""
    chosen = _choose(mocks, effect)
    if chosen is not None and chosen[1].kind == "timeout" and not chosen[1].delay:
        return effect.timeout
    return delay(mocks, effect)


def response(mocks: Mocks, effect: CallDataAction) -> tuple[int, ScriptedReply] | None:
    """The scripted HTTP response to a call, with its index in the list; None for any other reply."""
    chosen = _choose(mocks, effect)
    is_response = chosen is not None and chosen[1].kind == RESPOND and chosen[1].delay <= effect.timeout
    return chosen if is_response else None


def _undefined(effect: CallDataAction) -> str:
    return (
        f"The reply to the data action “{effect.category}/{effect.name}” is an HTTP response, but the organization "
        "does not define the data action: save its export in the organization's data-actions/ folder."
    )


def _choose(mocks: Mocks, effect: CallDataAction) -> tuple[int, ScriptedReply] | None:
    return mocks.choose(effect.category, effect.name, effect.inputs, effect.taken)


def _why(mocks: Mocks, effect: CallDataAction) -> str:
    action = f"{effect.category}/{effect.name}"
    if is_scripted(mocks, effect):
        return f"No reply in the mocks file matches this call of the data action “{action}”: check its `when`."
    return (
        f"Data action “{action}” is not defined in the organization. Add a reply to the mocks file, or save its "
        "export in the organization's data-actions/ folder."
    )
