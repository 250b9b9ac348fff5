"""The shape of org.yaml: its own keys, and a list for each noun (`nouns`)."""

from architrave.cloud.scopes import SCOPES
from architrave.definitions.grants import ROLES
from architrave.definitions.lint_settings import lint_shape
from architrave.definitions.nouns import BY_SECTION
from architrave.definitions.shapes import Fields, Flag, Listed, Named, Text, Whole
from architrave.definitions.values import GRANT_TYPES, UNSET_INPUTS

_TEXT = Text()
_TEXTS = Listed(_TEXT)
_SECRET = Text(is_secret=True)

PER_FILE_IGNORES = "perFileIgnores"

MAX_TOKEN_SECONDS = 172_800
MIN_TOKEN_SECONDS = 300

_CLIENT = Fields(
    {
        "id": _TEXT,
        "secret": _SECRET,
        "name": _TEXT,
        "roles": ROLES,
        "accessTokenValiditySeconds": Whole(MIN_TOKEN_SECONDS, MAX_TOKEN_SECONDS),
        "authorizedGrantType": Text(GRANT_TYPES),
        "registeredRedirectUri": _TEXTS,
        "scope": Listed(Text(SCOPES, noun="scope")),
    },
    required=("id",),
)
_INTEGRATION = Fields({"baseUrl": _TEXT, "headers": Named(_SECRET), "credentials": Named(_SECRET)})
_PIN = Fields({"id": _TEXT, "published": Flag(), "required": _TEXTS, "version": Whole(1, 1_000_000)})

ORG_YAML = Fields(
    {
        "id": _TEXT,
        "name": _TEXT,
        "defaultLanguage": _TEXT,
        "defaultCountryCode": _TEXT,
        "clients": Listed(_CLIENT),
        "roles": Named(_TEXTS),
        **{section: Listed(noun.shape) for section, noun in BY_SECTION.items()},
        "flows": Named(_PIN),
        "integrations": Named(_INTEGRATION),
        "dataActions": Fields({"unsetInputs": Text(UNSET_INPUTS)}),
        "substitutions": Named(_TEXT),
        "lint": lint_shape(PER_FILE_IGNORES),
    }
)
"""The shape of org.yaml."""
