"""Look-ups in the organization: one object by its name, e-mail address or id.

Each asks the question `lookUp` with the cloud's noun, the property to search by, and the value. The answer is the
entity as plain JSON, or null if there is none or more than one; the result is a Record of it. NOT_SET and blank text
find nothing and ask nothing.
"""

from collections.abc import Callable
from typing import Any

from architrave.expressions.declare import Example, function
from architrave.expressions.question import Ask, Question
from architrave.expressions.values.entities import entity_record


def look_up(ask: Ask, noun: str, by: str, value: str | None, code: str) -> Any:
    """The Record of one entity of the organization, None if there is none."""
    if value is None or not value.strip():
        return None
    entity = ask(Question("lookUp", (noun, by, value)))
    return None if entity is None else entity_record(code, entity)


def finder(noun: str, by: str, code: str) -> Callable[[Ask, str | None], Any]:
    """The body of a function that finds one `noun` by its property `by`."""

    def find(ask: Ask, value: str | None) -> Any:
        return look_up(ask, noun, by, value, code)

    return find


def finder_of_several(noun: str, by: str, code: str) -> Callable[[Ask, tuple[str | None, ...]], tuple[Any, ...]]:
    """The body of a function that finds several entities of a `noun`, in the given order."""

    def find(ask: Ask, values: tuple[str | None, ...]) -> tuple[Any, ...]:
        return tuple(look_up(ask, noun, by, value, code) for value in values)

    return find


def nothing(_: None) -> None:
    """The body of an overload for the NOT_SET literal: NOT_SET of the result's type."""
    return


_BY_NAME = (
    ("FindQueue", "queueToFind", "queue", "que", "Queue", "the queue"),
    ("FindSkill", "skillToFind", "skill", "skl", "Skill", "the ACD skill"),
    ("FindLanguageSkill", "skillToFind", "languageSkill", "lac", "LanguageSkill", "the language skill"),
    ("FindDivision", "name", "division", "div", "Division", "the division"),
    ("FindEmergencyGroup", "name", "emergencyGroup", "emg", "EmergencyGroup", "the emergency group"),
    ("FindGrammar", "name", "grammar", "grm", "Grammar", "the speech grammar"),
    ("FindGroup", "name", "group", "grp", "Group", "the group"),
    ("FindImage", "name", "image", "img", "Image", "the image"),
    ("FindUtilizationLabel", "name", "utilizationLabel", "utl", "UtilizationLabel", "the utilization label"),
    ("FindWorktypeStatus", "name", "worktypeStatus", "wts", "WorktypeStatus", "the status of the flow's worktype"),
    ("FindResponseAsset", "name", "responseAsset", "ras", "ResponseAsset", "the response asset"),
    ("FindSchedule", "name", "schedule", "sch", "Schedule", "the schedule"),
    ("FindScheduleGroup", "name", "scheduleGroup", "scg", "ScheduleGroup", "the schedule group"),
)
_BY_ID = (
    ("FindUserById", "userId", "user", "usr", "User", "the user"),
    ("FindQueueById", "id", "queue", "que", "Queue", "the queue"),
    ("FindDivisionById", "id", "division", "div", "Division", "the division"),
    ("FindGrammarById", "id", "grammar", "grm", "Grammar", "the speech grammar"),
    ("FindImageById", "id", "image", "img", "Image", "the image"),
    (
        "FindKnowledgeBaseDocumentById",
        "id",
        "knowledgeBaseDocument",
        "kbd",
        "KnowledgeBaseDocument",
        "the knowledge article",
    ),
    ("FindUtilizationLabelById", "id", "utilizationLabel", "utl", "UtilizationLabel", "the utilization label"),
    ("FindWorktypeStatusById", "id", "worktypeStatus", "wts", "WorktypeStatus", "the status of a worktype"),
    ("FindResponseAssetById", "id", "responseAsset", "ras", "ResponseAsset", "the response asset"),
)
_SEVERAL = (
    ("FindUsersById", "userIds", "user", "id", "usr", "User", "users"),
    ("FindDivisions", "names", "division", "name", "div", "Division", "divisions"),
    ("FindDivisionsById", "ids", "division", "id", "div", "Division", "divisions"),
)
_LITERALS = (
    ("FindQueue", "queueName", "Queue"),
    ("FindSkill", "skillName", "Skill"),
    ("FindLanguageSkill", "valueToConvert", "LanguageSkill"),
    ("FindUserById", "userId", "User"),
)

for _name, _parameter, _noun, _code, _type, _what in _BY_NAME:
    function(
        f"{_name}({_parameter}: String?) -> {_type}",
        f"Finds {_what} with a name, in any case; NOT_SET if there is none or more than one.",
        category="search",
        examples=[
            Example(f'{_name}("Night shift")', shown=f"{_what} named Night shift, NOT_SET if there is none"),
            Example(f"{_name}(ToString(NOT_SET))", "NOT_SET"),
        ],
        asks=True,
    )(finder(_noun, "name", _code))

for _name, _parameter, _noun, _code, _type, _what in _BY_ID:
    function(
        f"{_name}({_parameter}: String?) -> {_type}",
        f"Finds {_what} with an id; NOT_SET if there is none.",
        category="search",
        examples=[
            Example(f'{_name}("6a1f3c2e-90b4-4d1a-8f5e-2b7c9d0e1f3a")', shown=f"{_what} with this id, or NOT_SET"),
            Example(f"{_name}(ToString(NOT_SET))", "NOT_SET"),
        ],
        asks=True,
    )(finder(_noun, "id", _code))

for _name, _parameter, _noun, _by, _code, _type, _what in _SEVERAL:
    function(
        f"{_name}({_parameter}: String[]) -> {_type}[]",
        f"Finds several {_what} by their {_by}s, in the given order; one that does not exist is a NOT_SET item.",
        category="search",
        examples=[Example(f"Count({_name}(MakeEmptyList(ToString(NOT_SET))))", "0")],
        asks=True,
    )(finder_of_several(_noun, _by, _code))

for _name, _parameter, _type in _LITERALS:
    function(
        f"{_name}({_parameter}: NOT_SET?) -> {_type}",
        "NOT_SET for the literal NOT_SET.",
        category="search",
        examples=[Example(f"{_name}(NOT_SET)", "NOT_SET")],
    )(nothing)


@function(
    "FindUser(userEmail: String?) -> User",
    "Finds the user with an e-mail address, in any case; NOT_SET if there is none or more than one.",
    category="search",
    examples=[
        Example('FindUser("ada@example.com")', shown="the user with this address, NOT_SET if there is none"),
        Example("FindUser(ToString(NOT_SET))", "NOT_SET"),
    ],
    asks=True,
)
def _find_user(ask: Ask, address: str | None) -> Any:
    return look_up(ask, "user", "email", address, "usr")


function(
    "FindUser(userEmail: NOT_SET?) -> User",
    "NOT_SET for the literal NOT_SET.",
    category="search",
    examples=[Example("FindUser(NOT_SET)", "NOT_SET")],
)(nothing)


@function(
    "FindUserPrompt(promptName: String?) -> Prompt",
    "Finds the user prompt with a name, with or without the prefix `Prompt.`; NOT_SET if there is none.",
    category="search",
    examples=[
        Example('FindUserPrompt("Greeting")', shown="the user prompt named Greeting, NOT_SET if there is none"),
        Example('FindUserPrompt("")', "NOT_SET"),
    ],
    asks=True,
)
def _find_user_prompt(ask: Ask, name: str | None) -> Any:
    return look_up(ask, "userPrompt", "name", _without_scope(name, "prompt."), "pmt")


function(
    "FindUserPrompt(promptName: NOT_SET?) -> Prompt",
    "NOT_SET for the literal NOT_SET.",
    category="search",
    examples=[Example("FindUserPrompt(NOT_SET)", "NOT_SET")],
)(nothing)


@function(
    "FindSystemPrompt(promptName: String?) -> Prompt",
    "Finds the system prompt with a name, with or without the prefix `PromptSystem.`; NOT_SET if there is none.",
    category="search",
    examples=[
        Example('FindSystemPrompt("boolean_false")', shown="the system prompt, NOT_SET if there is none"),
        Example('FindSystemPrompt("")', "NOT_SET"),
    ],
    asks=True,
)
def _find_system_prompt(ask: Ask, name: str | None) -> Any:
    return look_up(ask, "systemPrompt", "name", _without_scope(name, "promptsystem."), "pmt")


function(
    "FindSystemPrompt(promptName: NOT_SET?) -> Prompt",
    "NOT_SET for the literal NOT_SET.",
    category="search",
    examples=[Example("FindSystemPrompt(NOT_SET)", "NOT_SET")],
)(nothing)


def _without_scope(name: str | None, scope: str) -> str | None:
    if name is not None and name.lower().startswith(scope):
        return name[len(scope) :]
    return name
