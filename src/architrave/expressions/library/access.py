"""Access to parts of values: `value.property`, `value["property"]`, `collection[index]` and `json[index]`."""

from typing import Any

from architrave.expressions.declare import Example, function
from architrave.expressions.faults import NO_SUCH_ITEM, WRONG_KIND, ExpressionError
from architrave.expressions.values.json import Json
from architrave.expressions.values.money import Currency
from architrave.expressions.values.phone import PhoneNumber

_PHONE_ATTRIBUTES = {
    "dialingCode": "dialing_code",
    "e164": "e164",
    "subscriberNumber": "subscriber_number",
    "isGlobal": "is_global",
    "isSip": "is_sip",
    "isTel": "is_tel",
    "raw": "raw",
    "scheme": "scheme",
    "uri": "uri",
}


@function(
    ".(propertyToAccess: String, value: Any) -> Any",
    "A property of a value, by name.",
    category="complex",
    examples=[Example('MakeCurrency(5.25, "EUR").amount', "5.25")],
)
@function(
    ".(propertyToAccess: String, value: AnyComplex) -> Any",
    "A property of a complex value, by name; NOT_SET if the property has no value.",
    category="complex",
    examples=[Example('ToPhoneNumber("tel:+13178723000").dialingCode', "1")],
)
@function(
    ".(json: JSON, property: String) -> JSON",
    "A property of a JSON object, by name; NOT_SET if the object does not have it.",
    category="json",
    examples=[
        Example('JsonParse("{\\"id\\": 7}").id', "7"),
        Example('JsonParse("{\\"odd name\\": 7}")."odd name"', "7"),
        Example('JsonParse("{}").id', "NOT_SET"),
        Example('JsonParse("[]").id', error="WrongKind"),
    ],
    note="The result for a missing property is documented only for GetJsonObjectProperty.",
)
def get_property(name: str, value: Any) -> Any:
    """A property of a value, which must be set, by the property's exact spelling."""
    match value:
        case Json():
            return get_json_property(name, value)
        case Currency():
            return value.amount if name == "amount" else value.code
        case PhoneNumber():
            return getattr(value, _PHONE_ATTRIBUTES[name])
        case _:
            return value.properties.get(name)


def get_json_property(name: str, json: Json) -> Json | None:
    """A property of a JSON object; None if the object does not have it."""
    data = json.value
    if not isinstance(data, dict):
        raise ExpressionError(WRONG_KIND, f"Cannot get property {name}: the JSON is not an object.")
    return Json(data[name]) if name in data else None  # pyright: ignore[reportUnknownArgumentType]


_CONSTANTS = {
    "BoolFormatEnum: String, value: Bool Format Enum Container": ("Bool Format Enum", "Format.Bool.playYesNo"),
    "CurrencyFormatEnum: String, value: Currency Format Enum Container": (
        "Currency Format Enum",
        "Format.Currency.playDigits",
    ),
    "DateFormatEnum: String, value: Date Format Enum Container": ("Date Format Enum", "Format.Date.longYear"),
    "NumberFormatEnum: String, value: Number Format Enum Container": ("Number Format Enum", "Format.Number.playDigits"),
    "PhoneNumberFormatEnum: String, value: Phone Number Format Enum Container": (
        "Phone Number Format Enum",
        "Format.PhoneNumber.local",
    ),
    "conversationTypeEnum: String, value: ConversationTypes Enum Container": (
        "ConversationType Enum",
        "System.Conversation.Types",
    ),
    "currencyEnum: String, value: Currencies Enum Container": ("Currency Enum", "System.Currencies.EUR"),
    "dateTime: String, value: DateTime Enum Container": ("Day of Week Enum Container", "System.DateTime.dayOfWeek"),
    "languageEnum: String, value: Languages Enum Container": ("Language Enum", "System.Languages.enUS"),
    "regionEnum: String, value: Regions Enum Container": ("Region Enum", "System.Regions.US"),
    "surveyDispositionEnum: String, value: SurveyDispositions Enum Container": (
        "SurveyDisposition Enum",
        "System.Survey.Dispositions",
    ),
    "StringFormatEnum: String, value: String Format Enum Container": ("String Format Enum", "Format.String.playChars"),
    "TimeFormatEnum: String, value: Time Format Enum Container": ("Time Format Enum", "Format.Time.twelveHours"),
    "genderLanguageContextEnum: String, value: Language Case Enum Container": (
        "Language Context Enum",
        "Language.Case.article",
    ),
    "genderLanguageContextEnum: String, value: Language Gender Enum Container": (
        "Language Context Enum",
        "Language.Gender.neuter",
    ),
    "quantityLanguageContextEnum: String, value: Language Quantity Enum Container": (
        "Language Context Enum",
        "Language.Quantity.plural",
    ),
    "timePartEnum: String, value: Time Part Enum Container": ("Time Part Enum", "Format.TimePart.hours"),
}
"""The containers of built-in constants: the type of their constants, and an example."""

for _parameters, (_returns, _example) in _CONSTANTS.items():
    function(
        f".({_parameters}) -> {_returns}",
        f"A built-in constant, or container of constants, by name: {_example}.",
        category="complex",
        examples=[Example(_example, shown=f"the constant {_example}")],
    )(get_property)


@function(
    "[(objectWithProperties: Any, propertyName: String) -> Any",
    "A property of a value, by name as a String.",
    category="list",
    examples=[Example('MakeCurrency(5.25, "EUR")["code"]', "EUR")],
)
def _get_by_name(value: Any, name: str) -> Any:
    return get_property(name, value)


@function(
    "[(collection: Any[], index: Integer) -> Any",
    "The item at a zero-based index; fails with NoSuchItem if the index is out of range.",
    category="list",
    examples=[
        Example('MakeList("red", "green")[1]', "green"),
        Example('MakeList("red", "green")[2]', error="NoSuchItem"),
    ],
)
def _get_item(collection: tuple[Any, ...], index: int) -> Any:
    if 0 <= index < len(collection):
        return collection[index]
    raise ExpressionError(NO_SUCH_ITEM, f"Index {index} is out of range: the collection has {len(collection)} items.")


@function(
    "[(json: JSON, index: Integer) -> JSON",
    "The item of a JSON array, or the character of a JSON string, at a zero-based index.",
    category="json",
    examples=[
        Example('JsonParse("[10, 20]")[1]', "20"),
        Example('JsonParse("\\"abc\\"")[0]', "a"),
        Example('JsonParse("7")[0]', error="WrongKind"),
    ],
)
def _get_json_item(json: Json, index: int) -> Json:
    data = json.value
    if not isinstance(data, (list, str)):
        raise ExpressionError(WRONG_KIND, "The JSON has no items: it is neither an array nor a string.")
    if 0 <= index < len(data):  # pyright: ignore[reportUnknownArgumentType]
        return Json(data[index])
    raise ExpressionError(NO_SUCH_ITEM, f"Index {index} is out of range: the JSON has {len(data)} items.")  # pyright: ignore[reportUnknownArgumentType]
