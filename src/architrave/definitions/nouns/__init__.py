"""The nouns of an organization, one declaration each.

From a declaration come: the noun's section in org.yaml, the properties with which flows look it up, its endpoints with
their permissions, checks of bodies, search and sorting, its storage, and its rows in docs/organization.md and
docs/coverage.md. A noun that the API serves has a file of its own; those that only org.yaml has are in families.
"""

from architrave.definitions.nouns import architect, content, conversation, external_contacts, routing, work
from architrave.definitions.nouns.data_table import DATA_TABLE
from architrave.definitions.nouns.declaration import Api, Noun, Property
from architrave.definitions.nouns.division import DIVISION
from architrave.definitions.nouns.queue import QUEUE
from architrave.definitions.nouns.user import USER
from architrave.definitions.nouns.wrapup_code import WRAPUP_CODE

NOUNS: tuple[Noun, ...] = (
    USER,
    DIVISION,
    QUEUE,
    *routing.NOUNS,
    WRAPUP_CODE,
    *architect.NOUNS,
    *external_contacts.NOUNS,
    *work.NOUNS,
    *content.NOUNS,
    conversation.CONVERSATION,
    DATA_TABLE,
)
"""Every noun, in the order of org.yaml's sections."""

BY_NAME = {noun.name: noun for noun in NOUNS}
BY_SECTION = {noun.section: noun for noun in NOUNS if noun.in_file}

__all__ = ["BY_NAME", "BY_SECTION", "NOUNS", "Api", "Noun", "Property"]
