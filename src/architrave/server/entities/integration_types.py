"""The types of integrations that have data actions, and of credentials."""

from typing import Any

TYPES = {
    "custom-rest-actions": "Web Services Data Actions",
    "purecloud-data-actions": "Genesys Cloud Data Actions",
    "salesforce-datadip": "Salesforce Data Actions",
    "aws-lambda-data-actions": "AWS Lambda Data Actions",
    "microsoft-dynamics-data-actions": "Microsoft Dynamics 365 Data Actions",
    "zendesk-data-actions": "Zendesk Data Actions",
}
"""Names by ids (documented in exported definitions; the names are assumed)."""

CREDENTIAL_TYPES = {
    "userDefined": ("User Defined", ()),
    "userDefinedOAuth": ("User Defined (OAuth)", ()),
    "basicAuth": ("Basic Auth", ("userName", "password")),
    "pureCloudOAuthClient": ("Genesys Cloud OAuth Client", ("clientId", "clientSecret")),
}
"""Names and required fields by ids (assumed). A credential may have another type."""

_ADDRESS = "/api/v2/integrations/types"


def type_shape(kind: str) -> dict[str, Any]:
    """A type of integrations in its API form."""
    return {
        "id": kind,
        "name": TYPES[kind],
        "category": "Data actions",
        "nonInstallable": False,
        "selfUri": f"{_ADDRESS}/{kind}",
    }


def credential_type_shape(kind: str) -> dict[str, Any]:
    """A type of credentials in its API form."""
    name, fields = CREDENTIAL_TYPES.get(kind, (kind, ()))
    properties = {field: {"type": "string"} for field in fields}
    return {"id": kind, "name": name, "properties": properties, "displayOrder": [*fields], "required": [*fields]}
