"""What a run of a case did, as far as the search needs to know it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from architrave.exploring.cases import Answer, Asked, Case
from architrave.flows.program import AnyAction, Program
from architrave.interpreter.effects import FlowError

GOES_ON = ""
"""The output of an action after which control continues."""

ActionId = tuple[str, int]
"""An action: the hash of its program, and its number."""

Output = tuple[str, int, str]
"""An output of an action: the hash of its program, its number, and the output in lower case."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a data action: its index among the calls of this data action, and the kind of the reply."""

    action: str
    index: int
    kind: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A look-up, and what it found. `is_given`: the case said so, not the organization. `action` asked for it."""

    asked: Asked
    answer: Answer
    is_given: bool
    action: AnyAction | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One performance of an action whose outputs are of interest.

    `variables` are those of each program that was running, after it; `calls` and `look_ups` what it asked. Until its
    end the run had made `calls_made` calls and `look_ups_made` look-ups. `error` is the fault that left it.
    """

    program: Program
    action: AnyAction
    path: str
    variables: Mapping[str, Mapping[str, Any]]
    calls: tuple[Call, ...]
    look_ups: tuple[LookedUp, ...]
    calls_made: int
    look_ups_made: int
    error: FlowError | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a run is reported. Runs with the same key have the same problem.

    `kind` is `fault`, `loop`, `contract` or `expectation`; `file`, `line` and `column` say where it is in the flow.
    """

    kind: str
    message: str
    key: str
    action: str | None = None
    file: str = ""
    line: int = 0
    type: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A run. `case` also has the replies that were made up for it. `steps` is how many actions ran.

    `outputs` are those that were taken, each with how often; `reached` are the actions that ran. `ending` is what a
    test expects of a run that ends like this one. `is_valid` is False if the case cannot be a test.
    """

    case: Case
    outputs: Mapping[Output, int]
    visits: tuple[Visit, ...]
    steps: int
    problems: tuple[Problem, ...]
    calls: tuple[Call, ...]
    look_ups: tuple[LookedUp, ...]
    ending: Mapping[str, Any] = field(default_factory=dict[str, Any])
    reached: frozenset[ActionId] = frozenset()
    is_valid: bool = True
