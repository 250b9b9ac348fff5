"""Find…: looks up an object of the organization by its name or its id."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import STRING, type_named
from architrave.flows.actions.declaration import ActionDeclaration, Running
from architrave.flows.actions.shape import GIVEN, Output, Value, field, fields
from architrave.flows.program import Fields, Slot, Target


@fields
class FindByName(Fields):
    """The fields of an action that finds one object by its name."""

    name: Slot[str] = field(Value(STRING), "findName", required=True)
    result: Target | None = field(Output(GIVEN), "findResult")


@fields
class FindById(Fields):
    """The fields of an action that finds one object by its id."""

    id: Slot[str] = field(Value(STRING), "findId", required=True)
    result: Target | None = field(Output(GIVEN), "findResult")


@fields
class FindByIds(Fields):
    """The fields of an action that finds several objects by their ids."""

    ids: Slot[tuple[str | None, ...]] = field(Value(STRING.collection), "findIds", required=True)
    result: Target | None = field(Output(GIVEN), "findResult")


_PAGES = {
    "findQueue": "find-queue-action",
    "findQueueById": "find-queue-by-id-action",
    "findSchedule": "find-schedule-action",
    "findSkill": "find-skill-action",
    "findSystemPrompt": "find-system-prompt-action",
    "findUser": "find-user-action",
    "findUserById": "find-user-by-id-action",
    "findUsersById": "find-users-by-id-action",
}
"""The pages with which these actions were compared."""

_SEEN = frozenset({"findQueue", "findQueueById", "findUserById"})
_LIMITS = (
    "More than 25 different look-ups of a type, or 100 in all, are a fault (the limits are documented, that assumed)."
)
_MOST = "More than 50 ids take PartiallyFound (assumed)."
_UNREAD = "It was not compared with its page; it runs as Find Queue does."


def _declare(key: str, title: str, result: str, fields: type[Fields]) -> ActionDeclaration:
    page = _PAGES.get(key, "")
    return ActionDeclaration(
        key,
        title,
        fields,
        type_named(result),
        outputs=("found", "partiallyFound", "notFound") if fields is FindByIds else ("found", "notFound"),
        running=Running.EXACT if page else Running.APPROXIMATED,
        provenance=Provenance.RECORDED if key in _SEEN else Provenance.DOCUMENTED,
        page=page,
        note=_UNREAD if not page else _MOST if fields is FindByIds else _LIMITS,
    )


DECLARATIONS = (
    _declare("findEmergencyGroup", "Find Emergency Group", "EmergencyGroup", FindByName),
    _declare("findGrammar", "Find Grammar", "Grammar", FindByName),
    _declare("findGroup", "Find Group", "Group", FindByName),
    _declare("findLanguageSkill", "Find Language Skill", "LanguageSkill", FindByName),
    _declare("findQueue", "Find Queue", "Queue", FindByName),
    _declare("findSchedule", "Find Schedule", "Schedule", FindByName),
    _declare("findScheduleGroup", "Find Schedule Group", "ScheduleGroup", FindByName),
    _declare("findSkill", "Find Skill", "Skill", FindByName),
    _declare("findUser", "Find User", "User", FindByName),
    _declare("findUtilizationLabel", "Find Utilization Label", "UtilizationLabel", FindByName),
    _declare("findGrammarById", "Find Grammar by ID", "Grammar", FindById),
    _declare("findKnowledgeBaseDocumentById", "Find Knowledge Article by ID", "KnowledgeBaseDocument", FindById),
    _declare("findQueueById", "Find Queue by ID", "Queue", FindById),
    _declare("findUserById", "Find User by ID", "User", FindById),
    _declare("findUsersById", "Find Users by ID", "User[]", FindByIds),
    _declare("findSystemPrompt", "Find System Prompt", "Prompt", FindByName),
    _declare("findUserPrompt", "Find User Prompt", "Prompt", FindByName),
)
