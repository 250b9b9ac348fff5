"""A case: the inputs of a run and every answer that the world gives in it; and changes that make another case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol, cast

from architrave.exploring.parts import Path, with_part
from architrave.interpreter.effects import Json

SUCCESS, FAILURE, TIMEOUT = "success", "failure", "timeout"
NOT_FOUND = "notFound"
FOUND = "found"

SEARCHED = "text"
"""The property by which a search looks up: what it finds is a list, under ITEMS."""

ITEMS = "items"


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply of a data action, or what a look-up finds: its kind, and the values.

    A reply's kind is `success`, `failure` or `timeout`, that of a look-up `found`, `notFound` or `failure`.
    """

    kind: str
    values: Mapping[str, Json] = field(default_factory=dict[str, Json])


class Asked(NamedTuple):
    """A look-up: the noun in the singular, the property by which, its value, and what contains it."""

    noun: str
    by: str
    value: Json
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that decides how a run goes.

    `inputs` are by full name; `replies` are those of data actions (`Category/Name`), in turn, and the last repeats.
    `found` are the answers to look-ups; those that it lacks are answered by the organization. `at` is when the run
    starts, in milliseconds since the epoch, `seed` that of its random numbers.
    """

    inputs: Mapping[str, Json] = field(default_factory=dict[str, Json])
    replies: Mapping[str, tuple[Answer, ...]] = field(default_factory=dict[str, tuple[Answer, ...]])
    found: Mapping[Asked, Answer] = field(default_factory=dict[Asked, Answer])
    at: int = 0
    seed: int = 0

    @property
    def key(self) -> str:
        """The same for equal cases."""
        return repr((sorted(self.inputs.items()), sorted(self.replies.items()), self.found, self.at, self.seed))

    @property
    def answers(self) -> int:
        """How many replies and look-ups it has."""
        return sum(map(len, self.replies.values())) + len(self.found)

    @property
    def size(self) -> int:
        """How much there is to read in it."""
        return len(self.key)


class Change(Protocol):
    """One change of a case."""

    def apply(self, case: Case) -> Case:
        """The case with the change."""
        ...


@dataclass(frozen=True, slots=True)
class SetInput(Change):
    """Gives an input a value, or a part of it."""

    name: str
    path: Path
    value: Json

    def apply(self, case: Case) -> Case:
        """As `Change`."""
        value = with_part(case.inputs.get(self.name), self.path, self.value)
        return replace(case, inputs={**case.inputs, self.name: value})


@dataclass(frozen=True, slots=True)
class SetReply(Change):
    """Sets one reply of a data action; with `repeats`, it is also the reply to every later call."""

    action: str
    index: int
    answer: Answer
    repeats: bool = False

    def apply(self, case: Case) -> Case:
        """As `Change`."""
        replies = list(case.replies.get(self.action, ()))
        replies += [replies[-1] if replies else self.answer] * (self.index + 1 - len(replies))
        after = [] if self.repeats else replies[self.index + 1 :] or replies[-1:]
        return _with_replies(case, self.action, (*replies[: self.index], self.answer, *after))


@dataclass(frozen=True, slots=True)
class SetOutput(Change):
    """Gives an output (or with `kind`, a part of a failure) of a data action's replies a value, or a part of it.

    `index` is that of the reply; None for all of them. Lists that come from the same array stay of the same length.
    """

    action: str
    index: int | None
    name: str
    path: Path
    value: Json
    kind: str = SUCCESS

    def apply(self, case: Case) -> Case:
        """As `Change`."""
        replies = list(case.replies.get(self.action, ()))
        if self.index is not None and replies:
            replies += [replies[-1]] * (self.index + 2 - len(replies))
        for place, reply in enumerate(replies):
            if self.index in (None, place) and (reply.kind == self.kind or self.index is not None):
                values: Mapping[str, Json] = reply.values if reply.kind == self.kind else {}
                value = with_part(values.get(self.name), self.path, self.value)
                replies[place] = Answer(self.kind, _parallel({**values, self.name: value}, self.name))
        return _with_replies(case, self.action, tuple(replies))


@dataclass(frozen=True, slots=True)
class SetFound(Change):
    """Sets what a look-up finds."""

    asked: Asked
    answer: Answer

    def apply(self, case: Case) -> Case:
        """As `Change`."""
        return replace(case, found={**case.found, self.asked: self.answer})


@dataclass(frozen=True, slots=True)
class SetColumn(Change):
    """Gives a part of what a look-up finds a value; `given` is what it found before, if the case does not say it."""

    asked: Asked
    path: Path
    value: Json
    given: Mapping[str, Json]

    def apply(self, case: Case) -> Case:
        """As `Change`."""
        answer = case.found.get(self.asked)
        values = answer.values if answer is not None and answer.kind == FOUND else self.given
        found = cast("dict[str, Json]", with_part({**values}, self.path, self.value))
        return replace(case, found={**case.found, self.asked: Answer(FOUND, found)})


@dataclass(frozen=True, slots=True)
class SetStart(Change):
    """Sets when the run starts, in milliseconds since the epoch."""

    at: int

    def apply(self, case: Case) -> Case:
        """As `Change`."""
        return replace(case, at=self.at)


@dataclass(frozen=True, slots=True)
class SetSeed(Change):
    """Sets the seed of the random numbers."""

    seed: int

    def apply(self, case: Case) -> Case:
        """As `Change`."""
        return replace(case, seed=self.seed)


Changes = tuple[Change, ...]


def changed(case: Case, changes: Iterable[Change]) -> Case:
    """The case with all changes, in order."""
    for change in changes:
        case = change.apply(case)
    return case


def _with_replies(case: Case, action: str, replies: tuple[Answer, ...]) -> Case:
    while len(replies) > 1 and replies[-1] == replies[-2]:
        replies = replies[:-1]
    return replace(case, replies={**case.replies, action: replies})


def _parallel(values: dict[str, Json], name: str) -> dict[str, Json]:
    """The outputs with those of the same array as long as the one that has changed."""
    array, dot, _ = name.rpartition(".")
    changed_list: Any = values[name]
    if not dot or not isinstance(changed_list, list):
        return values
    length = len(changed_list)  # pyright: ignore[reportUnknownArgumentType]
    for other, value in values.items():
        if other != name and other.rpartition(".")[0] == array and isinstance(value, list):
            values[other] = [*value[:length], *[value[-1] if value else None] * (length - len(value))]
    return values
