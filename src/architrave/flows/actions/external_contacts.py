"""External contacts and organizations."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import EXTERNAL_CONTACT, EXTERNAL_ORGANIZATION, STRING, Type, type_named
from architrave.flows.actions.declaration import ActionDeclaration, Running
from architrave.flows.actions.failures import failures
from architrave.flows.actions.shape import GIVEN, Output, Value, field, fields
from architrave.flows.program import Fields, Slot, Target, Targets


@fields
class GetExternal(Fields):
    """The fields of Get External Contact and Get External Organization."""

    id: Slot[str] = field(Value(STRING), "externalId", required=True)
    result: Target | None = field(Output(GIVEN), "externalResult")


@fields
class SearchExternalContacts(Fields):
    """The fields of Search External Contacts."""

    term: Slot[str] = field(Value(STRING), "searchTerm", required=True)
    results: Target | None = field(Output(EXTERNAL_CONTACT.collection), "externalResults")


@fields
class PromoteExternalContact(Fields):
    """The fields of Promote External Contact."""

    id: Slot[str] = field(Value(STRING), "externalId", required=True)
    result: Target | None = field(Output(EXTERNAL_CONTACT), "externalResult")
    failure_outputs: Targets = failures()


@fields
class GetAssignedCustomerIntents(Fields):
    """The fields of Get Assigned Customer Intents."""

    id: Slot[str] | None = field(Value(STRING), "externalContactId")
    result: Target | None = field(
        Output(type_named("AssignedCustomerIntent").collection), "getAssignedCustomerIntentsResult"
    )
    failure_outputs: Targets = failures()


def _get(key: str, title: str, result: Type, provenance: Provenance, page: str) -> ActionDeclaration:
    return ActionDeclaration(
        key,
        title,
        GetExternal,
        result,
        outputs=("found", "notFound"),
        running=Running.EXACT,
        provenance=provenance,
        page=page,
    )


DECLARATIONS = (
    _get(
        "getExternalContact",
        "Get External Contact",
        EXTERNAL_CONTACT,
        Provenance.RECORDED,
        "get-external-contact-action",
    ),
    _get(
        "getExternalOrganization",
        "Get External Organization",
        EXTERNAL_ORGANIZATION,
        Provenance.DOCUMENTED,
        "get-external-organization-action",
    ),
    ActionDeclaration(
        "searchExternalContacts",
        "Search External Contacts",
        SearchExternalContacts,
        outputs=("matchExact", "matchMultiple", "notFound"),
        is_open=True,
        running=Running.APPROXIMATED,
        provenance=Provenance.DOCUMENTED,
        page="search-external-contacts-action",
        note="Which fields the cloud searches is not public; here it searches names, emails and phone numbers.",
    ),
    ActionDeclaration(
        "promoteExternalContact",
        "Promote External Contact",
        PromoteExternalContact,
        outputs=("success", "failure"),
        is_open=True,
        running=Running.APPROXIMATED,
        provenance=Provenance.DOCUMENTED,
        note="The contact becomes curated; it is not merged with others.",
    ),
    ActionDeclaration(
        "getAssignedCustomerIntents",
        "Get Assigned Customer Intents",
        GetAssignedCustomerIntents,
        outputs=("found", "notFound", "failure"),
        is_open=True,
        provenance=Provenance.DOCUMENTED,
        note="A local organization has no customer intents.",
    ),
)
