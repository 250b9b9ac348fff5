"""The organization itself."""

from architrave.wire.codec import Shape


class Organization(Shape, kw_only=True):
    """The organization that a token belongs to."""

    id: str
    name: str
    default_language: str
    default_country_code: str
    third_party_org_name: str
    domain: str
    version: int
    state: str
    features: dict[str, bool]
    product_platform: str
    self_uri: str
