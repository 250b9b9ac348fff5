"""Locations: where people work, with an address."""

from architrave.definitions.nouns.declaration import TEXT, Api, Noun, Property
from architrave.definitions.shapes import Fields

_ADDRESS = Fields(dict.fromkeys(("street1", "street2", "city", "state", "zipcode", "country", "countryName"), TEXT))
_EMERGENCY_NUMBER = Fields({"e164": TEXT, "number": TEXT, "type": TEXT})

LOCATION = Noun(
    "location",
    "locations",
    "A place where people work.",
    (
        Property("address", _ADDRESS, "its postal address"),
        Property("emergencyNumber", _EMERGENCY_NUMBER, "the number that emergency services call back"),
        Property("contactUser", TEXT, "the user to ask about it", refers_to="user"),
        Property("notes", TEXT, "what else there is to know"),
    ),
    unique="name",
    api=Api(
        "/api/v2/locations",
        "locationId",
        filters=("id",),
        kept=frozenset({"images", "addressVerified", "addressStored", "addressVerificationDetails"}),
        notes={"GET": "An address is not verified."},
    ),
)
