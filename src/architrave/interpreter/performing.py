"""The register of what runs: which function performs which kind of action.

A perform function takes the machine and the action, and returns the path that the action takes: the name of a branch,
or None to go on behind the action. An action that needs the world is performed by a generator function, which yields
effects. Either kind is run again from its start when an expression in it asked the world something, so a perform
function evaluates all its slots first, then yields its effects, then assigns.
"""

import inspect
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, TypeVar, cast

from architrave.flows.program import Action
from architrave.interpreter.effects import Effect, Reply

if TYPE_CHECKING:
    from architrave.interpreter.machine import Machine

Path = str | None
Effects = Generator[Effect, Reply, Path]
"""What a perform function that needs the world returns: effects out, replies in, the path at the end."""

R = TypeVar("R")
Work = Generator[Effect, Reply, R]
"""A part of a perform function that needs the world."""

Perform = Callable[["Machine", Action], Path] | Callable[["Machine", Action], Effects]
P = TypeVar("P", bound=Perform)


@dataclass(frozen=True, slots=True)
class Performer:
    """How one kind of action is performed: by `act`, or by `ask` where it needs the world.

    `has_failure` says that a fault in one of the action's expressions or in its reply takes its failure path.
    """

    act: Callable[["Machine", Action], Path]
    ask: Callable[["Machine", Action], Effects] | None
    has_failure: bool


_performers: dict[str, Performer] = {}


def performs(*kinds: str, failure: bool = False) -> Callable[[P], P]:
    """Registers the decorated function for these kinds of action. `failure`: they have a failure path."""

    def register(perform: P) -> P:
        asks = inspect.isgeneratorfunction(perform)
        performer = Performer(cast("Any", perform), cast("Any", perform) if asks else None, failure)
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
