"""E-mail addresses."""

from architrave.expressions.declare import Example, function
from architrave.expressions.values.record import Record

CODE = "cpx_email_address"


def _parts(address: str | None) -> tuple[str | None, str | None]:
    """The parts before and after the last `@`; nothing for a text that is not an address."""
    local, at, domain = (address or "").strip().rpartition("@")
    return (local, domain) if at and local and domain else (None, None)


@function(
    "MakeEmailAddress(address: String) -> EmailAddress",
    "An e-mail address without a name.",
    category="email",
    examples=[
        Example('MakeEmailAddress("ada@example.com").id', "ada@example.com"),
        Example('MakeEmailAddress("ada@example.com").name', "NOT_SET"),
    ],
)
def _make(address: str) -> Record:
    return Record(CODE, {"name": None, "id": address})


@function(
    "MakeEmailAddress(address: String, name: String?) -> EmailAddress",
    "An e-mail address with the name of its owner.",
    category="email",
    examples=[Example('MakeEmailAddress("ada@example.com", "Ada").name', "Ada")],
)
def _make_named(address: str, name: str | None) -> Record:
    return Record(CODE, {"name": name, "id": address})


@function(
    "EmailAddressLocalPart(emailAddress: EmailAddress) -> String",
    "The part of an e-mail address before the `@`.",
    category="email",
    examples=[Example('EmailAddressLocalPart(MakeEmailAddress("ada@example.com"))', "ada")],
)
def _local_part(address: Record) -> str | None:
    return _parts(address["id"])[0]


@function(
    "EmailAddressLocalPart(emailAddressString: String?) -> String",
    "The part of a text before the `@`; NOT_SET if the text is not an e-mail address.",
    category="email",
    examples=[
        Example('EmailAddressLocalPart("ada@example.com")', "ada"),
        Example('EmailAddressLocalPart("ada")', "NOT_SET"),
    ],
)
def _local_part_of_text(address: str | None) -> str | None:
    return _parts(address)[0]


@function(
    "EmailAddressDomainPart(emailAddress: EmailAddress) -> String",
    "The part of an e-mail address after the `@`.",
    category="email",
    examples=[Example('EmailAddressDomainPart(MakeEmailAddress("ada@example.com"))', "example.com")],
)
def _domain_part(address: Record) -> str | None:
    return _parts(address["id"])[1]


@function(
    "EmailAddressDomainPart(emailAddressString: String?) -> String",
    "The part of a text after the `@`; NOT_SET if the text is not an e-mail address.",
    category="email",
    examples=[
        Example('EmailAddressDomainPart("ada@example.com")', "example.com"),
        Example('EmailAddressDomainPart("example.com")', "NOT_SET"),
        Example("EmailAddressDomainPart(ToString(NOT_SET))", "NOT_SET"),
    ],
)
def _domain_part_of_text(address: str | None) -> str | None:
    return _parts(address)[1]
