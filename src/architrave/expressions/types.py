"""The types of Architect's expression language, by the codes that the product's editor uses.

The codes of the types up to 2019, and `tsl`, are the product's (documented or recorded). Only the names of later types
are public; their codes are Architrave's (assumed). `any`, `apa`, `acp`, `cpk` and `nts` only occur in signatures: each
means one of several types, or the NOT_SET literal.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Type:
    """A type: a scalar, complex or reference type by its `code`, or a collection of one.

    Two types are equal if their codes are equal and both or neither are collections.
    """

    code: str
    is_collection: bool = False

    # The checker compares types all the time; this is faster than the method that dataclass generates.
    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Type) and self.code == other.code and self.is_collection is other.is_collection

    def __hash__(self) -> int:
        return hash(self.code) ^ self.is_collection

    @property
    def collection(self) -> "Type":
        """The type of a collection with items of this type."""
        return Type(self.code, is_collection=True)

    @property
    def item(self) -> "Type":
        """The type of a collection's items; for any other type, the type itself."""
        return Type(self.code)

    @property
    def name(self) -> str:
        """The name as written in signatures: `String`, `String[]`."""
        name = NAMES.get(self.code, self.code)
        return f"{name}[]" if self.is_collection else name

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
AUDIO = Type("aud")
COMMUNICATION = Type("com")
PROMPT = Type("pmt")
EXTERNAL_CONTACT = Type("cpx_external_contact")
EXTERNAL_ORGANIZATION = Type("cpx_external_organization")

NOT_SET = Type("nts")
"""The type of the literal NOT_SET, until the context gives it another type."""

ANY = Type("any")
"""In a signature: any type that a collection can hold, the same type everywhere in that signature."""

SCALARS: dict[str, str] = {
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
}
"""Names of the types with plain values."""

MEDIA: dict[str, str] = {"aud": "Audio", "com": "Communication"}
"""Names of the types of what is played or sent: structured values. There are no variables or collections of Audio."""

REFERENCES: dict[str, str] = {
    "que": "Queue",
    "usr": "User",
    "grp": "Group",
    "skl": "Skill",
    "lac": "LanguageSkill",
    "wrc": "WrapupCode",
    "pmt": "Prompt",
    "div": "Division",
    "emg": "EmergencyGroup",
    "grm": "Grammar",
    "sch": "Schedule",
    "scg": "ScheduleGroup",
    "utl": "UtilizationLabel",
    "wts": "WorktypeStatus",
    "kbd": "KnowledgeBaseDocument",
    "ras": "ResponseAsset",
    "cnl": "ContactList",
    "cam": "Campaign",
    "con": "Contact",
    "wit": "Workitem",
    "wbn": "Workbin",
}
"""Names of the types whose values refer to an object of the organization."""

COMPLEX: dict[str, str] = {
    "cpx_agent_score_pair": "AgentScorePair",
    "cpx_string_key_value_pair": "StringKeyValuePair",
    "cpx_chat_guest": "ChatGuest",
    "cpx_email": "Email",
    "cpx_email_address": "EmailAddress",
    "cpx_email_attachment": "EmailAttachment",
    "cpx_external_organization": "ExternalOrganization",
    "cpx_external_address": "ExternalAddress",
    "cpx_external_facebook_info": "ExternalFacebookInfo",
    "cpx_external_facebook_id": "ExternalFacebookId",
    "cpx_external_line_info": "ExternalLineInfo",
    "cpx_external_line_id": "ExternalLineId",
    "cpx_external_twitter_info": "ExternalTwitterInfo",
    "cpx_external_phone_number": "ExternalPhoneNumber",
    "cpx_external_whats_app_info": "ExternalWhatsAppInfo",
    "cpx_external_contact": "ExternalContact",
    "cpx_message_sticker_info": "MessageStickerInfo",
    "cpx_message_address_info": "MessageAddressInfo",
    "cpx_short_message": "ShortMessage",
    "tsl": "Timeslot",
    "crd": "Card",
    "crs": "Carousel",
    "chc": "Choice",
    "chs": "Chooser",
    "qkr": "QuickReplies",
    "lpk": "ListPicker",
    "lpi": "ListPickerItem",
    "lps": "ListPickerSection",
    "tpk": "TimePicker",
    "img": "Image",
    "vid": "Video",
    "fil": "File",
    "dga": "DigitalAudio",
    "vsn": "VoiceSnippet",
    "vms": "VoicemailSnippet",
    "lni": "LineItem",
    "sho": "ShippingOption",
    "sef": "SkillExpressionFilter",
    "kbl": "KnowledgeBaseDocumentLabel",
    "svq": "SurveyQuestion",
    "svo": "SurveyAnswerOption",
    "svf": "SurveyForm",
    "svg": "SurveyQuestionGroup",
    "cin": "CustomerIntent",
    "csg": "CustomerSegment",
    "aci": "AssignedCustomerIntent",
    "acs": "AssignedCustomerSegment",
    "jou": "JourneyOutcome",
    "jos": "JourneyOutcomeScore",
    "jsg": "JourneySegment",
    "jss": "JourneySession",
}
"""Names of the types whose values have properties and do not refer to anything else."""

CONSTANTS: dict[str, str] = {
    "ctc": "ConversationTypes Enum Container",
    "cte": "ConversationType Enum",
    "crc": "Currencies Enum Container",
    "cre": "Currency Enum",
    "lgt": "Languages Enum Container",
    "lge": "Language Enum",
    "rgc": "Regions Enum Container",
    "rge": "Region Enum",
    "sdc": "SurveyDispositions Enum Container",
    "sde": "SurveyDisposition Enum",
    "mbe": "MessageBodyStyle Enum",
    "dlc": "DateTime Enum Container",
    "dwc": "Day of Week Enum Container",
    "tpc": "Time Part Enum Container",
    "tpf": "Time Part Enum",
    "dac": "Date Format Enum Container",
    "daf": "Date Format Enum",
    "dtf": "DateTime Format Enum",
    "tic": "Time Format Enum Container",
    "tif": "Time Format Enum",
    "blc": "Bool Format Enum Container",
    "bof": "Bool Format Enum",
    "cuc": "Currency Format Enum Container",
    "cuf": "Currency Format Enum",
    "nuc": "Number Format Enum Container",
    "nuf": "Number Format Enum",
    "phc": "Phone Number Format Enum Container",
    "phf": "Phone Number Format Enum",
    "stc": "String Format Enum Container",
    "stf": "String Format Enum",
    "lcc": "Language Case Enum Container",
    "lgc": "Language Gender Enum Container",
    "lqc": "Language Quantity Enum Container",
    "lne": "Language Context Enum",
}
"""Names of the types of the built-in constants under `Format.`, `Language.` and `System.`."""

SIGNATURE_ONLY: dict[str, str] = {
    "any": "Any",
    "acp": "AnyComplex",
    "apa": "Audio or Prompt",
    "cpk": "CardOrCarouselOrQuickRepliesOrPicker",
    "nts": "NOT_SET",
}
"""Names that mean one of several types, or the NOT_SET literal, in signatures."""

NAMES: dict[str, str] = {**SCALARS, **MEDIA, **REFERENCES, **COMPLEX, **CONSTANTS, **SIGNATURE_ONLY}
"""The display name of each type."""

CODES: dict[str, str] = {name: code for code, name in NAMES.items()}
"""The code of each type by its name."""

UNIONS: dict[str, frozenset[str]] = {
    "apa": frozenset({"aud", "pmt"}),
    "cpk": frozenset({"crd", "crs", "qkr", "lpk", "tpk"}),
    "acp": frozenset({*COMPLEX, *REFERENCES, "cur", "phn"}),
}
"""For each name that means one of several types: the codes of those types."""


def type_named(name: str) -> Type:
    """The type with this name in signatures (`String`, `String[]`). Raises KeyError for an unknown name."""
    if name.endswith("[]"):
        return Type(CODES[name[:-2]], is_collection=True)
    return Type(CODES[name])
