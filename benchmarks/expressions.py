"""How much longer a compiled expression takes than the same code written in Python by hand.

`python -m benchmarks.expressions` prints one JSON object: the median `ratio` of the cases below, the numbers of each
case, and the ratio of cel-python if it is installed and can express the same. The expressions are of the kinds found in
real flows: joining strings, testing whether something is set, substrings, comparing, counting, dates, money.
"""

import json
import statistics
import sys
import timeit
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from architrave.expressions import Question, Type, compile_expression
from architrave.expressions.values import Currency, Json

Values = Mapping[str, Any]

TYPES = {
    "flow.ani": Type("str"),
    "flow.name": Type("str"),
    "flow.unset": Type("str"),
    "flow.index": Type("int"),
    "flow.count": Type("int"),
    "flow.rate": Type("dec"),
    "flow.is_open": Type("bln"),
    "flow.ids": Type("str", is_collection=True),
    "flow.numbers": Type("int", is_collection=True),
    "flow.json": Type("jsn"),
    "flow.when": Type("dtm"),
    "flow.wait": Type("dur"),
    "flow.price": Type("cur"),
}
VALUES: dict[str, Any] = {
    "flow.ani": "sip:+13178723000@example.com",
    "flow.name": "  Ada Lovelace ",
    "flow.unset": None,
    "flow.index": 2,
    "flow.count": 40,
    "flow.rate": Decimal("1.25"),
    "flow.is_open": True,
    "flow.ids": ("a1", "b2", "c3", "d4"),
    "flow.numbers": (5, 3, 8, 1),
    "flow.json": Json({"id": 7, "customer": {"name": "Ada", "tags": ["x", "y"]}}),
    "flow.when": datetime(2024, 2, 29, 6, 30, tzinfo=UTC),
    "flow.wait": timedelta(minutes=5),
    "flow.price": Currency(Decimal("5.25"), "USD"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """An expression, the same written by hand, and the same in CEL if CEL can express it."""

    expression: str
    by_hand: Callable[[Values], Any]
    cel: str | None = None


def _date_time_text(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"


def _after(wanted: timedelta) -> Callable[[Values], datetime]:
    return lambda v: v["flow.when"] + wanted


CASES = [
    Case('"Hello " + Flow.name + "!"', lambda v: "Hello " + v["flow.name"] + "!", '"Hello " + name + "!"'),
    Case('Append("Hello ", Flow.name, "!")', lambda v: "".join(["Hello ", v["flow.name"], "!"])),
    Case(
        'Contains(Lower(Flow.ani), "anonymous") or Contains(Lower(Flow.ani), "unknown") or IsNotSetOrEmpty(Flow.ani)',
        lambda v: "anonymous" in v["flow.ani"].lower() or "unknown" in v["flow.ani"].lower() or not v["flow.ani"],
    ),
    Case('Contains(Flow.ani, "sip")', lambda v: "sip" in v["flow.ani"], 'ani.contains("sip")'),
    Case("IsNotSetOrEmpty(Flow.unset)", lambda v: not v["flow.unset"]),
    Case("IsSet(Flow.name)", lambda v: v["flow.name"] is not None),
    Case('If(IsNotSetOrEmpty(Flow.unset), "none", Flow.name)', lambda v: v["flow.unset"] or "none"),
    Case('Flow.name == "Grace"', lambda v: v["flow.name"] == "Grace", 'name == "Grace"'),
    Case('Flow.name != "Grace"', lambda v: v["flow.name"] != "Grace", 'name != "Grace"'),
    Case("Flow.index + 1", lambda v: v["flow.index"] + 1, "index + 1"),
    Case(
        "Flow.index * 60 + Flow.count - 1",
        lambda v: v["flow.index"] * 60 + v["flow.count"] - 1,
        "index * 60 + count - 1",
    ),
    Case("Flow.index < Count(Flow.ids)", lambda v: v["flow.index"] < len(v["flow.ids"]), "index < size(ids)"),
    Case(
        "Flow.index >= 1 and Flow.index <= 5 and Flow.is_open",
        lambda v: v["flow.index"] >= 1 and v["flow.index"] <= 5 and v["flow.is_open"],
        "index >= 1 && index <= 5 && is_open",
    ),
    Case("!Flow.is_open", lambda v: not v["flow.is_open"], "!is_open"),
    Case(
        'Flow.is_open ? "open" : "closed"',
        lambda v: "open" if v["flow.is_open"] else "closed",
        'is_open ? "open" : "closed"',
    ),
    Case("GetAt(Flow.ids, Flow.index)", lambda v: v["flow.ids"][v["flow.index"]], "ids[index]"),
    Case("Flow.ids[0]", lambda v: v["flow.ids"][0], "ids[0]"),
    Case('FindFirst(Flow.ids, "c3")', lambda v: v["flow.ids"].index("c3")),
    Case('AddItem(Flow.ids, "e5")', lambda v: (*v["flow.ids"], "e5")),
    Case('MakeList("a", "b", Flow.name)', lambda v: ("a", "b", v["flow.name"])),
    Case("Sum(Flow.numbers)", lambda v: sum(v["flow.numbers"])),
    Case("Substring(Flow.ani, 4, 12)", lambda v: v["flow.ani"][4:16]),
    Case("Left(Flow.ani, 3)", lambda v: v["flow.ani"][:3]),
    Case("Right(Flow.ani, 11)", lambda v: v["flow.ani"][-11:]),
    Case("Trim(Flow.name)", lambda v: v["flow.name"].strip()),
    Case("Length(Flow.ani)", lambda v: len(v["flow.ani"]), "size(ani)"),
    Case('Replace(Flow.ani, "sip:", "")', lambda v: v["flow.ani"].replace("sip:", "")),
    Case('FindString(Flow.ani, "@")', lambda v: v["flow.ani"].find("@")),
    Case('Split(Flow.ani, "@")', lambda v: tuple(v["flow.ani"].split("@"))),
    Case('ToString(Flow.ids, ",")', lambda v: ",".join(v["flow.ids"])),
    Case("ToString(Flow.count)", lambda v: str(v["flow.count"]), "string(count)"),
    Case("ToInt(ToString(Flow.count))", lambda v: int(str(v["flow.count"])), "int(string(count))"),
    Case("ToString(Flow.when)", lambda v: _date_time_text(v["flow.when"])),
    Case("AddDays(Flow.when, 2)", _after(timedelta(days=2))),
    Case("AddMinutes(Flow.when, 15)", _after(timedelta(minutes=15))),
    Case("Flow.wait > MakeDuration(0, 0, 2, 0)", lambda v: v["flow.wait"] > timedelta(minutes=2)),
    Case("Flow.rate * 2.5 + 1.0", lambda v: v["flow.rate"] * Decimal("2.5") + Decimal("1.0")),
    Case("Flow.count / 8", lambda v: Decimal(v["flow.count"]) / Decimal(8)),
    Case("Round(Flow.rate)", lambda v: v["flow.rate"].quantize(Decimal(1))),
    Case("Flow.price.amount", lambda v: v["flow.price"].amount),
    Case("Flow.json.customer.name", lambda v: Json(v["flow.json"].value["customer"]["name"])),
    Case("ToString(Flow.json.id)", lambda v: str(v["flow.json"].value["id"])),
    Case('GetJsonObjectProperty(Flow.json, "id")', lambda v: Json(v["flow.json"].value["id"])),
]


def _no_answer(_: Question) -> Any:
    return None


def _nanoseconds(call: Callable[..., Any], *arguments: Any) -> float:
    number = 2_000
    given = ", ".join(f"a{at}" for at in range(len(arguments)))
    names = {"call": call, **{f"a{at}": argument for at, argument in enumerate(arguments)}}
    return min(timeit.repeat(f"call({given})", globals=names, number=number, repeat=7)) / number * 1e9


def _cel(text: str) -> Callable[[], Any] | None:
    """The same in cel-python, None if it is not installed."""
    try:
        import celpy
        from celpy.adapter import json_to_cel
    except ImportError:
        return None
    environment = celpy.Environment()
    program = environment.program(environment.compile(text))
    plain = (str, int, bool)
    names = {
        name.removeprefix("flow."): json_to_cel(list(value) if isinstance(value, tuple) else value)
        for name, value in VALUES.items()
        if isinstance(value, (*plain, tuple))
    }
    return lambda: program.evaluate(names)


def measure_case(case: Case) -> dict[str, Any]:
    """Nanoseconds and ratio of one case. Raises AssertionError if the two results differ."""
    expression, faults = compile_expression(case.expression, TYPES)
    assert expression is not None, [fault.message for fault in faults]
    assert expression.evaluate(VALUES, _no_answer) == case.by_hand(VALUES), case.expression
    ours = _nanoseconds(expression.evaluate, VALUES, _no_answer)
    floor = _nanoseconds(case.by_hand, VALUES)
    figures: dict[str, Any] = {"expression": case.expression, "ours": round(ours), "by_hand": round(floor)}
    figures["ratio"] = round(ours / floor, 2)
    cel = None if case.cel is None else _cel(case.cel)
    if cel is not None:
        figures["cel_ratio"] = round(_nanoseconds(cel) / floor, 1)
    return figures


def measure() -> dict[str, Any]:
    """All cases: the median ratio, that of cel-python for the cases that it can express, and each case."""
    cases = [measure_case(case) for case in CASES]
    figures: dict[str, Any] = {"ratio": round(statistics.median(case["ratio"] for case in cases), 2)}
    others = [case["cel_ratio"] for case in cases if "cel_ratio" in case]
    if others:
        figures["cel_ratio"] = round(statistics.median(others), 1)
    return {**figures, "cases": cases}


if __name__ == "__main__":
    json.dump(measure(), sys.stdout)
    print()
