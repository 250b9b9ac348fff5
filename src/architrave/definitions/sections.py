"""The declaration of org.yaml: its keys, their shapes, and the nouns with which flows look things up.

An entity has the properties that its type has in the expression language, so that flows can read them.
"""

from dataclasses import dataclass

from architrave.definitions.lint_settings import lint_shape
from architrave.definitions.shapes import Anything, Fields, Flag, Listed, Named, Shape, Text, Whole

_TEXT = Text()
_TEXTS = Listed(_TEXT)
_SECRET = Text(is_secret=True)
_NAMED = {"id": _TEXT, "name": _TEXT}

PER_FILE_IGNORES = "perFileIgnores"

MAX_TOKEN_SECONDS = 172_800
MIN_TOKEN_SECONDS = 300

_PHONE = Fields(
    {
        "display": _TEXT,
        "extension": _TEXT,
        "userInput": _TEXT,
        "e164": _TEXT,
        "countryCode": _TEXT,
        "acceptsSMS": Flag(),
    }
)
_ADDRESS = Fields(
    {
        "address1": _TEXT,
        "address2": _TEXT,
        "city": _TEXT,
        "state": _TEXT,
        "postalCode": _TEXT,
        "countryCode": _TEXT,
    }
)
_CONTACT: dict[str, Shape] = {
    "id": _TEXT,
    "kind": _TEXT,
    "firstName": _TEXT,
    "middleName": _TEXT,
    "lastName": _TEXT,
    "salutation": _TEXT,
    "title": _TEXT,
    "workPhone": _PHONE,
    "cellPhone": _PHONE,
    "homePhone": _PHONE,
    "otherPhone": _PHONE,
    "workEmail": _TEXT,
    "personalEmail": _TEXT,
    "otherEmail": _TEXT,
    "address": _ADDRESS,
    "surveyOptOut": Flag(),
    "externalSystemUrl": _TEXT,
    "createDateTimeUtc": _TEXT,
    "modifyDateTimeUtc": _TEXT,
    "externalOrganization": _TEXT,
    "customFields": Named(Anything()),
}
_EXTERNAL_ORGANIZATION: dict[str, Shape] = {
    **_NAMED,
    "kind": _TEXT,
    "companyType": _TEXT,
    "industry": _TEXT,
    "primaryContactId": _TEXT,
    "address": _ADDRESS,
    "phoneNumber": _PHONE,
    "faxNumber": _PHONE,
    "employeeCount": Whole(0, 2**53),
    "revenue": Whole(0, 2**53),
    "tags": _TEXTS,
    "tickers": _TEXTS,
    "externalSystemUrl": _TEXT,
    "websites": _TEXTS,
    "createDateTimeUtc": _TEXT,
    "modifyDateTimeUtc": _TEXT,
}
_SPOKEN: dict[str, Shape] = {"text": _TEXT, "ttsString": _TEXT, "durationSeconds": Anything()}
_RESOURCES = Listed(Fields({"language": _TEXT, **_SPOKEN}, required=("language",)))


@dataclass(frozen=True, slots=True)
class Section:
    """A list of entities in org.yaml: their noun, their shape, and their keys that refer to other entities.

    `references` pairs each of these keys with the noun that it refers to, by id or name.
    """

    noun: str
    shape: Fields
    references: tuple[tuple[str, str], ...] = ()


def _plain(noun: str, **more: Shape) -> Section:
    return Section(noun, Fields({**_NAMED, **more}, required=("name",)))


ENTITIES: dict[str, Section] = {
    "divisions": _plain("division", description=_TEXT),
    "queues": _plain(
        "queue",
        description=_TEXT,
        division=_TEXT,
        estimatedWaitTimeSeconds=Whole(0, 86_400),
        memberCount=Whole(0, 10**6),
    ),
    "groups": _plain("group", description=_TEXT),
    "skills": _plain("skill"),
    "languageSkills": _plain("languageSkill"),
    "wrapupCodes": _plain("wrapupCode"),
    "schedules": _plain("schedule", start=_TEXT, end=_TEXT, rrule=_TEXT, description=_TEXT),
    "scheduleGroups": Section(
        "scheduleGroup",
        Fields(
            {
                **_NAMED,
                "timeZone": _TEXT,
                "openSchedules": _TEXTS,
                "closedSchedules": _TEXTS,
                "holidaySchedules": _TEXTS,
            },
            required=("name",),
        ),
        (("openSchedules", "schedule"), ("closedSchedules", "schedule"), ("holidaySchedules", "schedule")),
    ),
    "emergencyGroups": _plain("emergencyGroup", enabled=Flag(), description=_TEXT),
    "externalOrganizations": Section("externalOrganization", Fields(_EXTERNAL_ORGANIZATION, required=("name",))),
    "externalContacts": Section(
        "externalContact", Fields(_CONTACT), (("externalOrganization", "externalOrganization"),)
    ),
    "userPrompts": _plain("userPrompt", type=_TEXT, description=_TEXT, **_SPOKEN, resources=_RESOURCES),
    "systemPrompts": _plain("systemPrompt", type=_TEXT, description=_TEXT, **_SPOKEN, resources=_RESOURCES),
    "grammars": _plain("grammar"),
    "utilizationLabels": _plain("utilizationLabel"),
    "worktypes": _plain("worktype", description=_TEXT, prefix=_TEXT, defaultWorkbin=_TEXT, defaultStatus=_TEXT),
    "worktypeStatuses": _plain("worktypeStatus", category=_TEXT, worktype=_TEXT),
    "workbins": _plain("workbin", description=_TEXT),
    "workitems": _plain("workitem", worktype=_TEXT, status=_TEXT, workbin=_TEXT, customFields=Named(Anything())),
    "responseAssets": _plain("responseAsset", url=_TEXT, contentType=_TEXT),
    "images": _plain("image", url=_TEXT),
    "flowOutcomes": _plain("flowOutcome", description=_TEXT),
    "flowMilestones": _plain("flowMilestone", description=_TEXT),
    "conversations": Section(
        "conversation",
        Fields(
            {
                "id": _TEXT,
                "attributes": Named(_TEXT),
                "participants": Listed(
                    Fields({"id": _TEXT, "name": _TEXT, "purpose": _TEXT, "attributes": Named(_TEXT)}, required=("id",))
                ),
            },
            required=("id",),
        ),
    ),
}

_CLIENT = Fields(
    {
        "id": _TEXT,
        "secret": _SECRET,
        "name": _TEXT,
        "roles": _TEXTS,
        "accessTokenValiditySeconds": Whole(MIN_TOKEN_SECONDS, MAX_TOKEN_SECONDS),
    },
    required=("id", "secret"),
)
USER = Fields(
    {
        **_NAMED,
        "email": _TEXT,
        "state": Text(("active", "inactive", "deleted")),
        "status": _TEXT,
        "title": _TEXT,
        "department": _TEXT,
        "division": _TEXT,
        "roles": _TEXTS,
    },
    required=("name",),
)
_INTEGRATION = Fields({"baseUrl": _TEXT, "headers": Named(_SECRET), "credentials": Named(_SECRET)})
_PIN = Fields({"id": _TEXT, "published": Flag(), "required": _TEXTS})

ORG_YAML = Fields(
    {
        "id": _TEXT,
        "name": _TEXT,
        "defaultLanguage": _TEXT,
        "defaultCountryCode": _TEXT,
        "clients": Listed(_CLIENT),
        "roles": Named(_TEXTS),
        "users": Listed(USER),
        **{key: Listed(section.shape) for key, section in ENTITIES.items()},
        "flows": Named(_PIN),
        "integrations": Named(_INTEGRATION),
        "substitutions": Named(_TEXT),
        "lint": lint_shape(PER_FILE_IGNORES),
    }
)
"""The shape of org.yaml."""
