"""The organization."""

from architrave.server.call import ApiCall
from architrave.wire.organizations import Organization


async def me(call: ApiCall) -> Organization:
    """The organization of the token."""
    definition = call.services.organization.definition
    short = "".join(char for char in definition.name.lower() if char.isalnum()) or "local"
    return Organization(
        id=definition.id,
        name=definition.name,
        default_language=definition.default_language,
        default_country_code=definition.default_country_code,
        third_party_org_name=short,
        domain=short,
        version=1,
        state="active",
        features={},
        product_platform="GenesysCloud",
        self_uri="/api/v2/organizations/me",
    )
