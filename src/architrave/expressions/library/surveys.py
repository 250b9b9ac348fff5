"""Answers to the questions of a voice survey.

Only a voice survey has them, which nothing runs locally: an unset question is judged, for a set one the function says
that it cannot.
"""

from typing import NoReturn

from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NOT_AVAILABLE_LOCALLY, ExpressionError
from architrave.expressions.values.record import Record

_NOTE = "Only a voice survey in the cloud holds answers: the fault NotAvailableLocally for a question that is set."


def _refuse(name: str) -> NoReturn:
    raise ExpressionError(NOT_AVAILABLE_LOCALLY, f"{name} needs a voice survey, which only the cloud can hold.")


@function(
    "GetSurveyQuestionAnswer(question: SurveyQuestion) -> String",
    "The answer to a survey question as text, `n/a` where the caller said not applicable; NOT_SET without one.",
    category="survey",
    note=_NOTE,
)
def _answer(_: Record) -> str | None:
    _refuse("GetSurveyQuestionAnswer")


@function(
    "GetSurveyQuestionAnswer(question: SurveyQuestion, followUp: Boolean) -> String",
    "The answer to a survey question as text; with true, that to its follow-up question.",
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
    "The net promoter category of an answer: `promoter` for 9 and 10, `passive` for 7 and 8, else `detractor`.",
    category="survey",
    note=_NOTE,
)
def _nps_category(_: Record) -> str | None:
    _refuse("GetSurveyQuestionNpsCategory")
