"""The conversion of a whole expression to the type of its slot: the only implicit conversion in the language.

It becomes an explicit cast at the root, as in the product's editor.
"""

from collections.abc import Mapping

from architrave.diagnostics import TextFault
from architrave.expressions.findings import wrong_slot_type
from architrave.expressions.overloads import choose
from architrave.expressions.typed_tree import UNKNOWN, Apply, Constant, Typed
from architrave.expressions.types import NOT_SET, UNIONS, Type

_CASTS: Mapping[str, tuple[str, str]] = {
    "str": ("ToString", "int dec bln dtm dat tim dur cur phn jsn com"),
    "int": ("ToInt", "str dec bln dur jsn"),
    "dec": ("ToDecimal", "str int bln cur jsn"),
    "bln": ("ToBool", "str int dec jsn"),
    "dtm": ("ToDateTime", "str int jsn"),
    "dat": ("ToDate", "str dtm"),
    "tim": ("ToTime", "str dtm"),
    "dur": ("ToDuration", "str int"),
    "cur": ("ToCurrency", "str int dec"),
    "phn": ("ToPhoneNumber", "str"),
    "jsn": ("ToJson", "str int dec bln dtm dat tim dur cur phn"),
    "tsl": ("ToTimeslot", "str"),
    "com": ("ToCommunication", "str int dec bln dtm dat tim dur cur phn"),
}
"""For each type of slot: the cast, and the types that it accepts.

Documented up to 2019. Casts from or to JSON, Date, Time, Timeslot and Communication are recorded for some pairs and
assumed for the rest.
"""

_AUDIO_CASTS: Mapping[str, str] = {
    "str": "ToAudioTTS",
    "int": "ToAudioNumber",
    "dec": "ToAudioNumber",
    "bln": "ToAudioBool",
    "dtm": "ToAudioDateTime",
    "dur": "ToAudioDuration",
    "cur": "ToAudioCurrency",
    "pmt": "ToAudio",
}
"""The casts to Audio (documented)."""


def convert(typed: Typed, slot: Type) -> tuple[Typed, TextFault | None]:
    """A whole expression converted to the type of its slot, with a cast if one is needed; or the fault."""
    given = typed.type
    if UNKNOWN in (given, slot) or given == slot:
        return typed, None
    if given == NOT_SET:
        return Constant(slot, () if slot.is_collection else None, typed.span), None
    if slot.code == "any" and slot.is_collection is given.is_collection:
        return typed, None
    if given.code in UNIONS.get(slot.code, ()) and not given.is_collection:
        return typed, None
    name = _cast_to(slot, given)
    choice = None if name is None else choose(name.lower(), (given,))
    if choice is None:
        return typed, wrong_slot_type(given, slot, typed.span)
    return Apply(choice.result, choice.function, (typed,), typed.span, typed.span), None


def _cast_to(slot: Type, given: Type) -> str | None:
    if slot.is_collection:
        return None
    if slot.code in ("aud", "apa"):
        return None if given.is_collection else _AUDIO_CASTS.get(given.code)
    name, takes = _CASTS.get(slot.code, (None, ""))
    if given.is_collection:
        return name if slot.code in ("str", "jsn") else None
    return name if given.code in takes.split() else None
