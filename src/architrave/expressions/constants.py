"""The built-in constants: `Format.…`, `Language.…` and `System.…`.

A container (`Format.Date`, `System.Currencies`) has constants as its properties. A constant that only names a choice
(`Format.Date.longYear`) has its name as its value. The currencies, languages and regions that the product lists are
not public: here they are every ISO 4217 code, the usual language tags and every region with a dialing code (assumed).
"""

from dataclasses import dataclass
from typing import Any

from architrave.expressions import bounds
from architrave.expressions.properties import properties_of
from architrave.expressions.types import DATETIME, DURATION, INTEGER, Type
from architrave.expressions.values.currencies import CODES as CURRENCIES
from architrave.expressions.values.record import Record


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A constant by its full name."""

    name: str
    type: Type
    value: Any


_CONTAINERS = {
    "Format.Bool": "blc",
    "Format.Currency": "cuc",
    "Format.Date": "dac",
    "Format.Number": "nuc",
    "Format.PhoneNumber": "phc",
    "Format.String": "stc",
    "Format.Time": "tic",
    "Format.TimePart": "tpc",
    "Language.Case": "lcc",
    "Language.Gender": "lgc",
    "Language.Quantity": "lqc",
    "System.Conversation": "ctc",
    "System.Currencies": "crc",
    "System.DateTime": "dlc",
    "System.Languages": "lgt",
    "System.Regions": "rgc",
    "System.Survey": "sdc",
}

_LIMITS = (
    BuiltIn("System.MinInt", INTEGER, bounds.MIN_INTEGER),
    BuiltIn("System.MaxInt", INTEGER, bounds.MAX_INTEGER),
    BuiltIn("System.MinDateTime", DATETIME, bounds.MIN_DATETIME),
    BuiltIn("System.MaxDateTime", DATETIME, bounds.MAX_DATETIME),
    BuiltIn("System.MinDuration", DURATION, bounds.MIN_DURATION),
    BuiltIn("System.MaxDuration", DURATION, bounds.MAX_DURATION),
)

BUILT_INS: dict[str, BuiltIn] = {
    built_in.name.lower(): built_in
    for built_in in (*(BuiltIn(name, Type(code), Record(code)) for name, code in _CONTAINERS.items()), *_LIMITS)
}
"""Every constant by its lower-case full name."""

_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")

_LANGUAGE_TAGS = (
    "af ar ar-AE ar-EG ar-SA bg-BG ca-ES cs-CZ da-DK de-AT de-CH de-DE el-GR en-AU en-CA en-GB en-HK en-IE en-IN "
    "en-NZ en-PH en-SG en-US en-ZA es-419 es-AR es-CL es-CO es-ES es-MX es-PE es-US es-VE et-EE eu-ES fi-FI fr-BE "
    "fr-CA fr-CH fr-FR gl-ES he-IL hi-IN hr-HR hu-HU id-ID is-IS it-CH it-IT ja-JP ko-KR lt-LT lv-LV ms-MY nb-NO "
    "nl-BE nl-NL no-NO pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sl-SI sr-RS sv-SE th-TH tr-TR uk-UA ur-PK vi-VN zh-CN "
    "zh-HK zh-TW zu-ZA "
)
_LANGUAGES = {tag.replace("-", ""): tag for tag in _LANGUAGE_TAGS.split()}

_LISTS = {"crc": Type("cre"), "lgt": Type("lge"), "rgc": Type("rge"), "ctc": Type("cte"), "sdc": Type("sde")}


def property_of(type: Type, name: str) -> tuple[str, Type] | None:  # noqa: A002 - the design's term
    """The property of a type with a name in any case: its exact spelling and its type."""
    if type.is_collection:
        return None
    if type.code in _LISTS:
        found = next((member for member in constant_names(type) if member.lower() == name.lower()), None)
        return None if found is None else (found, _LISTS[type.code])
    properties = properties_of(type)
    if name in properties:
        return name, properties[name]
    folded = name.lower()
    return next(((own, of) for own, of in properties.items() if own.lower() == folded), None)


def property_names(type: Type) -> tuple[str, ...]:  # noqa: A002 - the design's term
    """The names of a type's properties."""
    return constant_names(type) if type.code in _LISTS else tuple(properties_of(type))


def constant_names(type: Type) -> tuple[str, ...]:  # noqa: A002 - the design's term
    """The constants in a container: currency codes, language tags without hyphens, regions."""
    match type.code:
        case "crc":
            return tuple(sorted(CURRENCIES))
        case "lgt":
            return tuple(_LANGUAGES)
        case "rgc":
            return tuple(_dialing_codes())
        case "ctc":
            return ("Types",)
        case _:
            return ("Dispositions",)


def constant_property(constant: Record, name: str, type: Type) -> Any:  # noqa: A002 - the design's term
    """The value of a constant's property: `name` is the property's exact spelling, `type` its type."""
    if name in constant.properties:
        return constant.properties[name]
    match constant.code:
        case "crc":
            return Record("cre", {"code": name})
        case "lgt":
            return Record("lge", {"tag": _LANGUAGES[name]})
        case "rgc":
            return Record("rge", {"dialingCode": _dialing_codes()[name], "countryCode": name})
        case "dwc":
            return _DAYS.index(name) + 1
        case _:
            return Record(type.code) if property_names(type) else name


def _dialing_codes() -> dict[str, str]:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    codes = {
        region: str(code)
        for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()
        for region in regions
        if region != "001"
    }
    return dict(sorted(codes.items()))
