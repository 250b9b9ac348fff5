"""Answers to the questions of a voice survey.

Voice surveys do not run locally. The functions check for a NOT_SET question, and fail with NotAvailableLocally for any
other question.
"""

from typing import NoReturn

from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NOT_AVAILABLE_LOCALLY, ExpressionError
from architrave.expressions.values.record import Record

_NOTE = "Only voice surveys in the cloud have answers. Fails with NotAvailableLocally if the question is set."


def _refuse(name: str) -> NoReturn:
    raise ExpressionError(NOT_AVAILABLE_LOCALLY, f"{name} needs a voice survey, which only runs in the cloud.")


@function(
    "GetSurveyQuestionAnswer(question: SurveyQuestion) -> String",
    "The answer to a survey question as text, `n/a` if the caller chose not applicable; NOT_SET without an answer.",
    category="survey",
    note=_NOTE,
)
def _answer(_: Record) -> str | None:
    _refuse("GetSurveyQuestionAnswer")


@function(
    "GetSurveyQuestionAnswer(question: SurveyQuestion, followUp: Boolean) -> String",
    "The answer to a survey question as text; with true, the answer to its follow-up question.",
    category="survey",
    note=_NOTE,
)
def _follow_up_answer(_question: Record, _follow_up: bool) -> str | None:
    _refuse("GetSurveyQuestionAnswer")


@function(
    "GetSurveyQuestionIsAnswered(question: SurveyQuestion?) -> Boolean",
    "Whether a survey question was answered; false for NOT_SET.",
    category="survey",
    examples=[Example("GetSurveyQuestionIsAnswered(NOT_SET)", "false")],
    note=_NOTE,
)
def _is_answered(question: Record | None) -> bool:
    if question is None:
        return False
    _refuse("GetSurveyQuestionIsAnswered")


@function(
    "GetSurveyQuestionNpsCategory(question: SurveyQuestion) -> String",
    "The net promoter category of an answer: `promoter` for 9 and 10, `passive` for 7 and 8, otherwise `detractor`.",
    category="survey",
    note=_NOTE,
)
def _nps_category(_: Record) -> str | None:
    _refuse("GetSurveyQuestionNpsCategory")
