"""Routing an interaction: transfers, menus, priorities, skills, disconnecting."""

from datetime import timedelta

from architrave.diagnostics import Provenance
from architrave.expressions.types import AUDIO, BOOLEAN, COMMUNICATION, DURATION, INTEGER, QUEUE, STRING, type_named
from architrave.expressions.values import Audio, Communication, Record
from architrave.flows.actions.compact import OnlyFailure, compact
from architrave.flows.actions.declaration import only_in, refused_because
from architrave.flows.actions.failures import failures
from architrave.flows.actions.records import ScriptInputs
from architrave.flows.actions.shape import Anything, Keyed, Named, NamedObject, Object, Ref, Value, field, fields
from architrave.flows.flow_groups import (
    BOTS,
    CALLS,
    CHATS,
    CONVERSATIONS,
    INTERACTIONS,
    MENU_CALLS,
    MESSAGES,
    SECURE,
    VOICE_BOTS,
    VOICE_SURVEYS,
    VOICEMAIL,
    WORKITEMS,
)
from architrave.flows.program import Fields, Slot, Targets


@fields
class TransferToAcd(Fields):
    """The fields of Transfer to ACD."""

    priority: Slot[int] | None = field(Value(INTEGER))
    direct_agent: Slot[Record] | None = field(Value(type_named("User")))
    language_skill: Slot[Record] | None = field(Value(type_named("LanguageSkill")))
    pre_transfer: Slot[Audio] | None = field(Value(AUDIO), "preTransferAudio")
    failure_transfer: Slot[Audio] | None = field(Value(AUDIO), "failureTransferAudio")
    pre_transfer_communication: Slot[Communication] | None = field(Value(COMMUNICATION))
    failure_transfer_communication: Slot[Communication] | None = field(Value(COMMUNICATION))
    target_queue: Slot[Record] = field(Value(QUEUE), required=True)
    preferred_agents: None = field(Anything())
    acd_skills: None = field(Anything())
    append_skills: Slot[bool] | None = field(Value(BOOLEAN))
    override_in_queue_flow: NamedObject = field(Object(NamedObject, is_open=True))
    failure_outputs: Targets = failures()


@fields
class TransferToUser(Fields):
    """The fields of Transfer to User."""

    target_user: Slot[Record] | None = field(Value(type_named("User")))
    allow_voicemail_rollover: Slot[bool] | None = field(Value(BOOLEAN))
    connect_timeout: Slot[timedelta] | None = field(Value(DURATION))
    alert_on_transfer: Slot[bool] | None = field(Value(BOOLEAN))
    pre_transfer: Slot[Audio] | None = field(Value(AUDIO), "preTransferAudio")
    failure_transfer: Slot[Audio] | None = field(Value(AUDIO), "failureTransferAudio")
    failure_outputs: Targets = failures()


@fields
class TransferToNumber(Fields):
    """The fields of Transfer to Number."""

    target_number: Slot[object] | None = field(Value())
    release_link_transfer: Slot[bool] | None = field(Value(BOOLEAN))
    connect_timeout: Slot[timedelta] | None = field(Value(DURATION))
    pre_transfer: Slot[Audio] | None = field(Value(AUDIO), "preTransferAudio")
    failure_transfer: Slot[Audio] | None = field(Value(AUDIO), "failureTransferAudio")
    failure_outputs: Targets = failures()


@fields
class TransferToGroup(Fields):
    """The fields of Transfer to Group."""

    target_group: Slot[Record] | None = field(Value(type_named("Group")))
    allow_voicemail_rollover: Slot[bool] | None = field(Value(BOOLEAN))
    connect_timeout: Slot[timedelta] | None = field(Value(DURATION))
    pre_transfer: Slot[Audio] | None = field(Value(AUDIO), "preTransferAudio")
    failure_transfer: Slot[Audio] | None = field(Value(AUDIO), "failureTransferAudio")
    failure_outputs: Targets = failures()


@fields
class TransferToVoicemail(Fields):
    """The fields of Transfer to Voicemail."""

    destination: None = field(Anything())
    pre_transfer: Slot[Audio] | None = field(Value(AUDIO), "preTransferAudio")
    failure_transfer: Slot[Audio] | None = field(Value(AUDIO), "failureTransferAudio")
    failure_outputs: Targets = failures()


@fields
class TransferToFlow(Fields):
    """The fields of Transfer to Flow."""

    target_flow: NamedObject = field(Object(NamedObject, is_open=True))
    pre_transfer: Slot[Audio] | None = field(Value(AUDIO), "preTransferAudio")
    failure_transfer: Slot[Audio] | None = field(Value(AUDIO), "failureTransferAudio")
    failure_outputs: Targets = failures()


@fields
class TransferToFlowSecure(Fields):
    """The fields of Transfer to Secure Flow."""

    connect_timeout: Slot[timedelta] | None = field(Value(DURATION))
    invocation_data: Slot[str] | None = field(Value(STRING))
    target_flow: NamedObject = field(Object(NamedObject, is_open=True))
    pre_transfer: Slot[Audio] | None = field(Value(AUDIO), "preTransferAudio")
    failure_transfer: Slot[Audio] | None = field(Value(AUDIO), "failureTransferAudio")
    failure_outputs: Targets = failures()


@fields
class JumpToMenu(Fields):
    """The fields of Jump to Menu."""

    menu: str = field(Ref("menu"), "targetMenuRef", required=True)


@fields
class SetScreenPop(Fields):
    """The fields of Set Screen Pop."""

    script: Keyed[ScriptInputs] = field(Named(Object(ScriptInputs, is_open=True), "script"), "screenPopScript")


@fields
class SetPriority(Fields):
    """The fields of Set Priority."""

    priority: Slot[int] | None = field(Value(INTEGER))
    failure_outputs: Targets = failures()


@fields
class SetSkills(Fields):
    """The fields of Set Skills."""

    acd_skills: None = field(Anything())
    language_skill: Slot[Record] | None = field(Value(type_named("LanguageSkill")))
    failure_outputs: Targets = failures()


@fields
class SetWrapupCode(Fields):
    """The fields of Set Wrap-up Code."""

    wrapup_code: Slot[Record] | None = field(Value(type_named("WrapupCode")))
    failure_outputs: Targets = failures()


@fields
class SetExternalTag(Fields):
    """The fields of Set External Tag."""

    external_tag: Slot[str] | None = field(Value(STRING))
    failure_outputs: Targets = failures()


_RECORDED = Provenance.RECORDED
_SUCCESS = ("success", "failure")
_FAILURE = ("failure",)

_TRANSFERS = refused_because(
    "A workflow has no live participant to transfer.",
    *only_in(CONVERSATIONS, compact("disconnect", "Disconnect", is_terminal=True, provenance=_RECORDED)),
    *only_in(
        INTERACTIONS | BOTS | WORKITEMS,
        compact("transferToAcd", "Transfer to ACD", TransferToAcd, _FAILURE, provenance=_RECORDED),
        compact("transferToUser", "Transfer to User", TransferToUser, _FAILURE, provenance=_RECORDED),
        perhaps=VOICE_SURVEYS,
    ),
    *only_in(
        CALLS | BOTS,
        compact("transferToGroup", "Transfer to Group", TransferToGroup, _FAILURE),
        compact("transferToNumber", "Transfer to Number", TransferToNumber, _FAILURE),
        perhaps=VOICEMAIL | MESSAGES | CHATS | VOICE_SURVEYS,
    ),
    *only_in(
        CALLS,
        compact("transferToVoicemail", "Transfer to Voicemail", TransferToVoicemail, _FAILURE, provenance=_RECORDED),
        perhaps=VOICEMAIL | VOICE_BOTS,
    ),
    *only_in(
        CALLS,
        compact("transferToFlow", "Transfer to Flow", TransferToFlow, _FAILURE, provenance=_RECORDED),
        perhaps=CONVERSATIONS,
    ),
    *only_in(
        CALLS - SECURE,
        compact(
            "transferToFlowSecure", "Transfer to Secure Flow", TransferToFlowSecure, _FAILURE, provenance=_RECORDED
        ),
        perhaps=VOICEMAIL | VOICE_BOTS,
    ),
    *only_in(SECURE, compact("returnToAgent", "Return to Agent", is_terminal=True)),
)

_MENUS = refused_because(
    "A workflow has no menus.",
    *only_in(
        MENU_CALLS,
        compact("jumpToMenu", "Jump to Menu", JumpToMenu, is_open=False, is_terminal=True, provenance=_RECORDED),
        compact("previousMenu", "Previous Menu", is_terminal=True, provenance=_RECORDED),
        compact("repeatMenu", "Repeat Menu", is_terminal=True),
        compact("menu", "Menu"),
        perhaps=VOICEMAIL,
    ),
    *only_in(CONVERSATIONS, compact("task", "Task")),
)

_INTERACTION = refused_because(
    "A workflow has no live interaction to change.",
    *only_in(
        INTERACTIONS | BOTS | WORKITEMS,
        compact("setScreenPop", "Set Screen Pop", SetScreenPop, provenance=_RECORDED),
        compact("setPriority", "Set Priority", SetPriority, _SUCCESS),
        compact("setSkills", "Set Skills", SetSkills, _SUCCESS),
        compact("setWrapupCode", "Set Wrap-up Code", SetWrapupCode, _SUCCESS),
        compact("setExternalTag", "Set External Tag", SetExternalTag, _FAILURE),
        compact("setUtilizationLabel", "Set Utilization Label", OnlyFailure, _SUCCESS),
        compact("clearUtilizationLabel", "Clear Utilization Label", OnlyFailure, _SUCCESS),
        compact("setPostFlow", "Set Post-Flow"),
        compact("clearPostFlow", "Clear Post-Flow"),
        perhaps=VOICE_SURVEYS,
    ),
)

DECLARATIONS = (*_TRANSFERS, *_MENUS, *_INTERACTION)
