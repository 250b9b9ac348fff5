"""The nouns of an organization, one declaration each.

From a declaration come: the noun's section in org.yaml, the properties with which flows look it up, its endpoints with
their permissions, checks of bodies, search and sorting, its storage, and its rows in docs/organization.md and
docs/coverage.md. A noun that the API serves has a file of its own; those that only org.yaml has are in families.
"""

from architrave.definitions.nouns import access, architect, content, conversation, external_contacts, routing, work
from architrave.definitions.nouns.data_table import DATA_TABLE
from architrave.definitions.nouns.declaration import Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION
from architrave.definitions.nouns.emergency_group import EMERGENCY_GROUP
from architrave.definitions.nouns.flow_milestone import FLOW_MILESTONE
from architrave.definitions.nouns.flow_outcome import FLOW_OUTCOME
from architrave.definitions.nouns.group import GROUP
from architrave.definitions.nouns.integration import CREDENTIAL, DATA_ACTION, INTEGRATION
from architrave.definitions.nouns.ivr import IVR
from architrave.definitions.nouns.language import LANGUAGE
from architrave.definitions.nouns.location import LOCATION
from architrave.definitions.nouns.queue import QUEUE
from architrave.definitions.nouns.schedule import SCHEDULE
from architrave.definitions.nouns.schedule_group import SCHEDULE_GROUP
from architrave.definitions.nouns.skill import SKILL
from architrave.definitions.nouns.trigger import TRIGGER
from architrave.definitions.nouns.user import USER
from architrave.definitions.nouns.user_prompt import USER_PROMPT
from architrave.definitions.nouns.wrapup_code import WRAPUP_CODE

NOUNS: tuple[Noun, ...] = (
    USER,
    DIVISION,
    LOCATION,
    GROUP,
    QUEUE,
    SKILL,
    LANGUAGE,
    *routing.NOUNS,
    WRAPUP_CODE,
    SCHEDULE,
    SCHEDULE_GROUP,
    EMERGENCY_GROUP,
    IVR,
    USER_PROMPT,
    *architect.NOUNS,
    FLOW_OUTCOME,
    FLOW_MILESTONE,
    TRIGGER,
    *external_contacts.NOUNS,
    *work.NOUNS,
    *content.NOUNS,
    conversation.CONVERSATION,
    DATA_TABLE,
    INTEGRATION,
    CREDENTIAL,
    DATA_ACTION,
)
"""Every noun, in the order of org.yaml's sections."""

ACCESS = (access.ROLE, access.OAUTH_CLIENT)
"""The nouns whose sections in org.yaml have forms of their own."""

BY_NAME = {noun.name: noun for noun in (*NOUNS, *ACCESS)}
BY_SECTION = {noun.section: noun for noun in NOUNS if noun.in_file}

__all__ = ["ACCESS", "BY_NAME", "BY_SECTION", "NOUNS", "Api", "Noun", "Property"]
