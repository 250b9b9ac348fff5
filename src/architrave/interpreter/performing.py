"""The registry of perform functions: which function performs which kind of action, by the class of its fields.

A perform function takes the machine and the action, and returns the path that the action takes: the name of a branch,
or None to continue after the action. An action that needs the outside world is performed by a generator function, which
yields effects. Both kinds are run again from the start after an expression in them asked the outside world, so a
perform function first evaluates all its slots, then yields its effects, then assigns.
"""

import inspect
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, TypeVar, cast

from architrave.flows.actions import ACTIONS, Running
from architrave.flows.program import Action, AnyAction, Fields
from architrave.interpreter.effects import Effect, Reply

if TYPE_CHECKING:
    from architrave.interpreter.machine import Machine

Path = str | None
Effects = Generator[Effect, Reply, Path]
"""What a perform function that needs the outside world returns: effects out, replies in, the path at the end."""

R = TypeVar("R")
Work = Generator[Effect, Reply, R]
"""A part of a perform function that needs the outside world."""

F = TypeVar("F", bound=Fields)
Taken = TypeVar("Taken", Path, Effects)


@dataclass(frozen=True, slots=True)
class Performer:
    """How one kind of action is performed: by `act`, or by `ask` if it needs the outside world."""

    act: Callable[["Machine", AnyAction], Path]
    ask: Callable[["Machine", AnyAction], Effects] | None


_performers: dict[str, Performer] = {}


def performs(
    fields: type[F],
) -> Callable[[Callable[["Machine", Action[F]], Taken]], Callable[["Machine", Action[F]], Taken]]:
    """Registers the decorated function for every kind of action with these fields that is declared to run."""
    kinds = [key for key, one in ACTIONS.items() if one.fields is fields and one.running is not Running.REFUSED]
    if not kinds:
        raise TypeError(
            f"No action with the fields {fields.__name__} is declared to run: set running=Running.EXACT or "
            "Running.APPROXIMATED in its declaration in flows/actions/."
        )

    def register(perform: Callable[["Machine", Action[F]], Taken]) -> Callable[["Machine", Action[F]], Taken]:
        asks = inspect.isgeneratorfunction(perform)
        performer = Performer(cast("Any", perform), cast("Any", perform) if asks else None)
        for kind in kinds:
            _performers[kind] = performer
        return perform

    return register


@cache
def performers() -> Mapping[str, Performer]:
    """All performers by the action's kind."""
    package = import_module("architrave.interpreter.actions")
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return _performers
