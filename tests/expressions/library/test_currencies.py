import pytest

from tests.expressions.evaluating import outcome

TABLE = [
    ('MakeCurrency(1.005, "usd")', "1.01|USD"),
    ("MakeCurrency(1, NOT_SET)", "1.00|"),
    ("MakeCurrency(ToDecimal(NOT_SET), ToString(NOT_SET))", "|"),
    ("IsSet(MakeCurrency(ToDecimal(NOT_SET), ToString(NOT_SET)))", "true"),
    ('MakeCurrency(1, Lower("XQQ"))', "fault Conversion"),
    ('MakeCurrency(1, Trim("  "))', "1.00|"),
    ('Count(MakeListCurrency(MakeEmptyList(1.0), "USD"))', "0"),
    ('MakeListCurrency(MakeList(1.0), Append("X", "QQ"))', "fault Conversion"),
    ('MakeListCurrency(MakeList(1.0, 2.0), MakeList("USD"))', "fault Mismatch"),
    ('GetCurrencySymbol("JPY")', "¥"),
    ('GetCurrencySymbol(Append("G", "BP"))', "£"),
    ('GetCurrencySymbol(Append("X", "QQ"))', "fault Conversion"),
    ("GetCurrencySymbol(ToString(NOT_SET))", "fault NotSet"),
    ("GetCurrencySymbol(MakeCurrency(1, NOT_SET))", "NOT_SET"),
    ('MakeCurrency(1, "USD") + MakeCurrency(2, NOT_SET)', "fault Mismatch"),
    ('MakeCurrency(1, NOT_SET) - MakeCurrency(2, "USD")', "fault Mismatch"),
    ('MakeCurrency(1, "USD") < MakeCurrency(2, NOT_SET)', "fault Mismatch"),
    ("MakeCurrency(1, NOT_SET) < MakeCurrency(2, NOT_SET)", "true"),
    ('MakeCurrency(1, "USD") == MakeCurrency(1, NOT_SET)', "false"),
    ('Sum(MakeCurrency(1, "USD"), MakeCurrency(2, NOT_SET))', "fault Mismatch"),
    ('ConvertCurrency(MakeCurrency(5, "USD"), NOT_SET)', "5.00|"),
    ('ConvertCurrency(MakeCurrency(5, "USD"), "EUR", 1.0 / 3)', "1.67|EUR"),
    ('ConvertCurrency(ToCurrency(NOT_SET), "EUR", 0.5)', "NOT_SET"),
    ('ConvertCurrency(MakeCurrency(NOT_SET, "USD"), "EUR", 0.5)', "|EUR"),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_outcome(expression: str, expected: str):
    assert outcome(expression) == expected
