"""Failures of expectations, each with its place in the test file."""

from collections.abc import Iterator
from typing import Any

from architrave.expressions.faults import ExpressionError
from architrave.expressions.types import Type
from architrave.flowtests.noted import Noted
from architrave.flowtests.rules import FLOWTEST_FAILED
from architrave.flowtests.wanted import Wanted
from architrave.local.testing.results import Failure
from architrave.local.testing.values import ValueOf, difference


def failed(
    at: Noted[object],
    message: str,
    got: str | None = None,
    wanted: str | None = None,
    *,
    advice: str | None = None,
    after: int | None = None,
) -> Failure:
    """An expectation that was not met."""
    return Failure(at.fault(FLOWTEST_FAILED, message, advice), got, wanted, after)


def value_failure(what: str, noted: Noted[Wanted], kind: Type, actual: Any, value_of: ValueOf) -> Iterator[Failure]:
    """The failure of an expected value, if it is another; `what` names it in the sentence."""
    try:
        found = difference(noted.value, kind, actual, value_of)
    except ExpressionError as problem:
        message = f"{what} could not be compared. {problem.type}: {problem.message}"
        yield failed(noted, message)
        return
    if found is not None:
        yield failed(noted, f"{what} is {found.got}, expected {found.wanted}.", found.got, found.wanted)
