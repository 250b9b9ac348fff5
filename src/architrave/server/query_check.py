"""Checks the query of a request against the parameters that its endpoint has: every problem, each with its parameter.

A parameter that the endpoint does not have is ignored, as in the cloud (assumed), and the log says so. That values
ignore case, and that the four names of the two orders are the same everywhere, is assumed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from architrave.cloud.models import ValueType
from architrave.cloud.parameters import Parameter
from architrave.server.refusals import Refusal, bad_value, missing_parameter, together

Query = list[tuple[str, str]]
_Test = Callable[[str], bool]

MAX_PAGE_SIZE = 500
MAX_PAGE_NUMBER = 10_000_000
MOST_PROBLEMS = 20
"""So many problems of one query are reported; more would not help."""

ORDERS = ("asc", "desc", "ascending", "descending")

RANGES = {"pageSize": (1, MAX_PAGE_SIZE), "pageNumber": (1, MAX_PAGE_NUMBER)}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
"""A whole number without plus sign, spaces or leading zeros: anything else was not meant as one, or is a trick."""

_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*")
_ONCE = "once"


def query_problem(known: Mapping[str, Parameter], sent: Query) -> Refusal | None:
    """The refusal of a query with all its problems, or None. `known` are the parameters of the endpoint.

    A value that is empty counts as absent.
    """
    given: dict[str, list[str]] = {}
    for name, value in sent:
        if value and name in known:
            given.setdefault(name, []).append(value)
    problems = [missing_parameter(one.name) for one in known.values() if one.is_required and one.name not in given]
    for name, values in given.items():
        problems += _problems(known[name], values)
    return together(problems[:MOST_PROBLEMS])


def unknown_parameters(known: Mapping[str, Parameter], sent: Query) -> list[str]:
    """The names in a query that the endpoint does not have, each once."""
    return [name for name in dict.fromkeys(name for name, _ in sent) if name not in known]


def _problems(parameter: Parameter, given: Sequence[str]) -> Iterator[Refusal]:
    name, kind, test, allowed = parameter.name, parameter.type.kind, _test(parameter), _allowed(parameter)
    if kind not in ("list", "string") and len(given) > 1:
        yield bad_value(name, ", ".join(given), f"{allowed}, {_ONCE}")
        return
    values = [part for value in given for part in value.split(",") if part] if kind == "list" else given[-1:]
    wrong = next((value for value in values if not test(value)), None)
    if wrong is not None:
        yield bad_value(name, wrong, allowed)


def _test(parameter: Parameter) -> _Test:
    """Whether a value is one that a parameter may have."""
    if parameter.values:
        known = {value.casefold() for value in known_values(parameter)}
        return lambda value: value.casefold() in known
    if parameter.name in RANGES:
        least, most = RANGES[parameter.name]
        return lambda value: _WHOLE.fullmatch(value) is not None and least <= int(value) <= most
    return _TESTS.get(_form(parameter.item), lambda _: True)


def _allowed(parameter: Parameter) -> str:
    if parameter.values:
        return ", ".join(parameter.values)
    if parameter.name in RANGES:
        return "{} to {}".format(*RANGES[parameter.name])
    return _ALLOWED.get(_form(parameter.item), "any text")


def known_values(parameter: Parameter) -> tuple[str, ...]:
    """The values that a parameter may have; none if there is no such list."""
    if not parameter.values:
        return ()
    others = ORDERS if parameter.name == "sortOrder" else ()
    default = () if parameter.default is None else (parameter.default,)
    return tuple({value.casefold(): value for value in (*others, *default, *parameter.values)}.values())


def _form(of: ValueType) -> str:
    return of.format or of.kind


def _is_moment(value: str, read: Callable[[str], object] = datetime.fromisoformat) -> bool:
    if _DATE.fullmatch(value) is None:
        return False
    try:
        read(value)
    except ValueError:
        return False
    return True


def _is_date(value: str) -> bool:
    return _is_moment(value, date.fromisoformat) or _is_moment(value)


_TESTS: dict[str, _Test] = {
    "integer": lambda value: _WHOLE.fullmatch(value) is not None,
    "number": lambda value: _NUMBER.fullmatch(value) is not None,
    "boolean": lambda value: value.lower() in ("true", "false"),
    "date-time": _is_moment,
    "date": _is_date,
}
_ALLOWED = {
    "integer": "whole numbers",
    "number": "numbers",
    "boolean": "true, false",
    "date-time": "dates with times, such as 2026-03-26T20:33:25.890Z",
    "date": "dates, such as 2026-03-26",
}
