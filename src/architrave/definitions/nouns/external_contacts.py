"""External contacts: people and companies outside the organization."""

from architrave.definitions.nouns.declaration import FLAG, TEXT, TEXTS, Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION_OF_ENTITY
from architrave.definitions.shapes import Anything, Fields, Named, Whole

_PHONE = Fields(
    {
        "display": TEXT,
        "extension": TEXT,
        "userInput": TEXT,
        "e164": TEXT,
        "countryCode": TEXT,
        "acceptsSMS": FLAG,
    }
)
_ADDRESS = Fields(
    {
        "address1": TEXT,
        "address2": TEXT,
        "city": TEXT,
        "state": TEXT,
        "postalCode": TEXT,
        "countryCode": TEXT,
    }
)


def _texts(*names: str) -> tuple[Property, ...]:
    return tuple(Property(name, TEXT) for name in names)


def _phones(*names: str) -> tuple[Property, ...]:
    return tuple(Property(name, _PHONE) for name in names)


_DERIVED = frozenset({"createDate", "modifyDate"})
_MERGING = frozenset({"type", "canonicalContact", "mergeSet", "mergedFrom", "mergedTo", "mergeOperation"})
_LEAVES = frozenset({"list", "edit"})

EXTERNAL_ORGANIZATION = Noun(
    "externalOrganization",
    "externalOrganizations",
    "A company outside the organization.",
    (
        *_texts("kind", "companyType", "industry", "primaryContactId"),
        Property("address", _ADDRESS),
        *_phones("phoneNumber", "faxNumber"),
        Property("employeeCount", Whole(0, 2**53)),
        Property("revenue", Whole(0, 2**53)),
        Property("tags", TEXTS),
        Property("tickers", TEXTS, in_api=False),
        *_texts("externalSystemUrl"),
        Property("websites", TEXTS),
        *_texts("createDateTimeUtc", "modifyDateTimeUtc"),
        DIVISION_OF_ENTITY,
    ),
    api=Api(
        "/api/v2/externalcontacts/organizations",
        "externalOrganizationId",
        kept=_DERIVED | {"tickers", "trustor"},
        leaves=_LEAVES,
        notes={"POST": "tickers and trustor are not kept.", "PUT": "tickers and trustor are not kept."},
    ),
)
EXTERNAL_CONTACT = Noun(
    "externalContact",
    "externalContacts",
    "A person outside the organization.",
    (
        *_texts("kind", "firstName", "middleName", "lastName", "salutation", "title"),
        *_phones("workPhone", "cellPhone", "homePhone", "otherPhone"),
        *_texts("workEmail", "personalEmail", "otherEmail"),
        Property("address", _ADDRESS),
        Property("surveyOptOut", FLAG),
        *_texts("externalSystemUrl", "createDateTimeUtc", "modifyDateTimeUtc"),
        Property("externalOrganization", TEXT, "their company", refers_to="externalOrganization"),
        Property("customFields", Named(Anything())),
        DIVISION_OF_ENTITY,
    ),
    is_named=False,
    api=Api(
        "/api/v2/externalcontacts/contacts",
        "contactId",
        kept=_DERIVED | _MERGING,
        leaves=_LEAVES,
        notes={"POST": "Contacts are not merged.", "PUT": "Contacts are not merged."},
    ),
)
NOUNS = (EXTERNAL_ORGANIZATION, EXTERNAL_CONTACT)
