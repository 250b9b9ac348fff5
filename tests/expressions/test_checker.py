"""Types: overload resolution, the type of the literal NOT_SET, conversions, and type faults."""

import pytest

from architrave.expressions import Type, compile_expression
from architrave.expressions.types import NAMES

VARIABLES = {
    "flow.int": Type("int"),
    "flow.str": Type("str"),
    "flow.dec": Type("dec"),
    "flow.json": Type("jsn"),
    "flow.user": Type("usr"),
    "flow.contact": Type("cpx_external_contact"),
    "flow.names": Type("str", is_collection=True),
    "flow.jsons": Type("jsn", is_collection=True),
    "call.contact": Type("con"),
    "call.ani": Type("str"),
    "loose": Type("cur"),
}

TYPES = [
    ("1", "Integer"),
    ("1.0", "Decimal"),
    ("1 + 1.0", "Decimal"),
    ("1 / 1", "Decimal"),
    ("1 % 1", "Integer"),
    ("2 ^ 2", "Decimal"),
    ('MakeCurrency(1, "USD") * 2', "Currency"),
    ("MakeDateTime(2024, 1, 1) + MakeDuration(1, 0, 0, 0)", "DateTime"),
    ("1 < 2.0", "Boolean"),
    ("MakeList(1) == MakeList(1.0)", "Boolean"),
    ("NOT_SET", "NOT_SET"),
    ("NOT_SET == NOT_SET", "Boolean"),
    ("Flow.INT", "Integer"),
    ("flow.Names[0]", "String"),
    ("Flow.json.a.b", "JSON"),
    ('Flow.json["a"][0]', "JSON"),
    ("Flow.jsons[0].a", "JSON"),
    ("Flow.contact.address.city", "String"),
    ("Flow.contact.externalOrganization.tags", "String Collection"),
    ("Flow.user.id", "String"),
    ("Call.Contact.anyColumn", "String"),
    ("Loose.amount", "Decimal"),
    ('loose["code"]', "String"),
    ("Prompt.Welcome", "Prompt"),
    ("PromptSystem.on_hold_music", "Prompt"),
    ("System.DateTime.dayOfWeek.sunday", "Integer"),
    ("System.Regions.US.dialingCode", "String"),
    ("System.Languages.enUS.tag", "String"),
    ("System.Conversation.Types.call", "String"),
    ("Format.Number.playDigits", "Number Format Enum"),
    ("If(true, NOT_SET, 1.5)", "Decimal"),
    ('true ? "a" : NOT_SET', "String"),
    ("MakeList(NOT_SET, Flow.user)", "User Collection"),
    ("MakeEmptyList(Flow.user)", "User Collection"),
    ("ToInt(NOT_SET)", "Integer"),
    ("AreEqual(NOT_SET, NOT_SET)", "Boolean"),
    ("Append(NOT_SET, Flow.str)", "String"),
    ("MAKELIST(1)", "Integer Collection"),
    ("Prompt.A + Prompt.B", "Audio"),
]


@pytest.mark.parametrize(("text", "type_"), TYPES)
def test_type(text: str, type_: str):
    expression, faults = compile_expression(text, VARIABLES)
    assert expression is not None, [fault.message for fault in faults]
    assert str(expression.type) == type_


# The text, the rule, the place of the fault, and a part of the message or help.
REFUSED = [
    ('"a" + 1', "operand-type", "+", "ToString"),
    ('5 == "5"', "operand-type", "==", "same type"),
    ('Append("a", 1)', "argument-type", 'Append("a", 1)', "textToAppend"),
    ("If(true, 1, 2.5)", "argument-type", "If(true, 1, 2.5)", "these are Integer and Decimal"),
    ('If(1, "a", "b")', "argument-type", 'If(1, "a", "b")', "condition of If must be Boolean, not Integer"),
    ("If(true, NOT_SET, Flow.names)", "argument-type", "If(true, NOT_SET, Flow.names)", "MakeEmptyList"),
    ('true ? ToAudioTTS("a") : NOT_SET', "operand-type", "?", "these are Audio and NOT_SET"),
    ("true ? 1 : 2.5", "operand-type", "?", "Both branches of ?: must have the same type"),
    ("MakeList(1, 2.5)", "argument-type", "MakeList(1, 2.5)", "Any"),
    ("AreEqual(1, 1.0)", "argument-type", "AreEqual(1, 1.0)", "Any"),
    ("Round(5)", "argument-type", "Round(5)", "Decimal"),
    ('MakeCurrency(1, "USD") + 1', "operand-type", "+", "Currency and Integer"),
    ("MakeDateTime(2024,1,1) - MakeDateTime(2024,1,1)", "operand-type", "-", "DateTime"),
    ("MakeDuration(1,0,0,0) * 2", "operand-type", "*", "Duration"),
    ("true < false", "operand-type", "<", "Boolean"),
    ("1 + NOT_SET", "operand-type", "+", "IsSet"),
    ("NOT_SET < 1", "operand-type", "<", "NOT_SET"),
    ("FindFirst(MakeList(1), NOT_SET)", "argument-type", "FindFirst(MakeList(1), NOT_SET)", "FindFirst"),
    ("MakeList(NOT_SET)", "not-set-untyped", "MakeList(NOT_SET)", "ToString(NOT_SET)"),
    ("Sum(NOT_SET, NOT_SET)", "not-set-untyped", "Sum(NOT_SET, NOT_SET)", "NOT_SET"),
    ("Append(NOT_SET, NOT_SET)", "not-set-untyped", "Append(NOT_SET, NOT_SET)", "NOT_SET"),
    ("If(true, NOT_SET, NOT_SET)", "not-set-untyped", "If(true, NOT_SET, NOT_SET)", "NOT_SET"),
    ("MakeList(MakeList(1))", "argument-type", "MakeList(MakeList(1))", "MakeList"),
    ("Lenght(Flow.str)", "unknown-function", "Lenght", "Did you mean Length?"),
    ("ToUpper(Flow.str)", "unknown-function", "ToUpper", "Did you mean Upper?"),
    ("and(true, false)", "wrong-operator", "and", "a and b"),
    ("Flow.strr", "unknown-variable", "Flow.strr", "Did you mean flow.str?"),
    ("str", "unknown-variable", "str", "Did you mean flow.str?"),
    ("True", "unknown-variable", "True", "Write true."),
    ("null", "unknown-variable", "null", "Write NOT_SET."),
    ("Flow.contact.adress", "unknown-property", "adress", "Did you mean address?"),
    ("Flow.names.length", "unknown-property", "length", "GetAt"),
    ("Flow.int.x", "unknown-property", "x", "no properties"),
    ("System.Currencies.ABC", "unknown-property", "ABC", ""),
    ("Contains(Flow.str)", "argument-count", "Contains(Flow.str)", "2 or 3 arguments, not 1"),
    ("MakeList()", "argument-count", "MakeList()", "1 or more arguments, not 0"),
    ("GetCurrentDateTimeUtc(1)", "argument-count", "GetCurrentDateTimeUtc(1)", "0 arguments"),
    ('Flow.names["0"]', "unknown-property", '"0"]', ""),
    ("Flow.names[1.0]", "operand-type", "[", "index"),
    ("1 / 0", "zero-divisor", "0", ""),
    ("1.5 % 0.0", "zero-divisor", "0.0", ""),
    ("1 / -0", "zero-divisor", "-0", ""),
    ("Left(Flow.str, -1)", "argument-out-of-range", "-1", "length of Left must be 0 or more; it is -1"),
    (
        "GetDayOfWeekOccurrence(8, 1, 2024)",
        "argument-out-of-range",
        "8",
        "dayOfWeek of GetDayOfWeekOccurrence must be 1 to 7;",
    ),
    ("GetDayOfWeekOccurrence(1, 0, 2024)", "argument-out-of-range", "0", "must be -53 to 53, except 0; it is 0"),
    ("GetDayOfWeekOccurrence(1, 0, 2024, 1)", "argument-out-of-range", "0", "must be -5 to 5, except 0; it is 0"),
    ('MakeCurrency(1, "XYZ")', "unknown-currency", '"XYZ"', "ISO 4217"),
    ('ToCurrency("1|XYZ")', "unknown-currency", '"1|XYZ"', "ISO 4217"),
    ('ToAudioTTS("a") == ToAudioTTS("b")', "operand-type", "==", "Audio"),
    ("Upper(NOT_SET)", "argument-type", "Upper(NOT_SET)", "check with IsSet"),
    ("Find(Flow.names, NOT_SET)", "argument-type", "Find(Flow.names, NOT_SET)", "Give NOT_SET a type"),
    ("ToString(5, 2)", "argument-type", "ToString(5, 2)", "The valid signatures are ToString(decimalValueToConvert"),
    ("AddItem(Flow.names, 1)", "argument-type", "AddItem(Flow.names, 1)", "must have the same type"),
    ("true & false", "operand-type", "&", "Write and"),
    ("!5", "operand-type", "!", "It takes Boolean."),
    ("MakeDate(2024, 1, 1) - MakeDate(2024, 1, 1)", "operand-type", "-", "DateDiff(a, b)"),
    ("Flow.json + 1", "operand-type", "+", "Convert the JSON"),
    ("1 ? 2 : 3", "operand-type", "?", "condition of ?: must be Boolean, not Integer"),
    ("GetCurrentDateTimeUtc", "unknown-variable", "GetCurrentDateTimeUtc", "is a function"),
    ("Flow.somethingElse", "unknown-variable", "Flow.somethingElse", "Declare Flow.somethingElse"),
    ("Flow.int.length", "unknown-property", "length", "An Integer has no"),
]


@pytest.mark.parametrize(("text", "rule", "place", "said"), REFUSED)
def test_type_faults(text: str, rule: str, place: str, said: str):
    expression, faults = compile_expression(text, VARIABLES)
    assert expression is None
    assert [(fault.rule.slug, text[fault.start : fault.end].strip(". ")) for fault in faults] == [(rule, place)]
    assert said in f"{faults[0].message} {faults[0].help}"


def test_one_fault_does_not_cause_others():
    _, faults = compile_expression("Upper(nope) + Lower(nope2) == 5 and Foo(1, 2 + Bar())", VARIABLES)
    assert [fault.rule.slug for fault in faults] == [
        "unknown-variable",
        "unknown-variable",
        "operand-type",
        "unknown-function",
        "unknown-function",
    ]


# A slot's type, an expression, and the cast that wraps it; "" for no cast, None if the conversion is not possible.
CONVERTED = [
    ("str", "1", "ToString"),
    ("str", "1.5", "ToString"),
    ("str", "true", "ToString"),
    ("str", "MakeDateTime(2024,1,1)", "ToString"),
    ("str", 'MakeCurrency(1, "USD")', "ToString"),
    ("str", "MakeList(1)", "ToString"),
    ("str", "Flow.json.a", "ToString"),
    ("str", '"a"', ""),
    ("str", "NOT_SET", ""),
    ("str", "Flow.user", None),
    ("int", '"1"', "ToInt"),
    ("int", "1.5", "ToInt"),
    ("int", "MakeDuration(1,0,0,0)", "ToInt"),
    ("int", "MakeDateTime(2024,1,1)", None),
    ("dec", "1", "ToDecimal"),
    ("dec", 'MakeCurrency(1, "USD")', "ToDecimal"),
    ("bln", '"true"', "ToBool"),
    ("dtm", '"2024-01-01"', "ToDateTime"),
    ("dur", "1000", "ToDuration"),
    ("cur", "1.5", "ToCurrency"),
    ("phn", '"+13178723000"', "ToPhoneNumber"),
    ("aud", '"Hello"', "ToAudioTTS"),
    ("aud", "5", "ToAudioNumber"),
    ("aud", "Prompt.A", "ToAudio"),
    ("apa", "Prompt.A", ""),
    ("com", '"Hello"', "ToCommunication"),
    ("que", '"Support"', None),
    ("usr", '"Ada"', None),
    ("dat", "MakeDateTime(2024,1,1)", "ToDate"),
]


@pytest.mark.parametrize(("slot", "text", "cast"), CONVERTED)
def test_conversion_to_a_slot(slot: str, text: str, cast: str | None):
    expression, faults = compile_expression(text, VARIABLES, Type(slot))
    if cast is None:
        assert [fault.rule.slug for fault in faults] == ["slot-type"]
        assert NAMES[slot] in faults[0].message
        return
    assert expression is not None, [fault.message for fault in faults]
    assert expression.type == (Type("pmt") if slot == "apa" else Type(slot))
    function = getattr(expression.tree, "function", None)
    assert (function.name if function is not None and cast else "") == cast


def test_nothing_becomes_a_collection():
    _, faults = compile_expression('"a"', {}, Type("str", is_collection=True))
    assert [(fault.rule.slug, fault.help) for fault in faults] == [("slot-type", "Put it into a list: MakeList(…).")]


def test_a_collection_slot_reads_not_set_as_empty():
    expression, _ = compile_expression("NOT_SET", {}, Type("str", is_collection=True))
    assert expression is not None
    assert expression.evaluate({}, lambda _: None) == ()


# A text whose types do not fit only because of a syntax fault: the text, and the places of the reported faults.
FOLLOWING = [
    ("Count(Flow.int > 0", ["("]),
    ("If(Count(Flow.names > 0, 1, 2)", ["("]),
    ('Length(Length("abc")', ["("]),
    ('Append("a" "b")', ['"b"']),
    ('Append("a"), "b")', [","]),
    ('"a" && "b"', ["&&"]),
    ('Contains("a", "b" && "c")', ["&&"]),
    ('"abc"[0]', ["["]),
    ('Left("abc, 2)', ['"abc, 2)']),
    ("Left('abc', \"2\")", ["Left('abc', \"2\")", "'abc'"]),
    ('Flow.int + "a" and (true', ["+", "("]),
    ('Left("x") + (1', ['Left("x")', "("]),
]


@pytest.mark.parametrize(("text", "places"), FOLLOWING)
def test_a_type_fault_that_only_follows_from_a_syntax_fault_is_not_reported(text: str, places: list[str]):
    _, faults = compile_expression(text, VARIABLES)
    assert [text[fault.start : fault.end] for fault in faults] == places


def test_the_slot_type_of_a_guess_is_not_checked():
    _, faults = compile_expression('Append("a", "b"', {}, Type("usr"))
    assert [fault.rule.slug for fault in faults] == ["unbalanced-bracket"]
