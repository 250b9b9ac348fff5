import pytest

from tests.expressions.evaluating import outcome

TABLE = [
    # Rounding
    ("Ceiling(-0.5)", "0.0"),
    ("Floor(-0.5)", "-1.0"),
    ("Ceiling(999999999999999.5)", "1000000000000000.0"),
    ("Round(0.5)", "1.0"),
    ("Round(-0.5)", "-1.0"),
    ("Round(0.05, 1)", "0.1"),
    ("Round(2.345, 28)", "2.345"),
    ("Round(2.345, 2 - 3)", "fault OutOfRange"),
    ("Round(2.345, 28 + 1)", "fault OutOfRange"),
    ("Round(ToDecimal(NOT_SET))", "fault NotSet"),
    ('Round(MakeCurrency(NOT_SET, "USD"))', "fault NotSet"),
    ('Round(MakeCurrency(-2.5, "USD"))', "-3.00|USD"),
    ("Ceiling(ToCurrency(NOT_SET))", "fault NotSet"),
    ("Ceiling(ToCurrency(5.2))", "6.00|"),
    # Sums
    ("Sum(MakeEmptyList(0))", "0"),
    ("Sum(MakeEmptyList(0.0))", "0.0"),
    ('Sum(MakeEmptyList(ToDuration("PT1S")))', "PT0S"),
    ("Sum(ToInt(NOT_SET), NOT_SET)", "0"),
    ("Sum(999999999999999, 1)", "fault OutOfRange"),
    ("Sum(999999999999999, 1, -1)", "999999999999999"),
    ("Sum(0.1, 0.2, 0.3)", "0.6"),
    ('Sum(MakeCurrency(1, "USD"), ToCurrency(NOT_SET))', "1.00|USD"),
    ('Sum(MakeCurrency(1, "USD"), MakeCurrency(2, NOT_SET))', "fault Mismatch"),
    ('Sum(MakeCurrency(NOT_SET, "USD"), MakeCurrency(2, "EUR"))', "fault Mismatch"),
    ('Sum(MakeCurrency(NOT_SET, "USD"), MakeCurrency(NOT_SET, "USD"))', "0.00|USD"),
    ("Sum(ToDuration(999999999999999), ToDuration(1))", "fault OutOfRange"),
    # Averages
    ("Average(1, 2, 2)", "1." + "6" * 38 + "7"),
    ("Average(10, 20)", "15.0"),
    ("Average(ToInt(NOT_SET))", "0.0"),
    ("Average(MakeList(ToInt(NOT_SET)))", "0.0"),
    ("Average(MakeEmptyList(0.0))", "0.0"),
    ("Average(0.1, 0.2)", "0.15"),
    ("Average(ToDuration(1), ToDuration(2))", "PT0.002S"),
    ("Average(ToDuration(-1), ToDuration(-2))", "-PT0.002S"),
    ("Average(MakeEmptyList(ToDuration(0)))", "PT0S"),
    ('Average(MakeCurrency(8, "USD"), MakeCurrency(NOT_SET, "USD"))', "8.00|USD"),
    ('Average(MakeCurrency(NOT_SET, "USD"))', "0.00|USD"),
    ("Average(ToCurrency(NOT_SET))", "0.00|"),
    # Random numbers
    ("Random()", "0.25"),
    ("RandomInt(0)", "0"),
    ("RandomInt(7)", "7"),
    ("RandomInt(-7)", "-7"),
    ("RandomInt(ToInt(NOT_SET))", "fault NotSet"),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_outcome(expression: str, expected: str):
    assert outcome(expression) == expected
