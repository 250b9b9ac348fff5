"""Find…: looks something of the organization up, by its name or its id."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import STRING, Type, type_named
from architrave.flows.actions.declaration import ActionDeclaration, Branches, Fields, Running
from architrave.flows.actions.shape import Output, Value, field


def _build(raw: Fields) -> tuple[Fields, Branches]:
    """Fields: `name` or `id` (or `ids`) Slot, `result` Target or None."""
    return {"result": None, **raw}, {}


def _declare(key: str, title: str, result: Type, by: str) -> ActionDeclaration:
    archy_key = {"name": "findName", "id": "findId", "ids": "findIds"}[by]
    wanted = STRING.collection if by == "ids" else STRING
    found = ("found", "partiallyFound", "notFound") if by == "ids" else ("found", "notFound")
    return ActionDeclaration(
        key,
        title,
        {
            archy_key: field(Value(wanted), by, required=True),
            "findResult": field(Output(result), "result"),
        },
        outputs=found,
        running=Running.EXACT,
        provenance=Provenance.RECORDED if key in _SEEN else Provenance.DOCUMENTED,
        build=_build,
    )


_SEEN = frozenset({"findQueue", "findQueueById", "findUserById"})
_BY_NAME = {
    "EmergencyGroup": ("findEmergencyGroup", "Find Emergency Group"),
    "Grammar": ("findGrammar", "Find Grammar"),
    "Group": ("findGroup", "Find Group"),
    "LanguageSkill": ("findLanguageSkill", "Find Language Skill"),
    "Queue": ("findQueue", "Find Queue"),
    "Schedule": ("findSchedule", "Find Schedule"),
    "ScheduleGroup": ("findScheduleGroup", "Find Schedule Group"),
    "Skill": ("findSkill", "Find Skill"),
    "User": ("findUser", "Find User"),
    "UtilizationLabel": ("findUtilizationLabel", "Find Utilization Label"),
}
_BY_ID = {
    "Grammar": ("findGrammarById", "Find Grammar by ID"),
    "KnowledgeBaseDocument": ("findKnowledgeBaseDocumentById", "Find Knowledge Article by ID"),
    "Queue": ("findQueueById", "Find Queue by ID"),
    "User": ("findUserById", "Find User by ID"),
}

DECLARATIONS = (
    *(_declare(key, title, type_named(name), "name") for name, (key, title) in _BY_NAME.items()),
    *(_declare(key, title, type_named(name), "id") for name, (key, title) in _BY_ID.items()),
    _declare("findUsersById", "Find Users by ID", type_named("User").collection, "ids"),
    _declare("findSystemPrompt", "Find System Prompt", type_named("Prompt"), "name"),
    _declare("findUserPrompt", "Find User Prompt", type_named("Prompt"), "name"),
)
