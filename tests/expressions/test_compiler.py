"""Running expressions: order, laziness, faults, and that they raise nothing but the language's faults."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.expressions import Asked, ExpressionError, Question, Type, compile_expression, to_text
from architrave.expressions.declare import Function
from architrave.expressions.inline import TOOLS, inline
from architrave.expressions.library import all_functions
from architrave.expressions.types import AUDIO, NOT_SET, SCALARS

VARIABLES = {
    "flow.int": Type("int"),
    "flow.str": Type("str"),
    "flow.unset": Type("str"),
    "flow.names": Type("str", is_collection=True),
    "flow.user": Type("usr"),
    "flow.json": Type("jsn"),
}
VALUES: dict[str, Any] = {"flow.int": 4, "flow.str": "abc", "flow.unset": None, "flow.names": ("a", None)}


def nothing(question: Question) -> Any:
    raise Asked(question)


def run(text: str, values: dict[str, Any] | None = None) -> Any:
    expression, faults = compile_expression(text, VARIABLES)
    assert expression is not None, [fault.message for fault in faults]
    return expression.evaluate(VALUES if values is None else values, nothing)


FAULTS = [
    ("Flow.unset + Flow.str", "NotSet", "Flow.unset is NOT_SET; + needs a value."),
    ("Upper(Flow.unset)", "NotSet", "Flow.unset is NOT_SET; Upper needs a value for text."),
    ("Length(Lower(Flow.unset))", "NotSet", "Lower needs a value for text"),
    ("Flow.user.name", "NotSet", "Flow.user is NOT_SET; .name needs a value."),
    ("!ToBool(Flow.unset)", "NotSet", "ToBool(Flow.unset) is NOT_SET"),
    ("true and ToBool(Flow.unset)", "NotSet", "and needs a value."),
    ("Flow.unset < Flow.str", "NotSet", "< needs a value."),
    ("System.MaxInt + Flow.int", "OutOfRange", ""),
    ("System.MinInt - Flow.int", "OutOfRange", ""),
    ("System.MaxInt * Flow.int", "OutOfRange", ""),
    ("System.MaxInt | 9007199254740", "OutOfRange", ""),
    ("1 / (Flow.int - 4)", "DivisionByZero", ""),
    ("Flow.names[2]", "NoSuchItem", ""),
    ("Flow.names[0 - 1]", "NoSuchItem", ""),
    ("Flow.names[1] + Flow.str", "NotSet", "Flow.names[1] is NOT_SET"),
    ("ToInt(Flow.str)", "Conversion", ""),
    ("MakeDateTime(2200, 12, 31) + MakeDuration(2, 0, 0, 0)", "OutOfRange", ""),
]


@pytest.mark.parametrize(("text", "kind", "said"), FAULTS)
def test_faults(text: str, kind: str, said: str):
    with pytest.raises(ExpressionError) as caught:
        run(text)
    assert caught.value.type == kind
    assert said in caught.value.message


VALUES_OF = [
    ("Flow.int + 1", 5),
    ("If(Flow.int > 3, Flow.str, Upper(Flow.unset))", "abc"),
    ("Flow.int > 3 ? Flow.str : Upper(Flow.unset)", "abc"),
    ("Flow.int > 3 or ToBool(Flow.unset)", True),
    ("Flow.int < 3 and ToBool(Flow.unset)", False),
    ("If(ToBool(Flow.unset), 1, 2)", 2),
    ("ToBool(Flow.unset) ? 1 : 2", 2),
    ("Flow.unset == ToString(NOT_SET)", True),
    ("Flow.unset == Flow.str", False),
    ("ToInt(NOT_SET) == ToDecimal(NOT_SET)", True),
    ("If(IsSet(Flow.json), Flow.json.a, Flow.json)", None),
    ("Flow.names[1]", None),
    ("-Flow.int ^ 2", Decimal(16)),
    ("0.1 + 0.2 == 0.3", True),
    ("1.0 / 3.0 * 3.0", Decimal("0.9999999999999999999999999999999999999999")),
]


@pytest.mark.parametrize(("text", "value"), VALUES_OF)
def test_values(text: str, value: Any):
    assert run(text) == value


def test_a_variable_that_is_not_given_is_not_set():
    assert run("IsSet(Flow.str)", {}) is False
    assert run('If(IsSet(Flow.str), Flow.str, "none")', {}) == "none"


def test_questions_are_asked_from_the_left_and_only_if_needed():
    asked: list[Question] = []

    def ask(question: Question) -> Any:
        asked.append(question)
        return Decimal("0.5") if question.name == "random" else datetime(2024, 1, 1, tzinfo=UTC)

    expression, _ = compile_expression(
        "If(Random() > 0.9, GetCurrentDateTimeUtc(), MakeDateTime(2000 + ToInt(Random()), 1, 1))", {}
    )
    assert expression is not None
    assert expression.asks
    assert expression.evaluate({}, ask) == datetime(2000, 1, 1, tzinfo=UTC)
    assert [question.name for question in asked] == ["random", "random"]


def test_an_unanswered_question_stops_the_evaluation():
    with pytest.raises(Asked) as caught:
        run("GetCurrentDateTimeUtc() > MakeDateTime(2024, 1, 1)")
    assert caught.value.question == Question("now")


def test_asks_is_true_only_for_expressions_that_ask():
    assert not compile_expression("1 + 1", {})[0].asks  # type: ignore[union-attr]


DEEP = [
    ("+".join(["1"] * 15_000), 15_000),
    ("+".join(['"a"'] * 8_000), "a" * 8_000),
    (" and ".join(["true"] * 3_500), True),
    (" or ".join(["1 > 2"] * 3_000), False),
    ("^".join(["1"] * 15_000), Decimal(1)),
    ("!" * 30_000 + "true", True),
    ("If(true, " * 59 + "1" + ", 2)" * 59, 1),
    ("(true ? " * 75 + "1" + " : 2)" * 75, 1),
    ("(true and " * 78 + "false" + ")" * 78, False),
    ("(" * 79 + "1" + "+1)" * 79, 80),
    (" and ".join(["(1" + "+1" * 30 + " > 2 or 1" + "+1" * 30 + " > 3)"] * 150), True),
    ("Sum(" + ",".join(["1"] * 9_000) + ")", 9_000),
]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "value"), DEEP, ids=lambda part: str(part)[:24])
def test_deep_and_long_expressions_run(text: str, value: Any):
    assert run(text) == value


def test_no_text_of_the_user_becomes_source():
    evil = '__import__("os")'
    expression, faults = compile_expression(f"ToString(MakeList({_quoted(evil)}), {_quoted(evil)})", VARIABLES)
    assert expression is not None, faults
    assert expression.evaluate({}, nothing) == evil
    expression, _ = compile_expression(f"Flow.json.{_quoted(evil)}", VARIABLES)
    assert expression is not None
    with pytest.raises(ExpressionError, match="NOT_SET"):
        expression.evaluate({}, nothing)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


SAMPLES: dict[str, list[Any]] = {
    "int": [0, 1, -1, 7, 12345, 999_999_999_999_999, -999_999_999_999_999],
    "dec": [Decimal(0), Decimal("0.5"), Decimal(-3), Decimal("1e-20"), Decimal("9" * 40)],
    "str": ["", "a", "A", "ab", "é"],
    "bln": [True, False],
    "dtm": [datetime(2024, 1, 1, tzinfo=UTC), datetime(1800, 1, 1, tzinfo=UTC)],
    "dat": [date(2024, 1, 1), date(2024, 2, 1)],
    "tim": [time(0, 0), time(23, 59, 59, 999_000)],
    "dur": [timedelta(0), timedelta(days=-1, milliseconds=5)],
}


def _codes(overload: Function) -> list[str]:
    return [parameter.type.code for parameter in overload.parameters]


def _inline(overload: Function) -> str | None:
    codes = _codes(overload)
    return inline(overload.name, codes, ["a", "b"][: len(codes)], lambda: "t")


def _inlined() -> list[Function]:
    return [
        overload
        for overloads in all_functions().values()
        for overload in overloads
        if overload.is_operator
        and not any(parameter.type.is_collection for parameter in overload.parameters)
        and set(_codes(overload)) <= set(SAMPLES)
        and _inline(overload)
    ]


def _result(call: Any) -> Any:
    try:
        value = call()
    except ExpressionError as fault:
        return fault.type
    return type(value), value


@pytest.mark.parametrize("overload", _inlined(), ids=lambda overload: overload.signature)
def test_inline_forms_do_what_the_bodies_do(overload: Function):
    source = _inline(overload)
    assert source is not None
    for values in product(*(SAMPLES[code] for code in _codes(overload))):
        names = dict(zip("ab", values, strict=False))
        inlined = _result(lambda names=names: eval(source, {**TOOLS, **names}))
        assert inlined == _result(lambda values=values: overload.body(*values)), values


LITERALS = {
    "str": ['""', '"a"', '"Hello World"', '"5"', '"2024-02-29"', '"[1]"', '"USD"', "Flow.str", "Flow.unset"],
    "int": ["0", "1", "-1", "3", "60", "999999999999999", "Flow.int", "ToInt(NOT_SET)"],
    "dec": ["0.0", "1.5", "-2.25", "9" * 40 + ".0", "ToDecimal(NOT_SET)"],
    "bln": ["true", "false", "ToBool(NOT_SET)"],
    "dtm": ["MakeDateTime(2024, 2, 29)", "System.MaxDateTime", "ToDateTime(NOT_SET)"],
    "dat": ["MakeDate(2024, 2, 29)", "ToDate(NOT_SET)"],
    "tim": ["MakeTime(23, 59, 59)", "ToTime(NOT_SET)"],
    "dur": ["MakeDuration(1, 2, 3, 4)", "System.MinDuration", "ToDuration(NOT_SET)"],
    "cur": ['MakeCurrency(1.5, "USD")', "ToCurrency(NOT_SET)", 'MakeCurrency(NOT_SET, "EUR")'],
    "phn": ['ToPhoneNumber("+13178723000")', "ToPhoneNumber(NOT_SET)"],
    "jsn": ['JsonParse("{\\"a\\": [1, null]}")', "MakeNullJson()", "JsonParse(NOT_SET)"],
    "nts": ["NOT_SET"],
}
_MAKERS: dict[Type, list[Function]] = {}
for _overloads in all_functions().values():
    for _overload in _overloads:
        if not _overload.is_operator:
            _MAKERS.setdefault(_overload.returns, []).append(_overload)


@st.composite
def expressions(draw: st.DrawFn, type_: Type, depth: int) -> str:
    """A text that should be well typed: declared functions applied to texts of their parameters' types."""
    if type_.is_collection:
        items = draw(st.lists(expressions(type_.item, depth - 1), min_size=1, max_size=3))
        return f"MakeList({', '.join(items)})"
    makers = _MAKERS.get(type_, []) if depth > 0 else []
    if not makers or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(LITERALS[type_.code])) if type_.code in LITERALS else "NOT_SET"
    maker = draw(st.sampled_from(makers))
    bound = draw(st.sampled_from(["str", "int", "dec", "dtm", "cur", "jsn"]))
    arguments = [draw(_argument(parameter.type, bound, depth)) for parameter in maker.parameters]
    if maker.repeats:
        arguments += draw(st.lists(_argument(maker.parameters[-1].type, bound, depth), max_size=2))
    return f"{maker.name}({', '.join(arguments)})"


def _argument(type_: Type, bound: str, depth: int) -> st.SearchStrategy[str]:
    actual = Type(bound, is_collection=type_.is_collection) if type_.code == "any" else type_
    return expressions(actual, depth - 1)


@pytest.mark.property
@settings(max_examples=400)
@given(st.sampled_from([*SCALARS, "aud", "com"]).flatmap(lambda code: expressions(Type(code), 3)))
def test_evaluation_raises_nothing_but_the_languages_faults(text: str):
    expression, _ = compile_expression(text, VARIABLES)
    if expression is None:
        return  # a NOT_SET, or an entity that has no literal, is in a place that does not allow it
    try:
        value = expression.evaluate(VALUES, lambda _: None)
    except (ExpressionError, Asked):
        return
    assert expression.type not in (NOT_SET, AUDIO) or value is None or expression.type == AUDIO
    assert to_text(expression.type, value) is None or isinstance(to_text(expression.type, value), str)
