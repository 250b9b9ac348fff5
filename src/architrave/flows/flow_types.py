"""The flow types, by the key at the top of a flow file, and the properties of each."""

from dataclasses import dataclass, field

from architrave.expressions.types import (
    BOOLEAN,
    DATETIME,
    DURATION,
    INTEGER,
    PROMPT,
    QUEUE,
    STRING,
    Type,
    type_named,
)


@dataclass(frozen=True, slots=True)
class FlowType:
    """A flow type.

    `key` is Archy's key, `name` what people call it. `is_run` says whether we run it; flows of a type that we run
    declare every variable that they use (recorded for workflows), while exports of other types leave some out.
    `starts_inline`: its start is a list of actions (`startUpTaskActions`), not a reference. `built_ins` are its
    predefined variables, `lists` the lists of menus, states, tasks and bots that it can have.
    """

    key: str
    name: str
    is_run: bool = False
    starts_inline: bool = False
    built_ins: dict[str, Type] = field(default_factory=dict[str, Type])
    lists: frozenset[str] = frozenset()


_EVERY: dict[str, Type] = {
    "Flow.IsTest": BOOLEAN,
    "Flow.StartDateTimeUtc": DATETIME,
    "Flow.Version": STRING,
}
_INTERACTION: dict[str, Type] = {"Interaction.Id": STRING}
_CALL: dict[str, Type] = {
    "Call.Ani": STRING,
    "Call.CalledAddress": STRING,
    "Call.CalledAddressOriginal": STRING,
    "Call.ConversationId": STRING,
    "Call.CustomerExternalOrganizationID": STRING,
    "Call.ExternalContactId": STRING,
    "Call.ExternalTag": STRING,
    "Call.Language": STRING,
    "Call.RemoteName": STRING,
    "Call.UUIData": STRING,
    "Flow.$lastInput": STRING,
}
_QUEUE: dict[str, Type] = {
    "Call.CurrentQueue": QUEUE,
    "Call.EstimatedWaitTime": DURATION,
    "Call.PositionInQueue": INTEGER,
    "Flow.HoldPrompt": PROMPT,
}
_OUTBOUND: dict[str, Type] = {
    "Call.Campaign": type_named("Campaign"),
    "Call.Contact": type_named("Contact"),
    "Call.ContactId": STRING,
    "Call.ContactList": type_named("ContactList"),
    "Flow.WrapupCode": type_named("WrapupCode"),
}
_MESSAGE: dict[str, Type] = {
    "Message.Campaign": type_named("Campaign"),
    "Message.ContactId": STRING,
    "Message.ContactList": type_named("ContactList"),
    "Message.ConversationId": STRING,
    "Message.IsNewConversation": BOOLEAN,
    "Message.Language": STRING,
    "Message.Message": type_named("ShortMessage"),
}
_CHAT: dict[str, Type] = {
    "Chat.ConversationId": STRING,
    "Chat.Guest": type_named("ChatGuest"),
    "Chat.Language": STRING,
}
_EMAIL: dict[str, Type] = {
    "Email.ConversationId": STRING,
    "Email.Language": STRING,
    "Email.LanguageSkill": type_named("LanguageSkill"),
    "Email.Message": type_named("Email"),
}
_SURVEY: dict[str, Type] = {
    "Survey.ConversationEndDateTimeUtc": DATETIME,
    "Survey.ConversationId": STRING,
    "Survey.ConversationStartDateTimeUtc": DATETIME,
    "Survey.ConversationType": STRING,
    "Survey.CustomerAddress": STRING,
    "Survey.CustomerContact": type_named("ExternalContact"),
    "Survey.CustomerOrganization": type_named("ExternalOrganization"),
    "Survey.Url": STRING,
}


LISTS = ("menus", "states", "tasks", "bots")
"""The lists of a flow's parts. Which flow types have which is documented for calls, recorded for the others."""

_MENUS = frozenset({"menus", "tasks"})
_STATES = frozenset({"states", "tasks"})
_BOTS = frozenset({"bots", "tasks"})


def _flow_type(
    key: str,
    name: str,
    *extra: dict[str, Type],
    inline: bool = False,
    run: bool = False,
    lists: frozenset[str] = _STATES,
) -> FlowType:
    built_ins = {variable: kind for table in (_EVERY, *extra) for variable, kind in table.items()}
    return FlowType(key, name, run, inline, built_ins, lists)


_ALL = (
    _flow_type("workflow", "workflow", run=True),
    _flow_type("commonModule", "common module", inline=True, run=True),
    _flow_type("inboundCall", "inbound call flow", _CALL, _INTERACTION, lists=_MENUS),
    _flow_type("outboundCall", "outbound call flow", _CALL, _OUTBOUND, _INTERACTION, lists=_MENUS),
    _flow_type("inqueueCall", "in-queue call flow", _CALL, _QUEUE, _INTERACTION, inline=True, lists=frozenset()),
    _flow_type("secureCall", "secure call flow", _CALL, {"Flow.InvocationData": STRING}, _INTERACTION, lists=_MENUS),
    _flow_type("voicemail", "voicemail flow", _CALL, _INTERACTION, lists=_MENUS),
    _flow_type("inboundChat", "inbound chat flow", _CHAT, _INTERACTION),
    _flow_type("inboundEmail", "inbound email flow", _EMAIL, _INTERACTION),
    _flow_type("inqueueEmail", "in-queue email flow", _EMAIL, _INTERACTION, inline=True),
    _flow_type("inboundShortMessage", "inbound message flow", _MESSAGE, _INTERACTION),
    _flow_type("inqueueShortMessage", "in-queue message flow", _MESSAGE, _INTERACTION, inline=True),
    _flow_type("bot", "bot flow", _INTERACTION, lists=_BOTS),
    _flow_type("botFlow", "bot flow", _INTERACTION, lists=_BOTS),
    _flow_type("digitalBot", "digital bot flow", _INTERACTION, lists=_BOTS),
    _flow_type("voiceSurvey", "voice survey flow", _INTERACTION, lists=_BOTS),
    _flow_type("surveyInvite", "survey invite flow", _SURVEY),
    _flow_type("workitem", "workitem flow"),
)

FLOW_TYPES: dict[str, FlowType] = {flow_type.key.lower(): flow_type for flow_type in _ALL}
"""Every type by its key in lower case: keys are case-insensitive."""

STRICT_SCOPES = frozenset({"flow", "state", "task", "common"})
"""The scopes in which a flow declares variables; names in other scopes are built in or come from elsewhere."""
