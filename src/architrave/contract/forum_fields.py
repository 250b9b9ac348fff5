"""Fields that a launch request does not have and people write all the same: what to do in place of each."""

from architrave.contract.fields import EXTENDED_FIELDS, PLATFORM_FIELDS, fold
from architrave.contract.request import Contract
from architrave.contract.wording import join, quote

_EXTENDED = " A server of ours with --contract extended takes it."
_INPUTS = 'What the flow shall know goes into "inputData", each value under the full name of an input: "Flow.NAME".'
_WHO = (
    "A launch runs as the owner of the token; the body cannot say who asks. Take it out, or, if the flow needs to "
    'know, make it an input of the flow and send it in "inputData".'
)
_TYPE = "Take it out: the flow id says what is launched, and the token who asks."
_ROUTING = (
    "A launched workflow has no caller and no queue. Take it out; a value that the flow needs goes into "
    '"inputData" as an input of the flow.'
)
_CONFIGURATION = (
    "There is no execution configuration: the flow itself chooses its queue. Take it out, or make the queue an input "
    "of the flow."
)

_HELP: dict[str, str] = {
    "user": _WHO + _EXTENDED,
    "userid": _WHO,
    "initiator": _WHO + _EXTENDED,
    "initiatorid": _WHO,
    "type": _TYPE + _EXTENDED,
    "flowtype": _TYPE,
    "context": _INPUTS + _EXTENDED,
    "customdata": _INPUTS + _EXTENDED,
    "attributes": _INPUTS,
    "initialdata": _INPUTS,
    "data": _INPUTS,
    "payload": _INPUTS,
    "metadata": _INPUTS,
    "body": "The fields stand in the body themselves, not under a key of it.",
    "routingdata": _ROUTING + _EXTENDED,
    "executionconfig": _CONFIGURATION + _EXTENDED,
    "queuename": _ROUTING,
    "participantid": _ROUTING,
    "language": _ROUTING,
    "conversationid": _ROUTING,
    "flowstartpointid": "A launch begins at the flow's initial state. Take it out.",
    "id": 'The id of the flow is called "flowId"; the execution gets its id from the answer.',
    "flow": 'The flow is named by its id: "flowId".',
    "flowname": 'The flow is named by its id, "flowId". For a name of the execution use "name".',
}


def help_for(key: str, contract: Contract) -> str:
    """What to do about a field that the contract does not have."""
    known = _HELP.get(fold(key))
    if known is not None:
        return known if contract == "platform" else known.replace(_EXTENDED, "")
    fields = PLATFORM_FIELDS if contract == "platform" else (*PLATFORM_FIELDS, *EXTENDED_FIELDS)
    names = join([quote(name) for name in fields])
    as_input = f'put it into "inputData" as "{_full_name(key)}"'
    return f"The fields are {names}. Take it out, or, if it is an input of the flow, {as_input}."


def is_known(key: str) -> bool:
    """Whether people write this field for a meaning of its own, so that it is not just an input in the wrong place."""
    return fold(key) in _HELP


def _full_name(key: str) -> str:
    bare = key[5:] if key.lower().startswith("flow.") else key
    return f"Flow.{bare}" if bare.isidentifier() and len(bare) < 40 else "Flow.NAME"
