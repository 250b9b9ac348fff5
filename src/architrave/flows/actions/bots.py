"""Bots: asking, understanding, and handing over to one."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import STRING, Type
from architrave.flows.actions.compact import compact, outputs, values
from architrave.flows.actions.declaration import ActionDeclaration, refused_because
from architrave.flows.actions.shape import Anything, Field, ListOf, MapOf, Named, Object, Output, Text, Value

_RECORDED = Provenance.RECORDED
_NAMED = Object({"name": Field(Text(), "name")}, is_open=True)
_ASK = {
    **values(question="Communication", noInput="Communication", noMatch="Communication"),
    **values(voiceEndOfInputTimeout="Duration"),
    "noInputReprompts": Field(Anything(), "no_input_reprompts"),
    "noMatchReprompts": Field(Anything(), "no_match_reprompts"),
}
_ANY_TYPE: Type | None = None


def _call_bot(key: str, title: str, name_key: str) -> ActionDeclaration:
    call = Object(
        {
            "inputs": Field(MapOf(Value(_ANY_TYPE)), "inputs"),
            "outputs": Field(MapOf(Output(_ANY_TYPE)), "outputs"),
        },
        is_open=True,
    )
    fields = {
        name_key: Field(Named(Named(call, "version"), "bot flow"), "bot"),
        "inputText": Field(Value(STRING), "input_text"),
        **outputs(exitReason="String", intent="String"),
    }
    return compact(key, title, fields, provenance=_RECORDED)


def _connector(key: str, title: str) -> ActionDeclaration:
    return compact(key, title, {"outputs": Field(Anything(), "outputs")})


DECLARATIONS = refused_because(
    "A workflow has no live participant to talk with.",
    compact("communicate", "Communicate", values(communication="Communication"), provenance=_RECORDED),
    compact("askForBoolean", "Ask for Yes/No", _ASK, ("yes", "no", "maxNoInputs", "maxNoMatches")),
    compact("askForIntent", "Ask for Intent", {**_ASK, "outputs": Field(Anything(), "outputs")}, provenance=_RECORDED),
    compact(
        "askForSlot",
        "Ask for Slot",
        {
            **_ASK,
            **values(customValidation="Boolean", confirmationMode="Any", confirmationQuestion="Communication"),
            "slot": Field(_NAMED, "slot"),
            "chooser": Field(Anything(), "chooser"),
        },
        ("default", "maxNoInputs", "maxNoMatches"),
        provenance=_RECORDED,
    ),
    compact("askForAuthentication", "Ask for Authentication", _ASK, ("success", "failure"), fails=True),
    compact("askForPayment", "Ask for Payment", _ASK),
    compact(
        "digitalMenu",
        "Digital Menu",
        {
            **values(question="Communication", noMatch="Communication"),
            **outputs(selection="String", knowledgeSearchResult="KnowledgeBaseDocument[]"),
            "chooser": Field(Anything(), "chooser"),
            "outputs": Field(Anything(), "outputs"),
        },
        provenance=_RECORDED,
    ),
    compact("waitForInput", "Wait for Input", {**_ASK, "outputs": Field(Anything(), "outputs")}),
    compact("detectIntent", "Detect Intent", outputs(detectedIntent="String"), ("default",)),
    compact(
        "clearSlot",
        "Clear Slot",
        {"slots": Field(ListOf(_NAMED, tag="slot"), "slots")},
        provenance=_RECORDED,
    ),
    compact("clearActiveIntent", "Clear Active Intent"),
    compact("setIntent", "Set Intent", values(intent="String")),
    compact("exitBotFlow", "Exit Bot Flow", is_terminal=True, provenance=_RECORDED),
    _call_bot("callBotFlow", "Call Bot Flow", "botFlow"),
    _call_bot("callDigitalBotFlow", "Call Digital Bot Flow", "digitalBotFlow"),
    _call_bot("callVoiceFlow", "Call Voice Flow", "voiceFlow"),
    _connector("callLexBot", "Call Lex Bot"),
    _connector("callLexV2Bot", "Call Lex V2 Bot"),
    _connector("callDialogEngineBot", "Call Dialog Engine Bot"),
    _connector("callDialogflowBot", "Call Dialogflow Bot"),
    _connector("callDialogflowCxBot", "Call Dialogflow CX Bot"),
    _connector("callNuanceMixBot", "Call Nuance Mix Bot"),
    _connector("callBotConnector", "Call Bot Connector"),
    _connector("callAudioConnector", "Call Audio Connector"),
    compact(
        "callGuide",
        "Call Guide",
        {
            "guide": Field(_NAMED, "guide"),
            "inputs": Field(Anything(), "inputs"),
            "outputs": Field(Anything(), "outputs"),
        },
        provenance=_RECORDED,
    ),
)
