"""Before a function handles much data it says so, and with less it is quick: so a server can stop in between."""

import time as clock
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice, product
from typing import Any

import pytest

from architrave.expressions import Question, compile_expression
from architrave.expressions.declare import Function, Parameter
from architrave.expressions.effort import EFFORT, HEAVY, TOLD, weight_of
from architrave.expressions.faults import ExpressionError
from architrave.expressions.library import all_functions
from architrave.expressions.types import JSON, STRING
from architrave.expressions.values import Json
from tests.expressions.evaluating import answer

LONGEST = 0.05
"""The most CPU that a function may use with values that are not heavy, in seconds. This machine needs 0.02."""


def large(parameter: Parameter, share: int) -> list[Any]:
    """Values that are as large as a parameter can be within a share of the weight, in forms that are hard to handle."""
    code = parameter.type.code
    if parameter.type.is_collection:
        count = min(share // 8, 2_000)
        of = {"str": ["abcdef"], "any": ["abcdef"], "dec": [Decimal("1e20")], "int": [7], "jsn": [Json(Decimal(1))]}
        return [(one,) * count for one in of.get(code, [])]
    texts = [form * (share // len(form)) for form in ("a", "9", "[", "é", " ", "1,", "-", '"')]
    json = [Json("a" * share), Json([Decimal(1)] * (share // 2)), Json({str(n): "x" for n in range(share // 8)})]
    values: dict[str, list[Any]] = {
        "str": texts,
        "any": texts[:2],
        "jsn": json,
        "int": [parameter.low or 1, parameter.high or 9_999],
        "dec": [Decimal("1.5")],
        "bln": [True],
        "dtm": [datetime(2026, 1, 1, tzinfo=UTC)],
        "dat": [date(2026, 1, 1)],
        "tim": [time(1)],
        "dur": [timedelta(1)],
    }
    return values.get(code, [])


def calls(function: Function) -> Iterator[tuple[Any, ...]]:
    share = (HEAVY - 1) // len(function.parameters)
    yield from islice(product(*(large(parameter, share) for parameter in function.parameters)), 60)


def takes(function: Function, arguments: tuple[Any, ...]) -> float:
    """How much CPU a call takes, in seconds: the less of two, because the first may load something."""
    given = (answer, *arguments) if function.asks else arguments
    spent: list[float] = []
    for _ in range(2):
        began = clock.thread_time()
        with suppress(ExpressionError):
            function.body(*given)
        spent.append(clock.thread_time() - began)
        if spent[-1] < LONGEST:
            break
    return min(spent)


WITH_ARGUMENTS = [
    function
    for functions in all_functions().values()
    for function in functions
    if function.parameters and not function.lazy and not function.slow and function.name not in (".", "[")
]


@pytest.mark.slow
@pytest.mark.parametrize("function", WITH_ARGUMENTS, ids=lambda function: function.signature)
def test_a_function_is_quick_with_what_it_does_not_tell(function: Function) -> None:
    for arguments in calls(function):
        assert takes(function, arguments) < LONGEST, [str(one)[:30] for one in arguments]


@pytest.mark.parametrize(
    ("expression", "value", "told"),
    [
        ("Upper(Flow.value)", "a" * (TOLD - 1), []),
        ("Upper(Flow.value)", "a" * TOLD, [TOLD]),
        ("Upper(Lower(Flow.value))", "a" * TOLD, [TOLD, TOLD]),
        ('Flow.value + "x"', "a" * HEAVY, []),
        ("Flow.value == Flow.value", "a" * HEAVY, []),
        ("Flow.value < Flow.value", "a" * TOLD, [2 * TOLD]),
        ("ToString(Flow.value)", Json(["a"] * TOLD), [2 * TOLD]),
        ("Flow.value == Flow.value", Json(["a"] * TOLD), [4 * TOLD]),
        ('DetectLanguage(Flow.value, "en")', "", [HEAVY]),
    ],
)
def test_what_is_told(expression: str, value: Any, told: list[int]) -> None:
    kind = JSON if isinstance(value, Json) else STRING
    compiled, faults = compile_expression(expression, {"flow.value": kind})
    assert compiled is not None, faults
    heard: list[int] = []

    def ask(question: Question) -> Any:
        assert question.name == EFFORT
        heard.append(question.arguments[0])

    with suppress(ExpressionError):
        compiled.evaluate({"flow.value": value}, ask)
    assert heard == told


def test_an_expression_can_be_left_before_the_effort() -> None:
    compiled, _ = compile_expression("Upper(Flow.value)", {"flow.value": STRING})
    assert compiled is not None

    def ask(question: Question) -> Any:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        compiled.evaluate({"flow.value": "a" * HEAVY}, ask)


@pytest.mark.parametrize(
    ("value", "weight"),
    [
        ("abc", 3),
        (5, 0),
        (None, 0),
        (["ab", "c"], 5),
        ({"key": "ab", "other": [1]}, 5),
        (Json({"key": "ab"}), 3),
        (("ab", None), 4),
    ],
)
def test_weights(value: Any, weight: int) -> None:
    assert weight_of(value) == weight


def test_weighing_stops_early() -> None:
    """A value may refer to one part many times, so that it is far larger than it looks."""
    value: list[Any] = ["a" * 100]
    for _ in range(60):
        value = [value, value]
    assert HEAVY <= weight_of(value) < 2 * HEAVY
