"""The types of Architect's expression language, by the codes that the product's own editor uses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Type:
    """A type: a scalar, complex or reference type by its `code`, or a collection of one.

    Two types are equal when their codes are and both are, or are not, collections.
    """

    code: str
    is_collection: bool = False

    @property
    def collection(self) -> "Type":
        """The type of a collection whose items have this type."""
        return Type(self.code, is_collection=True)

    @property
    def item(self) -> "Type":
        """The type of a collection's items; of a type that is no collection, the type itself."""
        return Type(self.code)

    def __str__(self) -> str:
        name = NAMES.get(self.code, self.code)
        return f"{name} Collection" if self.is_collection else name


STRING = Type("str")
INTEGER = Type("int")
DECIMAL = Type("dec")
BOOLEAN = Type("bln")
DATETIME = Type("dtm")
DATE = Type("dat")
TIME = Type("tim")
DURATION = Type("dur")
CURRENCY = Type("cur")
PHONE_NUMBER = Type("phn")
JSON = Type("jsn")
QUEUE = Type("que")
USER = Type("usr")
AUDIO = Type("aud")
COMMUNICATION = Type("com")
PROMPT = Type("pmt")
EXTERNAL_CONTACT = Type("cpx_external_contact")
EXTERNAL_ORGANIZATION = Type("cpx_external_organization")

NAMES: dict[str, str] = {
    "str": "String",
    "int": "Integer",
    "dec": "Decimal",
    "bln": "Boolean",
    "dtm": "DateTime",
    "dat": "Date",
    "tim": "Time",
    "dur": "Duration",
    "cur": "Currency",
    "phn": "PhoneNumber",
    "jsn": "JSON",
    "que": "Queue",
    "usr": "User",
    "aud": "Audio",
    "com": "Communication",
    "pmt": "Prompt",
    "cpx_external_contact": "ExternalContact",
    "cpx_external_organization": "ExternalOrganization",
}
"""The name of each type as people read it."""
