"""Path parameters are ids: a word in their place is another path, one that nothing is served at."""

import re
from collections.abc import Mapping

from architrave.cloud.scopes import SCOPES
from architrave.definitions.grants import ALL_DIVISIONS
from architrave.definitions.nouns import NOUNS
from architrave.organization.data_actions import CUSTOM
from architrave.organization.local import LocalOrganization

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}", re.IGNORECASE)
_VERSION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def not_an_id(params: Mapping[str, str], organization: LocalOrganization) -> str | None:
    """The first path parameter that cannot be an id; None if there is none.

    An id is a UUID, or one that a file of the organization pins; the id of a flow version is its number, that of a
    prompt's resource its language.
    """
    return next((value for name, value in params.items() if not _is_id(name, value, organization)), None)


def _is_id(name: str, value: str, organization: LocalOrganization) -> bool:
    if name in _NO_IDS:
        return True
    if name == "versionId":
        return _VERSION.fullmatch(value) is not None
    if name == "languageCode":
        return _LANGUAGE.fullmatch(value) is not None
    if name == "participantId":
        return True  # a conversation in org.yaml names its participants as it likes
    if _UUID.fullmatch(value.removeprefix(CUSTOM) if name == "actionId" else value) is not None:
        return True
    if (name, value) == ("divisionId", ALL_DIVISIONS) or (name == "scopeId" and value in SCOPES):
        return True
    if name == "flowId":
        return (organization.flows.get(value) or organization.flows.get_deleted(value)) is not None
    return any(organization.entities.find(noun, value) is not None for noun in _NOUNS.get(name, ()))


_NO_IDS = frozenset({"address", "rowId", "fileName", "topicName", "typeId"})
"""Path parameters that may be any text."""

_NOUNS = {
    "userId": ("user",),
    "memberId": ("user",),
    "conversationId": ("conversation",),
    "datatableId": ("dataTable",),
    "integrationId": ("integration",),
    "credentialId": ("credential",),
    "actionId": ("dataAction",),
    "divisionId": ("division",),
    "roleId": ("role",),
    "clientId": ("oauthClient",),
    "subjectId": ("user", "oauthClient"),
    **{noun.api.id: (noun.name,) for noun in NOUNS if noun.api},
}
"""The nouns of the entities whose ids are path parameters."""
