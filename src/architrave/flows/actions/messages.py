"""What is sent to somebody who writes: responses, replies, surveys."""

from architrave.diagnostics import Provenance
from architrave.flows.actions.compact import compact, outputs, values
from architrave.flows.actions.declaration import refused_because
from architrave.flows.actions.shape import Field, Text

_RECORDED = Provenance.RECORDED
_SUCCESS = ("success", "failure")

_MESSAGES = refused_because(
    "A workflow has no message to answer.",
    compact(
        "sendResponse",
        "Send Response",
        values(messageBody="Any", messageBodyStyle="Any"),
        _SUCCESS,
        fails=True,
        provenance=_RECORDED,
    ),
    compact(
        "sendAutoReply",
        "Send Auto Reply",
        {
            "from": Field(values(x="EmailAddress")["x"].shape, "sender"),
            **values(replyTo="EmailAddress", cc="EmailAddress[]", bcc="EmailAddress[]", messageBody="Any"),
            "replyMode": Field(Text(), "reply_mode"),
        },
        _SUCCESS,
        fails=True,
        provenance=_RECORDED,
    ),
    compact("sendDigitalContent", "Send Digital Content"),
    compact(
        "sendInteractiveApplication",
        "Send Interactive Application",
        values(applicationName="String", applicationUrl="String", title="String", subTitle="String"),
        _SUCCESS,
        fails=True,
    ),
    compact(
        "sendRichLink",
        "Send Rich Link",
        values(body="String", footer="String", headerText="String", urlLabel="String", urlValue="String"),
        _SUCCESS,
        fails=True,
    ),
    compact("showKnowledgeArticle", "Show Knowledge Article", values(knowledgeArticle="KnowledgeBaseDocument")),
)

_SURVEYS = refused_because(
    "A workflow has no survey.",
    compact(
        "abortSurveyInvite", "Abort Survey Invite", values(disposition="Any"), is_terminal=True, provenance=_RECORDED
    ),
    compact(
        "completeSurveyInvite",
        "Complete Survey Invite",
        values(
            targetAddress="String",
            inviteSubject="String",
            inviteBody="String",
            reminderSubject="String",
            reminderBody="String",
        ),
        is_terminal=True,
        provenance=_RECORDED,
    ),
    compact(
        "askSurveyQuestion",
        "Ask Survey Question",
        {**values(questionCondition="Boolean"), **outputs(surveyQuestionResult="SurveyQuestion")},
    ),
)

DECLARATIONS = (*_MESSAGES, *_SURVEYS)
