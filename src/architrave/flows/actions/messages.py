"""Messages to a customer: responses, replies, surveys."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import BOOLEAN, STRING, type_named
from architrave.expressions.values import Record
from architrave.flows.actions.compact import compact
from architrave.flows.actions.declaration import only_in, refused_because
from architrave.flows.actions.failures import failures
from architrave.flows.actions.shape import Output, Text, Value, field, fields
from architrave.flows.flow_groups import CHATS, DIGITAL_BOTS, EMAILS, MESSAGES, SURVEYS, VOICE_BOTS, VOICE_SURVEYS
from architrave.flows.program import Fields, Slot, Target, Targets


@fields
class SendResponse(Fields):
    """The fields of Send Response."""

    message_body: Slot[object] | None = field(Value())
    message_body_style: Slot[object] | None = field(Value())
    failure_outputs: Targets = failures()


@fields
class SendAutoReply(Fields):
    """The fields of Send Auto Reply."""

    sender: Slot[Record] | None = field(Value(type_named("EmailAddress")), "from")
    reply_to: Slot[Record] | None = field(Value(type_named("EmailAddress")))
    cc: Slot[tuple[Record | None, ...]] | None = field(Value(type_named("EmailAddress[]")))
    bcc: Slot[tuple[Record | None, ...]] | None = field(Value(type_named("EmailAddress[]")))
    message_body: Slot[object] | None = field(Value())
    reply_mode: str | None = field(Text())
    failure_outputs: Targets = failures()


@fields
class SendInteractiveApplication(Fields):
    """The fields of Send Interactive Application."""

    application_name: Slot[str] | None = field(Value(STRING))
    application_url: Slot[str] | None = field(Value(STRING))
    title: Slot[str] | None = field(Value(STRING))
    sub_title: Slot[str] | None = field(Value(STRING))
    failure_outputs: Targets = failures()


@fields
class SendRichLink(Fields):
    """The fields of Send Rich Link."""

    body: Slot[str] | None = field(Value(STRING))
    footer: Slot[str] | None = field(Value(STRING))
    header_text: Slot[str] | None = field(Value(STRING))
    url_label: Slot[str] | None = field(Value(STRING))
    url_value: Slot[str] | None = field(Value(STRING))
    failure_outputs: Targets = failures()


@fields
class ShowKnowledgeArticle(Fields):
    """The fields of Show Knowledge Article."""

    knowledge_article: Slot[Record] | None = field(Value(type_named("KnowledgeBaseDocument")))


@fields
class AbortSurveyInvite(Fields):
    """The fields of Abort Survey Invite."""

    disposition: Slot[object] | None = field(Value())


@fields
class CompleteSurveyInvite(Fields):
    """The fields of Complete Survey Invite."""

    target_address: Slot[str] | None = field(Value(STRING))
    invite_subject: Slot[str] | None = field(Value(STRING))
    invite_body: Slot[str] | None = field(Value(STRING))
    reminder_subject: Slot[str] | None = field(Value(STRING))
    reminder_body: Slot[str] | None = field(Value(STRING))


@fields
class AskSurveyQuestion(Fields):
    """The fields of Ask Survey Question."""

    question_condition: Slot[bool] | None = field(Value(BOOLEAN))
    survey_question_result: Target | None = field(Output(type_named("SurveyQuestion")))


_RECORDED = Provenance.RECORDED
_SUCCESS = ("success", "failure")

_MESSAGES = refused_because(
    "A workflow has no message to answer.",
    *only_in(
        MESSAGES | CHATS,
        compact("sendResponse", "Send Response", SendResponse, _SUCCESS, provenance=_RECORDED),
        perhaps=EMAILS,
    ),
    *only_in(EMAILS, compact("sendAutoReply", "Send Auto Reply", SendAutoReply, _SUCCESS, provenance=_RECORDED)),
    *only_in(
        MESSAGES | CHATS | DIGITAL_BOTS,
        compact("sendDigitalContent", "Send Digital Content"),
        compact("sendInteractiveApplication", "Send Interactive Application", SendInteractiveApplication, _SUCCESS),
        compact("sendRichLink", "Send Rich Link", SendRichLink, _SUCCESS),
        compact("showKnowledgeArticle", "Show Knowledge Article", ShowKnowledgeArticle),
        perhaps=EMAILS | VOICE_BOTS,
    ),
)

_SURVEYS = refused_because(
    "A workflow has no survey.",
    *only_in(
        SURVEYS,
        compact("abortSurveyInvite", "Abort Survey Invite", AbortSurveyInvite, is_terminal=True, provenance=_RECORDED),
        compact(
            "completeSurveyInvite",
            "Complete Survey Invite",
            CompleteSurveyInvite,
            is_terminal=True,
            provenance=_RECORDED,
        ),
    ),
    *only_in(VOICE_SURVEYS, compact("askSurveyQuestion", "Ask Survey Question", AskSurveyQuestion)),
)

DECLARATIONS = (*_MESSAGES, *_SURVEYS)
