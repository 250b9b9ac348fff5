"""Fields that people send although a launch request does not have them, with what to do instead of each."""

from architrave.contract.fields import EXTENDED_FIELDS, PLATFORM_FIELDS, fold
from architrave.contract.request import Contract
from architrave.contract.wording import join, quote

_EXTENDED = " `architrave serve --contract extended` accepts {field}."
_INPUTS = 'Put values for the flow into "inputData", each under the full name of a flow input: "Flow.NAME".'
_WHO = (
    "Remove {field}: a launch always runs as the owner of the access token. If the flow needs the user, add a flow "
    'input and send it in "inputData".'
)
_TYPE = 'Remove {field}: "flowId" selects the flow, and the access token identifies the caller.'
_ROUTING = (
    "Remove {field}: a launched workflow has no caller and no queue. If the flow needs the value, add a flow input and "
    'send it in "inputData".'
)
_CONFIGURATION = (
    "Remove {field}: the flow itself chooses its queue. If the queue varies, add a flow input for it and send it in "
    '"inputData".'
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
    "body": "Put the fields at the top level of the body, not inside another key.",
    "routingdata": _ROUTING + _EXTENDED,
    "executionconfig": _CONFIGURATION + _EXTENDED,
    "queuename": _ROUTING,
    "participantid": _ROUTING,
    "language": _ROUTING,
    "conversationid": _ROUTING,
    "flowstartpointid": "Remove {field}: a launch always starts at the flow's initial state.",
    "id": "Send the flow's id as \"flowId\". The execution's id is in the response.",
    "flow": 'Send the flow\'s id as "flowId".',
    "flowname": 'Send the flow\'s id as "flowId". To name the execution, use "name".',
}


def help_for(key: str, contract: Contract) -> str:
    """What to do about a field that the contract does not have."""
    known = _HELP.get(fold(key))
    if known is not None:
        help_ = known if contract == "platform" else known.replace(_EXTENDED, "")
        return help_.replace("{field}", quote(key))
    fields = PLATFORM_FIELDS if contract == "platform" else (*PLATFORM_FIELDS, *EXTENDED_FIELDS)
    names = join([quote(name) for name in fields])
    as_input = f'put it into "inputData" as "{_full_name(key)}"'
    return f"The fields are {names}. Remove it, or, if it is a flow input, {as_input}."


def is_known(key: str) -> bool:
    """Whether people send this field with a special meaning, so that it is not just an input in the wrong place."""
    return fold(key) in _HELP


def _full_name(key: str) -> str:
    bare = key[5:] if key.lower().startswith("flow.") else key
    return f"Flow.{bare}" if bare.isidentifier() and len(bare) < 40 else "Flow.NAME"
