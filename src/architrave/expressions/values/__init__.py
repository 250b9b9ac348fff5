"""The values of the language as plain immutable Python values, and their forms as text and JSON.

NOT_SET is None, String is str, Integer int, Decimal `decimal.Decimal`, Boolean bool, DateTime an aware UTC `datetime`,
Date, Time and Duration `date`, `time` and `timedelta`; a collection is a tuple. The other types have classes here:
`Currency`, `PhoneNumber`, `Json`, `Record` for values with properties, `Audio` and `Communication` for what is played
or sent.
"""

from architrave.expressions.values.equality import equal
from architrave.expressions.values.inputs import accept_input
from architrave.expressions.values.json import Json, JsonData, json_text, parse_json
from architrave.expressions.values.media import Audio, Communication
from architrave.expressions.values.money import Currency
from architrave.expressions.values.phone import PhoneNumber
from architrave.expressions.values.record import Record
from architrave.expressions.values.shown import to_eval_json
from architrave.expressions.values.text import text_of, to_text

__all__ = [
    "Audio",
    "Communication",
    "Currency",
    "Json",
    "JsonData",
    "PhoneNumber",
    "Record",
    "accept_input",
    "equal",
    "json_text",
    "parse_json",
    "text_of",
    "to_eval_json",
    "to_text",
]
