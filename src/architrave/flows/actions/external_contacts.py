"""External contacts and organizations."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import EXTERNAL_CONTACT, EXTERNAL_ORGANIZATION, STRING, Type, type_named
from architrave.flows.actions.declaration import ActionDeclaration, Branches, Fields, Running
from architrave.flows.actions.failures import FAILURE_OUTPUTS
from architrave.flows.actions.shape import Output, Value, field


def _build(raw: Fields) -> tuple[Fields, Branches]:
    """Fields: `id` Slot, `result` Target or None."""
    return {"result": None, **raw}, {}


def _get(key: str, title: str, result: Type, provenance: Provenance) -> ActionDeclaration:
    return ActionDeclaration(
        key,
        title,
        {
            "externalId": field(Value(STRING), "id", required=True),
            "externalResult": field(Output(result), "result"),
        },
        outputs=("found", "notFound"),
        running=Running.EXACT,
        provenance=provenance,
        build=_build,
    )


DECLARATIONS = (
    _get("getExternalContact", "Get External Contact", EXTERNAL_CONTACT, Provenance.RECORDED),
    _get("getExternalOrganization", "Get External Organization", EXTERNAL_ORGANIZATION, Provenance.DOCUMENTED),
    ActionDeclaration(
        "searchExternalContacts",
        "Search External Contacts",
        {
            "searchTerm": field(Value(STRING), "term", required=True),
            "externalResults": field(Output(EXTERNAL_CONTACT.collection), "results"),
        },
        outputs=("matchExact", "matchMultiple", "notFound"),
        is_open=True,
        running=Running.APPROXIMATED,
        provenance=Provenance.DOCUMENTED,
        note="Which fields the cloud searches is not public; here names, emails and phone numbers are.",
    ),
    ActionDeclaration(
        "promoteExternalContact",
        "Promote External Contact",
        {
            "externalId": field(Value(STRING), "id", required=True),
            "externalResult": field(Output(EXTERNAL_CONTACT), "result"),
            "failureOutputs": FAILURE_OUTPUTS,
        },
        outputs=("success", "failure"),
        is_open=True,
        running=Running.APPROXIMATED,
        provenance=Provenance.DOCUMENTED,
        note="The contact is looked up; nothing is changed.",
        build=_build,
    ),
    ActionDeclaration(
        "getAssignedCustomerIntents",
        "Get Assigned Customer Intents",
        {
            "externalContactId": field(Value(STRING), "id"),
            "getAssignedCustomerIntentsResult": field(
                Output(type_named("AssignedCustomerIntent").collection), "result"
            ),
            "failureOutputs": FAILURE_OUTPUTS,
        },
        outputs=("found", "notFound", "failure"),
        is_open=True,
        provenance=Provenance.DOCUMENTED,
        note="A local organization holds no customer intents.",
        build=_build,
    ),
)
