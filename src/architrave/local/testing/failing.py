"""Failures of expectations, each with its place in the test file."""

from collections.abc import Iterator
from typing import Any

from architrave.expressions.faults import ExpressionError
from architrave.expressions.types import Type
from architrave.flowtests.noted import Noted
from architrave.flowtests.rules import FLOWTEST_FAILED
from architrave.flowtests.wanted import Exactly, Wanted
from architrave.local.testing.results import Failure
from architrave.local.testing.updating import edit_for
from architrave.local.testing.values import ValueOf, difference

KEEP = object()
"""Stands for a value that --update does not write."""


def failed(
    at: Noted[object],
    message: str,
    got: str | None = None,
    wanted: str | None = None,
    *,
    advice: str | None = None,
    after: int | None = None,
    instead: object = KEEP,
) -> Failure:
    """An expectation that was not met. `instead` is the value that --update writes at its place."""
    edit = None if instead is KEEP else edit_for(at.source.name, at.source.text, at.node, instead)
    return Failure(at.fault(FLOWTEST_FAILED, message, advice), got, wanted, after, edit)


def value_failure(what: str, noted: Noted[Wanted], kind: Type, actual: Any, value_of: ValueOf) -> Iterator[Failure]:
    """The failure of an expected value, if it is another; `what` names it in the sentence."""
    try:
        found = difference(noted.value, kind, actual, value_of)
    except ExpressionError as problem:
        message = f"{what} could not be compared. {problem.type}: {problem.message}"
        yield failed(noted, message)
        return
    if found is not None:
        instead = found.plain if isinstance(noted.value, Exactly) else KEEP
        message = f"{what} is {found.got}, expected {found.wanted}."
        yield failed(noted, message, found.got, found.wanted, instead=instead)
