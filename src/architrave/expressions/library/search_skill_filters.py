"""Skill expression filters, which the cloud's routing uses to choose agents.

Their grammar belongs to the routing engine and is not fully public: only the length of the text is checked here.
"""

from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NOT_AVAILABLE_LOCALLY, OUT_OF_RANGE, ExpressionError
from architrave.expressions.values.record import Record

MAX_LENGTH = 1024
"""Maximum length of a skill expression in characters (documented)."""

_NOTE = "Only the length of the text is checked; only the cloud's routing can check the rest."


def _evaluate(text: str) -> Record:
    if not 1 <= len(text) <= MAX_LENGTH:
        raise ExpressionError(
            OUT_OF_RANGE, f"A skill expression must have 1 to {MAX_LENGTH} characters, not {len(text)}."
        )
    raise ExpressionError(
        NOT_AVAILABLE_LOCALLY,
        "EvaluateSkillExpressionFilter needs the cloud's routing: skill expressions cannot be evaluated locally.",
    )


@function(
    "EvaluateSkillExpressionFilter(filterText: String) -> SkillExpressionFilter",
    "Reads a skill expression of 1 to 1024 characters as a filter; fails if it is invalid.",
    category="search",
    examples=[Example('EvaluateSkillExpressionFilter("")', error=OUT_OF_RANGE)],
    note=_NOTE,
)
def _evaluate_filter(text: str) -> Record:
    return _evaluate(text)


@function(
    "EvaluateSkillExpressionFilter(filterText: String, notSetIfInvalid: Boolean) -> SkillExpressionFilter",
    "Reads a skill expression as a filter; with true, an invalid one is NOT_SET.",
    category="search",
    examples=[
        Example('EvaluateSkillExpressionFilter("", true)', "NOT_SET"),
        Example('EvaluateSkillExpressionFilter("", false)', error=OUT_OF_RANGE),
    ],
    note=_NOTE,
)
def _evaluate_or_nothing(text: str, not_set_if_invalid: bool) -> Record | None:
    try:
        return _evaluate(text)
    except ExpressionError as error:
        if error.type == OUT_OF_RANGE and not_set_if_invalid:
            return None
        raise


@function(
    "IsSkillExpressionFilterValid(filter: SkillExpressionFilter?) -> Boolean",
    "Whether a skill expression filter is set and valid.",
    category="search",
    examples=[Example('IsSkillExpressionFilterValid(EvaluateSkillExpressionFilter("", true))', "false")],
)
def _is_valid(value: Record | None) -> bool:
    return value is not None


@function(
    "AreSkillExpressionFiltersValid(filters: SkillExpressionFilter[]) -> Boolean",
    "Whether all skill expression filters in a collection are set and valid; false for an empty collection.",
    category="search",
    examples=[
        Example('AreSkillExpressionFiltersValid(MakeList(EvaluateSkillExpressionFilter("", true)))', "false"),
        Example('AreSkillExpressionFiltersValid(MakeEmptyList(EvaluateSkillExpressionFilter("", true)))', "false"),
    ],
)
def _are_valid(values: tuple[Record | None, ...]) -> bool:
    return bool(values) and all(value is not None for value in values)
