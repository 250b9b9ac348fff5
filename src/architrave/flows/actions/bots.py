"""Bots: asking questions, detecting intents, and calling bots."""

from collections.abc import Mapping
from datetime import timedelta

from architrave.diagnostics import Provenance
from architrave.expressions.types import BOOLEAN, COMMUNICATION, DURATION, STRING, type_named
from architrave.expressions.values import Communication
from architrave.flows.actions.compact import compact
from architrave.flows.actions.declaration import only_in, refused_because
from architrave.flows.actions.failures import failures
from architrave.flows.actions.shape import (
    Anything,
    Keyed,
    ListOf,
    MapOf,
    Named,
    NamedObject,
    Object,
    Output,
    Value,
    field,
    fields,
)
from architrave.flows.flow_groups import (
    BOTS,
    CALLS,
    CHATS,
    CONVERSATIONS,
    DIGITAL_BOTS,
    EMAILS,
    MESSAGES,
    TEXTS,
    VOICE_BOTS,
    VOICE_SURVEYS,
    VOICEMAIL,
)
from architrave.flows.program import Fields, Slot, Target, Targets


@fields
class Ask(Fields):
    """The fields of every question; Ask for Yes/No and Ask for Payment have only these."""

    question: Slot[Communication] | None = field(Value(COMMUNICATION))
    no_input: Slot[Communication] | None = field(Value(COMMUNICATION))
    no_match: Slot[Communication] | None = field(Value(COMMUNICATION))
    voice_end_of_input_timeout: Slot[timedelta] | None = field(Value(DURATION))
    no_input_reprompts: None = field(Anything())
    no_match_reprompts: None = field(Anything())


@fields
class Communicate(Fields):
    """The fields of Communicate."""

    communication: Slot[Communication] | None = field(Value(COMMUNICATION))


@fields
class AskForIntent(Ask):
    """The fields of Ask for Intent."""

    outputs: None = field(Anything())


@fields
class AskForSlot(Ask):
    """The fields of Ask for Slot."""

    custom_validation: Slot[bool] | None = field(Value(BOOLEAN))
    confirmation_mode: Slot[object] | None = field(Value())
    confirmation_question: Slot[Communication] | None = field(Value(COMMUNICATION))
    slot: NamedObject = field(Object(NamedObject, is_open=True))
    chooser: None = field(Anything())


@fields
class AskForAuthentication(Ask):
    """The fields of Ask for Authentication."""

    failure_outputs: Targets = failures()


@fields
class DigitalMenu(Fields):
    """The fields of Digital Menu."""

    question: Slot[Communication] | None = field(Value(COMMUNICATION))
    no_match: Slot[Communication] | None = field(Value(COMMUNICATION))
    selection: Target | None = field(Output(STRING))
    knowledge_search_result: Target | None = field(Output(type_named("KnowledgeBaseDocument[]")))
    chooser: None = field(Anything())
    outputs: None = field(Anything())


@fields
class WaitForInput(Ask):
    """The fields of Wait for Input."""

    outputs: None = field(Anything())


@fields
class DetectIntent(Fields):
    """The fields of Detect Intent."""

    detected_intent: Target | None = field(Output(STRING))


@fields
class ClearSlot(Fields):
    """The fields of Clear Slot."""

    cleared: tuple[NamedObject, ...] = field(ListOf(Object(NamedObject, is_open=True), tag="slot"), "slots")


@fields
class SetIntent(Fields):
    """The fields of Set Intent."""

    intent: Slot[str] | None = field(Value(STRING))


@fields
class CallConnector(Fields):
    """The fields of the actions that call a bot or audio connector."""

    outputs: None = field(Anything())


@fields
class BotCall(Fields):
    """The inputs and outputs of a bot, below its name and version."""

    inputs: Mapping[str, Slot[object]] = field(MapOf(Value()))
    outputs: Targets = field(MapOf(Output()))


_BOT = Named(Named(Object(BotCall, is_open=True), "version"), "bot flow")


@fields
class CallBotFlow(Fields):
    """The fields of Call Bot Flow."""

    bot: Keyed[Keyed[BotCall]] = field(_BOT, "botFlow")
    input_text: Slot[str] | None = field(Value(STRING))
    exit_reason: Target | None = field(Output(STRING))
    intent: Target | None = field(Output(STRING))


@fields
class CallDigitalBotFlow(Fields):
    """The fields of Call Digital Bot Flow."""

    bot: Keyed[Keyed[BotCall]] = field(_BOT, "digitalBotFlow")
    input_text: Slot[str] | None = field(Value(STRING))
    exit_reason: Target | None = field(Output(STRING))
    intent: Target | None = field(Output(STRING))


@fields
class CallVoiceFlow(Fields):
    """The fields of Call Voice Flow."""

    bot: Keyed[Keyed[BotCall]] = field(_BOT, "voiceFlow")
    input_text: Slot[str] | None = field(Value(STRING))
    exit_reason: Target | None = field(Output(STRING))
    intent: Target | None = field(Output(STRING))


@fields
class CallGuide(Fields):
    """The fields of Call Guide."""

    guide: NamedObject = field(Object(NamedObject, is_open=True))
    inputs: None = field(Anything())
    outputs: None = field(Anything())


_RECORDED = Provenance.RECORDED

DECLARATIONS = refused_because(
    "A workflow has no live participant to talk to.",
    *only_in(
        BOTS,
        compact("communicate", "Communicate", Communicate, provenance=_RECORDED),
        compact("askForBoolean", "Ask for Yes/No", Ask, ("yes", "no", "maxNoInputs", "maxNoMatches")),
        compact(
            "askForSlot", "Ask for Slot", AskForSlot, ("default", "maxNoInputs", "maxNoMatches"), provenance=_RECORDED
        ),
        compact("detectIntent", "Detect Intent", DetectIntent, ("default",)),
        compact("clearSlot", "Clear Slot", ClearSlot, provenance=_RECORDED),
        compact("clearActiveIntent", "Clear Active Intent"),
        compact("setIntent", "Set Intent", SetIntent),
        compact("exitBotFlow", "Exit Bot Flow", is_terminal=True, provenance=_RECORDED),
        perhaps=VOICE_SURVEYS,
    ),
    *only_in(
        VOICE_BOTS,
        compact("askForIntent", "Ask for Intent", AskForIntent, provenance=_RECORDED),
        perhaps=VOICE_SURVEYS,
    ),
    *only_in(
        DIGITAL_BOTS,
        compact("askForAuthentication", "Ask for Authentication", AskForAuthentication, ("success", "failure")),
        compact("askForPayment", "Ask for Payment", Ask),
        compact("digitalMenu", "Digital Menu", DigitalMenu, provenance=_RECORDED),
        compact("waitForInput", "Wait for Input", WaitForInput),
        perhaps=VOICE_BOTS,
    ),
    *only_in(
        CALLS | TEXTS,
        compact("callBotFlow", "Call Bot Flow", CallBotFlow, provenance=_RECORDED),
        compact("callVoiceFlow", "Call Voice Flow", CallVoiceFlow, provenance=_RECORDED),
        compact("callLexBot", "Call Lex Bot", CallConnector),
        compact("callLexV2Bot", "Call Lex V2 Bot", CallConnector),
        compact("callDialogEngineBot", "Call Dialog Engine Bot", CallConnector),
        compact("callDialogflowBot", "Call Dialogflow Bot", CallConnector),
        compact("callDialogflowCxBot", "Call Dialogflow CX Bot", CallConnector),
        compact("callNuanceMixBot", "Call Nuance Mix Bot", CallConnector),
        compact("callBotConnector", "Call Bot Connector", CallConnector),
        perhaps=CONVERSATIONS,
    ),
    *only_in(
        MESSAGES,
        compact("callDigitalBotFlow", "Call Digital Bot Flow", CallDigitalBotFlow, provenance=_RECORDED),
        perhaps=CHATS | EMAILS | BOTS,
    ),
    *only_in(
        CALLS,
        compact("callAudioConnector", "Call Audio Connector", CallConnector),
        perhaps=VOICEMAIL | VOICE_BOTS | VOICE_SURVEYS,
    ),
    *only_in(
        CALLS | TEXTS | BOTS,
        compact("callGuide", "Call Guide", CallGuide, provenance=_RECORDED),
        perhaps=CONVERSATIONS,
    ),
)
