"""Casts to objects of the organization: from a name, from the NOT_SET literal, and from the object itself.

An unknown name is a fault, unlike with the Find functions: the documentation says that the name must be defined for
the conversion to work (that this invokes error handling is assumed).
"""

from collections.abc import Callable
from typing import Any

from architrave.diagnostics import Provenance
from architrave.expressions.declare import Example, function
from architrave.expressions.faults import CONVERSION, ExpressionError
from architrave.expressions.library.search_by_name import look_up, nothing
from architrave.expressions.question import Ask

_NOTE = "Fails with Conversion for an unknown name; this is not explicitly documented."


def same(value: Any) -> Any:
    """The body of a cast that returns its argument."""
    return value


def _caster(noun: str, by: str, code: str, what: str) -> Callable[[Ask, str | None], Any]:
    def cast(ask: Ask, name: str | None) -> Any:
        found = look_up(ask, noun, by, name, code)
        if found is None and name is not None and name.strip():
            raise ExpressionError(CONVERSION, f"The organization has no {what} “{name}”.")
        return found

    return cast


_FROM_NAME = (
    ("ToSkill", "skillName", "skill", "name", "skl", "Skill", "ACD skill"),
    ("ToUser", "userName", "user", "username", "usr", "User", "user"),
    ("ToLanguageSkill", "languageTag", "languageSkill", "name", "lac", "LanguageSkill", "language skill"),
    ("ToQueue", "valueToConvert", "queue", "name", "que", "Queue", "queue"),
    ("ToGroup", "valueToConvert", "group", "name", "grp", "Group", "group"),
    ("ToWrapupCode", "valueToConvert", "wrapupCode", "name", "wrc", "WrapupCode", "wrap-up code"),
)

for _name, _parameter, _noun, _by, _code, _type, _what in _FROM_NAME:
    function(
        f"{_name}({_parameter}: String?) -> {_type}",
        f"The {_what} with a {'user name' if _noun == 'user' else 'name'}, in any case.",
        category="cast",
        examples=[
            Example(f'{_name}("Night shift")', shown=f"the {_what}, or a fault if there is none"),
            Example(f"{_name}(ToString(NOT_SET))", "NOT_SET"),
        ],
        provenance=Provenance.ASSUMED,
        note=_NOTE,
        asks=True,
    )(_caster(_noun, _by, _code, _what))
    function(
        f"{_name}(valueToConvert: NOT_SET?) -> {_type}",
        f"NOT_SET as a {_type}.",
        category="cast",
        examples=[Example(f"{_name}(NOT_SET)", "NOT_SET")],
    )(nothing)
    function(
        f"{_name}(valueToReturn: {_type}?) -> {_type}",
        f"The {_type} itself.",
        category="cast",
        examples=[Example(f"{_name}({_name}(NOT_SET))", "NOT_SET")],
    )(same)

function(
    "ToPrompt(valueToConvert: NOT_SET?) -> Prompt",
    "NOT_SET as a Prompt.",
    category="cast",
    examples=[Example("ToPrompt(NOT_SET)", "NOT_SET")],
)(nothing)
function(
    "ToPrompt(valueToReturn: Prompt?) -> Prompt",
    "The Prompt itself.",
    category="cast",
    examples=[Example("ToPrompt(ToPrompt(NOT_SET))", "NOT_SET")],
)(same)

_OF_ITSELF = (
    "Division",
    "EmergencyGroup",
    "KnowledgeBaseDocument",
    "Schedule",
    "ScheduleGroup",
    "UtilizationLabel",
    "WorktypeStatus",
    "LineItem",
    "ShippingOption",
    "VoicemailSnippet",
    "VoiceSnippet",
    "ResponseAsset",
    "Grammar",
)

for _type in _OF_ITSELF:
    function(
        f"To{_type}(value: {_type}?) -> {_type}",
        f"The {_type} itself; the literal NOT_SET becomes a NOT_SET {_type}.",
        category="cast",
        examples=[Example(f"To{_type}(NOT_SET)", "NOT_SET")],
    )(same)

function(
    "ToGrammar(name: String?) -> Grammar",
    "The speech grammar with a name, in any case.",
    category="cast",
    examples=[Example("ToGrammar(ToString(NOT_SET))", "NOT_SET")],
    provenance=Provenance.ASSUMED,
    note=_NOTE,
    asks=True,
)(_caster("grammar", "name", "grm", "speech grammar"))
