"""Which flow types have a function of the expression language.

Sources: the expression metadata inside the scripting libraries 0.0.18 and 0.2.6, and an error seen in a real
organization (a digital bot has no text to speech). What newer flow types have is inferred: those that speak have audio.
"""

import re
from collections.abc import Mapping
from functools import cache

from architrave.diagnostics import TextFault
from architrave.expressions.library import all_functions
from architrave.expressions.parser import parse
from architrave.expressions.syntax_tree import Call, Node, fold
from architrave.expressions.types import AUDIO
from architrave.flows import rules
from architrave.flows.availability import Availability, complaint
from architrave.flows.flow_groups import CALLS, CHATS, DIGITAL_BOTS, SPOKEN, SURVEYS, WORKFLOWS
from architrave.flows.flow_types import FLOW_TYPES, FlowType

_WITH_ADDRESSES = CHATS | SURVEYS | WORKFLOWS | {"inboundEmail", "inboundShortMessage"}
_OLD = CALLS | _WITH_ADDRESSES
"""The flow types in the metadata."""
_NEW = frozenset(kind.key for kind in FLOW_TYPES.values()) - _OLD

_SPEECH = Availability(SPOKEN, _NEW - DIGITAL_BOTS)
_WRITTEN = {
    "emailaddressdomainpart": Availability(frozenset({"inboundEmail"}), _NEW),
    "emailaddresslocalpart": Availability(frozenset({"inboundEmail"}), _NEW),
    "makeemailaddress": Availability(_WITH_ADDRESSES, _NEW),
}


@cache
def _places() -> Mapping[str, Availability]:
    """By lower-case name, the functions that some flow types lack. A function that makes only audio is one of them."""
    audio = {name for name, overloads in all_functions().items() if all(each.returns == AUDIO for each in overloads)}
    return {**dict.fromkeys(audio, _SPEECH), **_WRITTEN}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_places()))})\b", re.IGNORECASE)


def misplaced_functions(text: str, used_in: tuple[FlowType, ...]) -> tuple[TextFault, ...]:
    """The calls in an expression of functions that a flow type of `used_in` lacks, or may lack (a warning)."""
    if _pattern().search(text) is None:
        return ()
    calls: list[Call] = []

    def keep(node: Node, _parts: list[None]) -> None:
        if isinstance(node, Call):
            calls.append(node)

    fold(parse(text)[0], keep)
    found = ((call, _places().get(call.name.lower())) for call in calls)
    told = ((call, complaint(place, call.name, used_in, rules.FUNCTION_NOT_ALLOWED)) for call, place in found if place)
    return tuple(
        TextFault(fault.rule, fault.message, call.name_span.start, call.name_span.end, fault.help)
        for call, fault in told
        if fault is not None
    )


def misplaced_speech(used_in: tuple[FlowType, ...]) -> TextFault | None:
    """What is wrong with a text to speak (`tts:`) in flows of these types: digital bots only write."""
    if not any(kind.key in DIGITAL_BOTS for kind in used_in):
        return None
    message = "Text to speech (`tts`) is not available in digital bot flows."
    return TextFault(rules.FUNCTION_NOT_ALLOWED, message, 0, 0, "Write the text as an expression, in quotes.")
