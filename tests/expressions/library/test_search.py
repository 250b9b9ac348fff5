"""Look-ups in the organization, and casts from names."""

import pytest

from architrave.expressions.faults import CONVERSION, NOT_AVAILABLE_LOCALLY, OUT_OF_RANGE, ExpressionError
from architrave.expressions.question import Question
from architrave.expressions.types import Type
from tests.expressions.world import World, evaluate, text

ADA = {"id": "usr-1", "name": "Ada", "email": "ada@example.com"}
SUPPORT = {"id": "q-1", "name": "Support", "estimatedWaitTimeSeconds": 90}
NOUNS = {
    "user": ("usr", "User"),
    "queue": ("que", "Queue"),
    "skill": ("skl", "Skill"),
    "languageSkill": ("lac", "LanguageSkill"),
    "group": ("grp", "Group"),
    "division": ("div", "Division"),
    "emergencyGroup": ("emg", "EmergencyGroup"),
    "grammar": ("grm", "Grammar"),
    "image": ("img", "Image"),
    "utilizationLabel": ("utl", "UtilizationLabel"),
    "worktypeStatus": ("wts", "WorktypeStatus"),
    "responseAsset": ("ras", "ResponseAsset"),
    "schedule": ("sch", "Schedule"),
    "scheduleGroup": ("scg", "ScheduleGroup"),
    "knowledgeBaseDocument": ("kbd", "KnowledgeBaseDocument"),
}
BY_NAME = sorted(set(NOUNS) - {"user", "knowledgeBaseDocument"})
BY_ID = [
    *("user", "queue", "division", "grammar", "image", "utilizationLabel"),
    *("worktypeStatus", "responseAsset", "knowledgeBaseDocument"),
]


def world() -> World:
    return World(
        {
            ("user", "email", "ada@example.com"): ADA,
            ("user", "id", "usr-1"): ADA,
            ("user", "username", "ada@example.com"): ADA,
            ("queue", "name", "support"): SUPPORT,
            ("queue", "id", "q-1"): SUPPORT,
            ("queue", "name", "new"): {"id": "q-2", "name": "New"},
            ("skill", "name", "spanish"): {"id": "s-1", "name": "Spanish"},
            ("skill", "name", "german"): {"id": "s-2", "name": "German"},
            ("division", "name", "home"): {"id": "d-1", "name": "Home"},
            ("userPrompt", "name", "greeting"): {"id": "p-1", "name": "Greeting", "type": "user"},
            ("systemPrompt", "name", "boolean_false"): {"name": "boolean_false", "type": "system"},
        },
    )


@pytest.mark.parametrize("noun", BY_NAME)
def test_by_name_asks_for_the_noun(noun: str) -> None:
    code, name = NOUNS[noun]
    seen = World({(noun, "name", "x"): {"id": "1", "name": "X"}})
    found = evaluate(f'Find{name}("X")', seen)
    assert found.code == code
    assert seen.asked == [Question("lookUp", (noun, "name", "X"))]


@pytest.mark.parametrize("noun", BY_ID)
def test_by_id_asks_for_the_noun(noun: str) -> None:
    code, name = NOUNS[noun]
    seen = World({(noun, "id", "1"): {"id": "1", "name": "X"}})
    assert evaluate(f'Find{name}ById("1")', seen).code == code
    assert seen.asked == [Question("lookUp", (noun, "id", "1"))]


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ('FindUser("ADA@example.com").id', "usr-1"),
        ('FindUser("ada@example.com").username', "ada@example.com"),
        ('FindUser("nobody@example.com")', "NOT_SET"),
        ('FindUserById("usr-1").name', "Ada"),
        ('FindQueue("Support").name', "Support"),
        ('FindQueue("Sales")', "NOT_SET"),
        ('FindUserPrompt("Greeting").name', "Greeting"),
        ('FindUserPrompt("Prompt.Greeting").name', "Greeting"),
        ('FindUserPrompt("prompt.greeting").id', "p-1"),
        ('FindSystemPrompt("boolean_false").name', "boolean_false"),
        ('FindSystemPrompt("PromptSystem.boolean_false").type', "system"),
        ('Count(FindUsersById(MakeList("usr-1", ToString(NOT_SET))))', "2"),
        ('FindUsersById(MakeList("usr-1", ToString(NOT_SET)))[0].name', "Ada"),
        ('FindUsersById(MakeList("usr-1", ToString(NOT_SET)))[1]', "NOT_SET"),
        ("Count(FindUsersById(MakeEmptyList(ToString(NOT_SET))))", "0"),
        ('FindDivisions(MakeList("nowhere", "home"))[1].id', "d-1"),
        ('FindQueueEstimatedWaitTime("Support")', "PT1M30S"),
        ('FindQueueEstimatedWaitTime("Support", "CALL")', "PT1M30S"),
        ('FindQueueEstimatedWaitTime("New")', "NOT_SET"),
        ('FindQueueEstimatedWaitTime("")', "NOT_SET"),
        ('FindQueueEstimatedWaitTime("Sales")', "NOT_SET"),
        ('FindQueueEstimatedWaitTime("Support", MakeList("videocomm", "call"))[1]', "PT1M30S"),
        ('Count(GetQueueEstimatedWaitTime(FindQueue("New"), MakeList("videocomm", "call")))', "2"),
        ('GetQueueEstimatedWaitTime(FindQueue("Support"))', "PT1M30S"),
        ('GetQueueEstimatedWaitTime(FindQueue("Support"), "call")', "PT1M30S"),
        ('ToSkill("Spanish")', "Spanish"),
        ('ToString(MakeList(ToSkill(NOT_SET), ToSkill("German")))', "\nGerman"),
        ('AreEqual(ToSkill("Spanish"), ToSkill("German"))', "false"),
        ('AreEqual(ToSkill("Spanish"), ToSkill("spanish"))', "true"),
        ('ToUser("ada@example.com")', "ada@example.com"),
        ('ToQueue("support").id', "q-1"),
        ("ToLanguageSkill(ToLanguageSkill(NOT_SET))", "NOT_SET"),
        ("ToGroup(NOT_SET)", "NOT_SET"),
        ("ToWrapupCode(NOT_SET)", "NOT_SET"),
        ("ToDivision(NOT_SET)", "NOT_SET"),
        ('If(5>3, ToSkill("Spanish"), ToSkill("German"))', "Spanish"),
        ('MakeAgentScorePair(FindUserById("usr-1"), 25)', "[ada@example.com,25]"),
    ],
)
def test_results(expression: str, shown: str) -> None:
    assert text(expression, world()) == shown


@pytest.mark.parametrize("expression", ['FindQueue("")', 'FindQueue("  ")', "FindSkill(NOT_SET)", 'ToQueue("")'])
def test_blank_text_asks_nothing(expression: str) -> None:
    seen = world()
    assert evaluate(expression, seen) is None
    assert seen.asked == []


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ('ToSkill("Klingon")', CONVERSION),
        ('ToUser("nobody@example.com")', CONVERSION),
        ('FindQueueEstimatedWaitTime("Support", "telegraph")', OUT_OF_RANGE),
        ('GetQueueEstimatedWaitTime(FindQueue("Support"), MakeList(ToString(NOT_SET)))', OUT_OF_RANGE),
        ('GetQueueEstimatedWaitTime(FindQueue("Sales"))', "NotSet"),
        ('MakeAgentScorePair(FindUserById("usr-1"), ToInt("101"))', OUT_OF_RANGE),
        ('EvaluateSkillExpressionFilter("")', OUT_OF_RANGE),
        ('EvaluateSkillExpressionFilter("Skill")', NOT_AVAILABLE_LOCALLY),
        ('EvaluateSkillExpressionFilter("Skill", true)', NOT_AVAILABLE_LOCALLY),
    ],
)
def test_faults(expression: str, fault: str) -> None:
    with pytest.raises(ExpressionError) as error:
        evaluate(expression, world())
    assert error.value.type == fault


def test_a_fault_names_the_missing_object() -> None:
    with pytest.raises(ExpressionError, match="The organization has no ACD skill “Klingon”"):
        evaluate('ToSkill("Klingon")', world())


def test_a_value_that_does_not_fit_its_property_is_not_set() -> None:
    seen = World({("queue", "name", "odd"): {"id": 7, "name": ["Odd"]}})
    queue = evaluate('FindQueue("Odd")', seen)
    assert dict(queue.properties) == {"id": None, "name": None}


def test_nested_entities_become_records() -> None:
    from architrave.expressions.values.entities import entity_record

    contact = entity_record(
        "cpx_external_contact",
        {
            "id": "c-1",
            "createDate": "2024-02-29T12:00:00Z",
            "workPhone": {"e164": "+13175550123", "acceptsSMS": True},
            "facebookInfo": {"ids": [{"scopedId": "f-1"}]},
        },
    )
    assert text("Flow.c.workPhone.e164", variables={"flow.c": (Type(contact.code), contact)}) == "+13175550123"
    assert contact["facebookInfo"]["ids"][0]["scopedId"] == "f-1"
    assert contact["createDateTimeUtc"].year == 2024
