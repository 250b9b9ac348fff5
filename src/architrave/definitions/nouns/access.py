"""Roles and OAuth clients: who may do what. In org.yaml, their sections have forms of their own (`sections`)."""

from architrave.definitions.grants import ROLES
from architrave.definitions.nouns.declaration import TEXT, TEXTS, Noun, Property
from architrave.definitions.shapes import Whole

ROLE = Noun(
    "role",
    "roles",
    "A named set of permissions.",
    (
        Property("description", TEXT, "what it is for", for_flows=False),
        Property("permissions", TEXTS, "the permissions", for_flows=False),
    ),
    unique="name",
)

OAUTH_CLIENT = Noun(
    "oauthClient",
    "clients",
    "A program that uses the API.",
    (
        Property("description", TEXT, "what it is for", for_flows=False),
        Property("authorizedGrantType", TEXT, "how it gets tokens", for_flows=False),
        Property("registeredRedirectUri", TEXTS, "where its users go after a login", for_flows=False),
        Property("scope", TEXTS, "what it may do with a user's token", for_flows=False),
        Property("roles", ROLES, "what it may do with its own token", for_flows=False),
        Property("accessTokenValiditySeconds", Whole(300, 172_800), "the lifetime of its tokens", for_flows=False),
        Property("state", TEXT, "active or inactive", for_flows=False),
        Property("secretDigest", TEXT, "the SHA-256 of its secret", in_api=False, for_flows=False),
    ),
    title="OAuth client",
)
