"""The effort of an expression: before a function handles much data, it tells how much.

A process that answers requests must not compute for long. A machine can be stopped between two actions, but not inside
a function. So the compiled expression asks a question before each function that gets large values: whoever evaluates it
can take note, or stop there. A function takes at most about a microsecond for each character or item, so what is not
told takes no time.
"""

from collections.abc import Callable
from typing import Any

from architrave.expressions.question import Ask, Question
from architrave.expressions.values import Json

EFFORT = "effort"
"""The name of the question: its argument is a weight. There is no answer."""

TOLD = 1_000
"""From this weight on, the question is asked."""

HEAVY = 20_000
"""From this weight on, a function may take longer than a process may that answers requests: about 20 ms of CPU."""


def with_effort(ask: Ask, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function of the library, after telling the weight of its arguments if it is considerable."""
    weight = 0
    for value in arguments:
        kind = value.__class__
        if kind is str:
            weight += len(value)
        elif kind is tuple or kind is Json:
            weight += weight_of(value)
    if weight >= TOLD:
        ask(Question(EFFORT, (weight,)))
    return function(*arguments)


def slowly(ask: Ask, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function that always takes long."""
    ask(Question(EFFORT, (HEAVY,)))
    return function(*arguments)


def weight_of(value: Any) -> int:
    """The number of characters, items and properties of a value, plain JSON or the language's; stops at HEAVY."""
    weight = 0
    left = [value]
    while left and weight < HEAVY:
        one = left.pop()
        kind = one.__class__
        if kind is str:
            weight += len(one)
        elif kind is Json:
            left.append(one.value)
        elif kind is tuple or kind is list:
            weight += len(one)
            left.extend(one[:HEAVY])
        elif kind is dict:
            weight += len(one)
            left.extend(one.values())
    return weight
