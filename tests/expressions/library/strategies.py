"""Values of the language by type, for tests with generated inputs."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from architrave.expressions import bounds
from architrave.expressions.declare import Parameter
from architrave.expressions.values import Currency, Json

NINES = Decimal("9" * 40)

integers = st.integers(bounds.MIN_INTEGER, bounds.MAX_INTEGER) | st.integers(-20, 20)
texts = st.text(max_size=12) | st.text("aA é,-1", max_size=6)
decimals = st.integers(-(10**12), 10**12).map(lambda value: Decimal(value).scaleb(-4)) | st.sampled_from(
    [NINES, -NINES, Decimal("0.0"), Decimal("1E-40"), Decimal("0.5"), Decimal("-2.5")]
)
date_times = st.datetimes(datetime(1800, 1, 1), datetime(2200, 12, 31, 23, 59, 59), timezones=st.just(UTC)).map(
    lambda value: value.replace(microsecond=value.microsecond // 1000 * 1000)
)
times = st.times().map(lambda value: value.replace(microsecond=value.microsecond // 1000 * 1000))
durations = integers.map(lambda value: timedelta(milliseconds=value))
currencies = st.builds(Currency, st.none() | decimals, st.sampled_from([None, "USD", "EUR"]))
json_data = st.recursive(
    st.none() | st.booleans() | st.integers(-100, 100) | decimals | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)

SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "str": texts,
    "int": integers,
    "dec": decimals,
    "bln": st.booleans(),
    "dtm": date_times,
    "dat": st.dates(date(1800, 1, 1), date(2200, 12, 31)),
    "tim": times,
    "dur": durations,
    "cur": currencies,
    "jsn": st.builds(Json, json_data),
}


def argument(parameter: Parameter, any_code: str) -> st.SearchStrategy[Any]:
    """Values that a body can get for a parameter; `any_code` is the type to use for `Any`."""
    code = any_code if parameter.type.code == "any" else parameter.type.code
    items = SCALARS[code]
    if parameter.low is not None or parameter.high is not None:
        items = st.integers(parameter.low or 0, bounds.MAX_INTEGER if parameter.high is None else parameter.high)
    if parameter.type.is_collection:
        return st.lists(st.none() | items, max_size=4).map(tuple)
    return st.none() | items if parameter.accepts_not_set else items
