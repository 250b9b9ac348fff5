"""Examples whose documented result is a sentence: the parts that a program can check."""

import pytest

from tests.expressions.evaluating import found, typed_outcome

USERS = 'ToUser("john.doe@company.com"), ToUser("jane.doe@company.com"), ToUser(NOT_SET)'
SKILLS = 'ToSkill("Spanish"), ToSkill("German"), ToSkill(NOT_SET)'
DATE_TIMES = "MakeDateTime(2009, 1, 10, 6, 30, 0), MakeDateTime(2009, 1, 10, 6, 30, 0), ToDateTime(NOT_SET)"
DURATIONS = "MakeDuration(1, 0, 0, 0), MakeDuration(0, 6, 0, 0), ToDuration(NOT_SET)"
MONEY = 'MakeCurrency(5.00, "USD"), MakeCurrency(ToDecimal(NOT_SET), "USD")'
FOUR_HOURS = "MakeDuration(0, 8, 0, 0), MakeDuration(0, 0, 0, 0), MakeDuration(0, -4, 0, 0), MakeDuration(0, 14, 0, 0)"
STEPS = "MakeDuration(0, 0, 1, 0, 0), MakeDuration(0, 0, 2, 30, 0)"
FOUR, FIVE, FIFTEEN = (f"MakeDuration(0, 0, {minutes}, 0, 0)" for minutes in (4, 5, 15))
TEL = 'ToPhoneNumber("tel:+13178723000"), ToPhoneNumber("+13178723000")'
SIP, SIPS = (f'ToPhoneNumber("{scheme}:john.doe@company.com")' for scheme in ("sip", "sips"))
ZERO_WITHOUT_CODE = {"amount": "0.0", "code": None}
NO_AMOUNT = {"amount": None, "code": "USD"}
HOUR, MINUTE = 3_600_000, 60_000
DAY = 24 * HOUR


def usd(amount: str) -> dict[str, str | None]:
    return {"amount": amount, "code": "USD"}


MONEY_ROWS = [
    ('ToCurrency("5.25|") + MakeCurrency(-3.00, ToString(NOT_SET))', "Currency", {"amount": "2.25", "code": None}),
    ('ToCurrency("5.25|") - ToCurrency("2.50|")', "Currency", {"amount": "2.75", "code": None}),
    (
        'MakeList(MakeCurrency(5.25, "USD"), MakeCurrency(2.25, "EUR"))[1]',
        "Currency",
        {"amount": "2.25", "code": "EUR"},
    ),
    ('Floor(MakeCurrency(NOT_SET, "USD"))', "fault", "NotSet"),
    ("Sum(ToCurrency(NOT_SET), ToCurrency(NOT_SET))", "Currency", ZERO_WITHOUT_CODE),
    ("Sum(MakeEmptyList(ToCurrency(NOT_SET)))", "Currency", ZERO_WITHOUT_CODE),
    ("Average(ToCurrency(NOT_SET))", "Currency", ZERO_WITHOUT_CODE),
    ("Average(MakeList(ToCurrency(NOT_SET)))", "Currency", ZERO_WITHOUT_CODE),
    ("Average(MakeEmptyList(ToCurrency(NOT_SET)))", "Currency", ZERO_WITHOUT_CODE),
    (f"GetAt(MakeList({MONEY}), 1)", "Currency", NO_AMOUNT),
    ('MakeCurrency(10.50, "USD")', "Currency", usd("10.5")),
    ('MakeCurrency(NOT_SET, "USD")', "Currency", NO_AMOUNT),
    ("MakeCurrency(100.00, NOT_SET)", "Currency", {"amount": "100.0", "code": None}),
    ('MakeCurrency(5, "EUR")', "Currency", {"amount": "5.0", "code": "EUR"}),
    ("MakeCurrency(100, NOT_SET)", "Currency", {"amount": "100.0", "code": None}),
    ('MakeListCurrency(MakeList(10.50, 2.50), "USD")', "Currency[]", [usd("10.5"), usd("2.5")]),
    ('MakeListCurrency(MakeList(10.50, ToDecimal(NOT_SET)), "USD")', "Currency[]", [usd("10.5"), NO_AMOUNT]),
    (
        'MakeListCurrency(MakeList(10.50, 2.50), MakeList("USD", "EUR"))',
        "Currency[]",
        [usd("10.5"), {"amount": "2.5", "code": "EUR"}],
    ),
    (
        'MakeListCurrency(MakeList(10.50, ToDecimal(NOT_SET)), MakeList(ToString(NOT_SET), "EUR"))',
        "Currency[]",
        [{"amount": "10.5", "code": None}, {"amount": None, "code": "EUR"}],
    ),
    ('ConvertCurrency(MakeCurrency(NOT_SET, "USD"), "EUR")', "Currency", {"amount": None, "code": "EUR"}),
    (
        'ConvertCurrency(MakeCurrency(NOT_SET, "USD"), ToString(NOT_SET))',
        "Currency",
        {"amount": None, "code": None},
    ),
    (
        'ConvertCurrency(MakeCurrency(ToDecimal(NOT_SET), ToString(NOT_SET)), "EUR", 0.6937)',
        "Currency",
        {"amount": None, "code": "EUR"},
    ),
]
TIME_ROWS = [
    ("MakeDuration(0, 10, 30, 0) + MakeDuration(1, 1, 15, 30)", "Duration", DAY + 11 * HOUR + 45 * MINUTE + 30_000),
    (f"Average({FOUR_HOURS})", "Duration", 4 * HOUR + 30 * MINUTE),
    (f"Average(MakeList({FOUR_HOURS}))", "Duration", 4 * HOUR + 30 * MINUTE),
    ("Average(ToDuration(NOT_SET), ToDuration(NOT_SET))", "Duration", 0),
    ("Average(MakeList(ToDuration(NOT_SET), ToDuration(NOT_SET)))", "Duration", 0),
    ("GetDayOfWeekOccurrence(2, 53, 2017)", "DateTime", None),
    ("GetDayOfWeekOccurrence(3, 5, 2017, 4)", "DateTime", None),
    ("GetDayOfWeekOccurrence(3, 53, 2017, 12, 0, 0)", "DateTime", None),
    ("GetDayOfWeekOccurrence(3, 5, 2015, 4, 12, 0, 0)", "DateTime", None),
    ("MakeDuration(-10, 0, 30, 0)", "Duration", -(9 * DAY + 23 * HOUR + 30 * MINUTE)),
    ("MakeDuration(-10, 0, -30, 0)", "Duration", -(10 * DAY + 30 * MINUTE)),
    ("MakeDuration(-10, 0, -30, 0, 0)", "Duration", -(10 * DAY + 30 * MINUTE)),
    ("RoundUp(MakeDuration(0, 0, 2, 35, 0))", "Duration", 5 * MINUTE),
    ("RoundUp(MakeDuration(0, 0, 0, 37, 0))", "Duration", MINUTE),
    ("RoundUp(MakeDuration(0, 0, 5, 0, 0))", "Duration", 5 * MINUTE),
    ("RoundUp(MakeDuration(0, 0, 22, 30, 0))", "Duration", 25 * MINUTE),
    ("RoundUp(MakeDuration(0, 1, 22, 30, 0))", "Duration", HOUR + 25 * MINUTE),
    ("RoundUp(MakeDuration(0, 0, 2, 35, 0), MakeDuration(0, 0, 3, 0, 0))", "Duration", 3 * MINUTE),
    ("RoundUp(MakeDuration(0, 0, 5, 0, 0), MakeDuration(0, 0, 5, 0, 0))", "Duration", 5 * MINUTE),
    (f"RoundUp(MakeDuration(0, 0, 2, 35, 0), {FIVE}, MakeList({STEPS}, {FOUR}))", "Duration", 4 * MINUTE),
    (f"RoundUp(MakeDuration(0, 0, 22, 35, 0), {FIVE}, MakeList({STEPS}, {FIFTEEN}))", "Duration", 25 * MINUTE),
    ("Range(MakeDuration(0, 5, 0, 0, 0), MakeDuration(0, 2, 0, 0, 0))", "Duration[]", [3 * HOUR, 7 * HOUR]),
    ("AddDuration(MakeTime(22, 0, 0), MakeDuration(2, 3, 30, 0))", "Time", "01:30:00.000"),
    ("AddDuration(MakeTime(12, 30, 0), MakeDuration(-1, 3, 30, 0))", "Time", "16:00:00.000"),
    ("AddDuration(MakeTime(12, 30, 0), MakeDuration(-1, -3, -30, 0))", "Time", "09:00:00.000"),
    ("GetCurrentDateTimeUtc()", "DateTime", "2024-02-29T17:30:05.250Z"),
]
TEXT_ROWS = [
    ('Compare("2", "10")', "Integer", 1),
    ('Split("Hello World", "l")', "String[]", ["He", "", "o Wor", "d"]),
    ('Split("", "l")', "String[]", [""]),
    ('Split("Hello World", "")', "String[]", list("Hello World")),
]
FIND_ROWS = [
    ("Find(MakeList(true, false, true, ToBool(NOT_SET)), false)", [1]),
    ("Find(MakeList(true, false, true, ToBool(NOT_SET)), ToBool(NOT_SET))", [3]),
    (f'Find(MakeList({MONEY}), MakeCurrency(2.00, "EUR"))', []),
    ('Find(MakeList("hello", "world", ToString(NOT_SET)), "hello")', [0]),
    ('Find(MakeList("hello", "world", ToString(NOT_SET)), "Hello")', []),
    ('Find(MakeList("hello", "world", ToString(NOT_SET)), ToString(NOT_SET))', [2]),
    ("Find(MakeList(100, 200, ToInt(NOT_SET)), 100)", [0]),
    ("Find(MakeList(100, 200, ToInt(NOT_SET)), 300)", []),
    ("Find(MakeList(100, 200, ToInt(NOT_SET)), ToInt(NOT_SET))", [2]),
    ("Find(MakeList(100.5, 200.0, ToDecimal(NOT_SET)), 100.5)", [0]),
    ("Find(MakeList(100.5, 200.0, ToDecimal(NOT_SET)), 300.0)", []),
    ("Find(MakeList(100.5, 200.0, ToDecimal(NOT_SET)), ToDecimal(NOT_SET))", [2]),
    # The documentation has only index 0, though 1 is the same moment: a mistake, as it has both for NOT_SET items.
    (f"Find(MakeList({DATE_TIMES}), MakeDateTime(2009, 1, 10, 6, 30, 0))", [0, 1]),
    (f"Find(MakeList({DATE_TIMES}), MakeDateTime(2007, 1, 1, 0, 0, 0))", []),
    (f"Find(MakeList({DATE_TIMES}), ToDateTime(NOT_SET))", [2]),
    (f"Find(MakeList({DURATIONS}), MakeDuration(1, 0, 0, 0))", [0]),
    (f"Find(MakeList({DURATIONS}), MakeDuration(3, 3, 0, 0))", []),
    (f"Find(MakeList({DURATIONS}), ToDuration(NOT_SET))", [2]),
    (f'Find(MakeList({USERS}), ToUser("john.doe@company.com"))', [0]),
    (f'Find(MakeList({USERS}), ToUser("joe.schmo@company.com"))', []),
    (f"Find(MakeList({USERS}), ToUser(NOT_SET))", [2]),
    (f'Find(MakeList({SKILLS}), ToSkill("Spanish"))', [0]),
    (f'Find(MakeList({SKILLS}), ToSkill("French"))', []),
    (f"Find(MakeList({SKILLS}), ToSkill(NOT_SET))", [2]),
    ("Find(MakeList(ToSkill(NOT_SET), ToSkill(NOT_SET)), ToSkill(NOT_SET))", [0, 1]),
    ("Find(MakeList(ToUser(NOT_SET), ToUser(NOT_SET)), ToUser(NOT_SET))", [0, 1]),
    (f'Find(MakeList({TEL}), ToPhoneNumber("13178723000"))', [0, 1]),
    (f"Find(MakeList({SIP}, {SIPS}), {SIP})", [0]),
]
LIST_ROWS = [
    (
        "GetAt(MakeList(MakeDateTime(2009, 5, 5, 10, 30, 0), MakeDateTime(2005, 1, 1, 0, 0, 0)), 0)",
        "DateTime",
        "2009-05-05T10:30:00.000Z",
    ),
    ('GetAt(MakeList(ToSkill("Spanish"), ToSkill("German")), 0).name', "String", "Spanish"),
    (
        'GetAt(MakeList(ToUser("john.doe@company.com"), ToUser("mary.doe@company.com")), 0).username',
        "String",
        "john.doe@company.com",
    ),
    (f"MakeList({MONEY})", "Currency[]", [usd("5.0"), NO_AMOUNT]),
    (
        "MakeList(MakeDateTime(2009, 5, 5, 10, 30, 0), MakeDateTime(2005, 1, 1, 0, 0, 0))",
        "DateTime[]",
        ["2009-05-05T10:30:00.000Z", "2005-01-01T00:00:00.000Z"],
    ),
    ("MakeList(100.5, 200.5)", "Decimal[]", ["100.5", "200.5"]),
    (
        "MakeList(MakeDuration(0, 1, 0, 0), MakeDuration(-10, 5, 30, 0))",
        "Duration[]",
        [HOUR, -10 * DAY + 5 * HOUR + 30 * MINUTE],
    ),
    ("MakeList(100, 200)", "Integer[]", [100, 200]),
    ('MakeList("hello", "world")', "String[]", ["hello", "world"]),
    ("MakeList(true, false)", "Boolean[]", [True, False]),
    ("MakeList(ToSkill(NOT_SET), ToSkill(NOT_SET))", "Skill[]", [None, None]),
    ("MakeEmptyList(ToCurrency(NOT_SET))", "Currency[]", []),
    ("MakeEmptyList(ToDateTime(NOT_SET))", "DateTime[]", []),
    ("MakeEmptyList(ToDecimal(NOT_SET))", "Decimal[]", []),
    ("MakeEmptyList(ToDuration(NOT_SET))", "Duration[]", []),
    ("MakeEmptyList(ToInt(NOT_SET))", "Integer[]", []),
    ("MakeEmptyList(ToString(NOT_SET))", "String[]", []),
    ("MakeEmptyList(ToBool(NOT_SET))", "Boolean[]", []),
    ("MakeEmptyList(ToUser(NOT_SET))", "User[]", []),
    ("MakeEmptyList(ToSkill(NOT_SET))", "Skill[]", []),
    ("RemoveDups(MakeList(4.5, NOT_SET, -3.1, NOT_SET))", "Decimal[]", ["4.5", None, "-3.1"]),
    ("RemoveDups(MakeList(0, 1, 1, 2, 2, 1, NOT_SET, 2))", "Integer[]", [0, 1, 2, None]),
    ("RemoveItem(MakeEmptyList(ToInt(NOT_SET)), 1)", "Integer[]", []),
    ('RemoveItemAt(MakeList("Hello"), 0)', "String[]", []),
    (
        'Count(MakeList(ToUser("john.doe@company.com"), ToUser("mary.doe@company.com")))',
        "Integer",
        2,
    ),
]
PAIR_ROWS = [
    (f"{pairs}[{place}].{path}", of, value)
    for pairs in (
        'MakeListAgentScorePair(FindUsersById(MakeList("5B943B5F-4205", "cd287b63-09c5")), MakeList(50, 90))',
        'MakeListAgentScorePair(MakeList("5B943B5F-4205", "cd287b63-09c5"), MakeList(50, 90))',
    )
    for place, path, of, value in (
        (0, "agent.id", "String", "5b943b5f-4205"),
        (0, "score", "Integer", 50),
        (1, "agent.id", "String", "cd287b63-09c5"),
        (1, "score", "Integer", 90),
    )
]
JSON_ROWS = [
    ('JsonParse("\\"Hello\\"")[2]', "JSON", "l"),
    ('JsonParse("[ \\"Apple\\", \\"Banana\\", \\"Orange\\" ]")[0]', "JSON", "Apple"),
    ('JsonParse("[ 1, 2, 3 ]")[2]', "JSON", 3),
    ('RemoveJsonArrayItem(JsonParse("[ 0, 1, 2, 3 ]"), 1)', "JSON", [0, 2, 3]),
    ('JsonParse("{\\"a\\":1}")', "JSON", {"a": 1}),
    ("MakeEmptyJsonObject()", "JSON", {}),
    ("MakeNullJson()", "JSON", None),
    ("IsJsonNull(MakeNullJson())", "Boolean", True),
    # The documented result is true, but the text is not JSON.
    ('IsJsonTruthy(JsonParse("Hello World"))', "fault", "Conversion"),
]


@pytest.mark.parametrize(
    ("expression", "type_name", "value"),
    [*MONEY_ROWS, *TIME_ROWS, *TEXT_ROWS, *LIST_ROWS, *PAIR_ROWS, *JSON_ROWS],
)
def test_described_result(expression: str, type_name: str, value: object):
    assert typed_outcome(expression, found) == (type_name, value)


@pytest.mark.parametrize(("expression", "places"), FIND_ROWS)
def test_described_indexes(expression: str, places: list[int]):
    assert typed_outcome(expression, found) == ("Integer[]", places)


@pytest.mark.parametrize(("limit", "lowest", "highest"), [(3, 0, 3), (-5, -5, 0), (0, 0, 0)])
def test_a_random_number_is_asked_for_with_its_limit(limit: int, lowest: int, highest: int):
    _, value = typed_outcome(f"RandomInt({limit})")
    assert lowest <= value <= highest
