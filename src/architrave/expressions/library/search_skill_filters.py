"""Skill expression filters, by which the cloud's routing chooses agents.

The grammar of their text is the routing engine's and not published in full: only its length can be judged here.
"""

from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NOT_AVAILABLE_LOCALLY, OUT_OF_RANGE, ExpressionError
from architrave.expressions.values.record import Record

MAX_LENGTH = 1024
"""Most characters of a skill expression (documented)."""

_NOTE = "Only the length of the text is judged; whether the rest is valid, the cloud's routing alone can say."


def _evaluate(text: str) -> Record:
    if not 1 <= len(text) <= MAX_LENGTH:
        raise ExpressionError(OUT_OF_RANGE, f"A skill expression has 1 to {MAX_LENGTH} characters, not {len(text)}.")
    raise ExpressionError(
        NOT_AVAILABLE_LOCALLY,
        "EvaluateSkillExpressionFilter needs the cloud's routing: skill expressions cannot be judged locally.",
    )


@function(
    "EvaluateSkillExpressionFilter(filterText: String) -> SkillExpressionFilter",
    "Reads the text of a skill expression, of 1 to 1024 characters, as a filter; an invalid one is a fault.",
    category="search",
    examples=[Example('EvaluateSkillExpressionFilter("")', error=OUT_OF_RANGE)],
    note=_NOTE,
)
def _evaluate_filter(text: str) -> Record:
    return _evaluate(text)


@function(
    "EvaluateSkillExpressionFilter(filterText: String, notSetIfInvalid: Boolean) -> SkillExpressionFilter",
    "Reads the text of a skill expression as a filter; with true, an invalid one gives NOT_SET.",
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
    "Whether all skill expression filters of a collection are set and valid; false for an empty collection.",
    category="search",
    examples=[
        Example('AreSkillExpressionFiltersValid(MakeList(EvaluateSkillExpressionFilter("", true)))', "false"),
        Example('AreSkillExpressionFiltersValid(MakeEmptyList(EvaluateSkillExpressionFilter("", true)))', "false"),
    ],
)
def _are_valid(values: tuple[Record | None, ...]) -> bool:
    return bool(values) and all(value is not None for value in values)
