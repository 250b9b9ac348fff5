"""Nouns of external contacts that only org.yaml has: organizations and people."""

from architrave.definitions.nouns.declaration import FLAG, TEXT, TEXTS, Noun, Property
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


NOUNS = (
    Noun(
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
            Property("tickers", TEXTS),
            *_texts("externalSystemUrl"),
            Property("websites", TEXTS),
            *_texts("createDateTimeUtc", "modifyDateTimeUtc"),
        ),
    ),
    Noun(
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
        ),
        is_named=False,
    ),
)
