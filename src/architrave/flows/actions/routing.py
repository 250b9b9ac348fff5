"""Where an interaction goes: transfers, menus, priorities, skills, the end."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import AUDIO, BOOLEAN, COMMUNICATION, STRING, type_named
from architrave.flows.actions.compact import compact, values
from architrave.flows.actions.declaration import refused_because
from architrave.flows.actions.shape import Anything, Field, MapOf, Named, Object, Ref, Shape, Text, Value

_RECORDED = Provenance.RECORDED
_SUCCESS = ("success", "failure")
_FAILURE = ("failure",)
_NAME = Object({"name": Field(Text(), "name")}, is_open=True)


def _prompts(kind: Shape, suffix: str) -> dict[str, Field]:
    return {f"{when}Transfer{suffix}": Field(kind, f"{when}_transfer") for when in ("pre", "failure")}


_AUDIOS = _prompts(Value(AUDIO), "Audio")

_TRANSFERS = refused_because(
    "A workflow has no live participant to send on.",
    compact("disconnect", "Disconnect", is_terminal=True, provenance=_RECORDED),
    compact(
        "transferToAcd",
        "Transfer to ACD",
        {
            **values(priority="Integer", directAgent="User", languageSkill="LanguageSkill"),
            **_AUDIOS,
            **_prompts(Value(COMMUNICATION), "Communication"),
            "targetQueue": Field(Value(type_named("Queue")), "target_queue", required=True),
            "preferredAgents": Field(Anything(), "preferred_agents"),
            "acdSkills": Field(Anything(), "acd_skills"),
            "appendSkills": Field(Value(BOOLEAN), "append_skills"),
            "overrideInQueueFlow": Field(_NAME, "override_in_queue_flow"),
        },
        _FAILURE,
        fails=True,
        provenance=_RECORDED,
    ),
    compact(
        "transferToUser",
        "Transfer to User",
        {
            **values(targetUser="User", allowVoicemailRollover="Boolean", connectTimeout="Duration"),
            **values(alertOnTransfer="Boolean"),
            **_AUDIOS,
        },
        _FAILURE,
        fails=True,
        provenance=_RECORDED,
    ),
    compact(
        "transferToNumber",
        "Transfer to Number",
        {**values(targetNumber="Any", releaseLinkTransfer="Boolean", connectTimeout="Duration"), **_AUDIOS},
        _FAILURE,
        fails=True,
    ),
    compact(
        "transferToGroup",
        "Transfer to Group",
        {**values(targetGroup="Group", allowVoicemailRollover="Boolean", connectTimeout="Duration"), **_AUDIOS},
        _FAILURE,
        fails=True,
    ),
    compact(
        "transferToVoicemail",
        "Transfer to Voicemail",
        {"destination": Field(Anything(), "destination"), **_AUDIOS},
        _FAILURE,
        fails=True,
        provenance=_RECORDED,
    ),
    compact(
        "transferToFlow",
        "Transfer to Flow",
        {"targetFlow": Field(_NAME, "target_flow"), **_AUDIOS},
        _FAILURE,
        fails=True,
        provenance=_RECORDED,
    ),
    compact(
        "transferToFlowSecure",
        "Transfer to Secure Flow",
        {
            **values(connectTimeout="Duration", invocationData="String"),
            "targetFlow": Field(_NAME, "target_flow"),
            **_AUDIOS,
        },
        _FAILURE,
        fails=True,
        provenance=_RECORDED,
    ),
    compact("returnToAgent", "Return to Agent", is_terminal=True),
)

_MENUS = refused_because(
    "A workflow has no menus.",
    compact(
        "jumpToMenu",
        "Jump to Menu",
        {"targetMenuRef": Field(Ref("menu"), "menu", required=True)},
        is_open=False,
        is_terminal=True,
        provenance=_RECORDED,
    ),
    compact("previousMenu", "Previous Menu", is_terminal=True, provenance=_RECORDED),
    compact("repeatMenu", "Repeat Menu", is_terminal=True),
    compact("menu", "Menu"),
    compact("task", "Task"),
)

_INTERACTION = refused_because(
    "A workflow has no live interaction to change.",
    compact(
        "setScreenPop",
        "Set Screen Pop",
        {
            "screenPopScript": Field(
                Named(Object({"inputs": Field(MapOf(Value(STRING)), "inputs")}, is_open=True), "script"), "script"
            )
        },
        provenance=_RECORDED,
    ),
    compact("setPriority", "Set Priority", values(priority="Integer"), _SUCCESS, fails=True),
    compact(
        "setSkills",
        "Set Skills",
        {"acdSkills": Field(Anything(), "acd_skills"), **values(languageSkill="LanguageSkill")},
        _SUCCESS,
        fails=True,
    ),
    compact("setWrapupCode", "Set Wrap-up Code", values(wrapupCode="WrapupCode"), _SUCCESS, fails=True),
    compact("setExternalTag", "Set External Tag", values(externalTag="String"), _FAILURE, fails=True),
    compact("setUtilizationLabel", "Set Utilization Label", {}, _SUCCESS, fails=True),
    compact("clearUtilizationLabel", "Clear Utilization Label", {}, _SUCCESS, fails=True),
    compact("setPostFlow", "Set Post-Flow"),
    compact("clearPostFlow", "Clear Post-Flow"),
)

DECLARATIONS = (*_TRANSFERS, *_MENUS, *_INTERACTION)
