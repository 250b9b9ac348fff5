"""Breaks: the actions that a debugger stops before, some of them only under a condition."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from architrave.expressions.expression import Expression
from architrave.flows.program import AnyAction
from architrave.local.places import Actions, Places
from architrave.local.scope import Scope

_IF = re.compile(r"\sif(?:\s+|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Break:
    """A break. `text` is what a person wrote; `conditions` has the condition for each action, if there is one."""

    number: int
    text: str
    actions: Actions
    conditions: Mapping[AnyAction, Expression]


@dataclass(frozen=True, slots=True)
class Hit:
    """A break that the run stopped at. `problem` says why its condition could not be evaluated, if so."""

    at: Break
    problem: str | None = None


def read_break(number: int, text: str, places: Places) -> Break:
    """The break that a text describes: PLACE, or PLACE if EXPRESSION; see `Places.find` for PLACE.

    Raises NoSuchActionError for a place that does not exist, and BadExpressionError for a condition that is not valid.
    """
    written = text.strip()
    actions = places.find(written)
    if actions:
        return Break(number, written, actions, {})
    splits = list(_IF.finditer(written))
    for split in splits:
        actions = places.find(written[: split.start()])
        if actions:
            condition = written[split.end() :]
            return Break(
                number,
                written,
                actions,
                {action: Scope(*places.owner(action)).condition(condition) for action in actions},
            )
    return Break(number, written, places.named(written[: splits[0].start()] if splits else written), {})
