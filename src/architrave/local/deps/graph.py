"""A graph of the things in an organization and of who uses what. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from architrave.flows.flow_types import FLOW_TYPES
from architrave.local.deps.cycles import circle, components, is_cycle

_FLOW_KINDS = frozenset(each.key for each in FLOW_TYPES.values())

_FROM_OUTSIDE = frozenset(
    {
        "user",
        "group",
        "division",
        "location",
        "ivr",
        "externalContact",
        "externalOrganization",
        "conversation",
        "workitem",
    }
)

DATA_ACTION, DATA_TABLE, MODULE = "dataAction", "dataTable", "commonModule"


class State(Enum):
    """Whether the organization has something."""

    HERE = "here"
    """It has a definition."""
    SCRIPTED = "scripted"
    """A data action without a definition, with a reply in mocks.yaml."""
    MISSING = "missing"
    """Something uses it, and the organization does not have it."""
    UNKNOWN = "unknown"
    """Its name is a placeholder, or an organization's folder cannot hold such things."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A flow, a data action, a data table or an entity. `kind` is a flow's type, or the noun (`queue`, `dataAction`).

    `file` is where it is defined, relative to the folder; None if the organization does not have it.
    """

    kind: str
    name: str
    state: State = State.HERE
    file: str | None = None

    @property
    def key(self) -> "Key":
        """What is the same for the same thing: names ignore case. Flows may have the same placeholder as their name."""
        is_open = self.is_flow and self.file is not None and "{{" in self.name
        return self.kind, self.file if is_open and self.file else self.name.strip().casefold()

    @property
    def is_flow(self) -> bool:
        """Whether it is a flow or a common module."""
        return self.kind in _FLOW_KINDS


Key = tuple[str, str]


@dataclass(slots=True)
class Dependencies:
    """The things by key, in the order in which they were found, and what each one uses."""

    things: dict[Key, Thing] = field(default_factory=dict[Key, Thing])
    uses: dict[Key, dict[Key, None]] = field(default_factory=dict[Key, "dict[Key, None]"])

    def add(self, thing: Thing) -> Thing:
        """Add a thing, or return the one with its key."""
        return self.things.setdefault(thing.key, thing)

    def link(self, user: Thing, used: Thing) -> None:
        """Say that one thing uses another one."""
        self.uses.setdefault(user.key, {})[self.add(used).key] = None

    def used_by(self) -> Mapping[Key, list[Thing]]:
        """What uses each thing."""
        found: dict[Key, list[Thing]] = {}
        for user, used in self.uses.items():
            for key in used:
                found.setdefault(key, []).append(self.things[user])
        return found

    def of(self, thing: Thing) -> list[Thing]:
        """What a thing uses, in the order of its file."""
        return [self.things[key] for key in self.uses.get(thing.key, {})]

    def edges(self) -> Iterator[tuple[Thing, Thing]]:
        """Each thing that uses another one, with that one."""
        for user, used in self.uses.items():
            for key in used:
                yield self.things[user], self.things[key]

    def drawn(self) -> list[Thing]:
        """What belongs into a picture: flows, and what uses something or is used."""
        used = self.used_by()
        return [each for each in self.things.values() if each.is_flow or each.key in used or each.key in self.uses]

    def flows(self) -> list[Thing]:
        """The flows that the organization has."""
        return [each for each in self.things.values() if each.is_flow and each.state is State.HERE]

    def in_state(self, state: State) -> list[Thing]:
        """The things in a state."""
        return [each for each in self.things.values() if each.state is state]

    def unused(self) -> list[Thing]:
        """What the organization has for its flows and no flow uses. Flows are started from outside."""
        used = self.used_by()
        here = (each for each in self.things.values() if each.state is State.HERE and each.key not in used)
        return [each for each in here if each.kind == MODULE or not (each.is_flow or each.kind in _FROM_OUTSIDE)]

    def deploy_order(self) -> list[list[Thing]]:
        """The flows in groups, such that each one uses only flows of earlier groups, or is in a cycle with them.

        A group with a cycle has only the flows of that cycle. Flows of one group are in the order of their names.
        """
        flows = {each.key: each for each in self.flows()}
        used = {key: [other for other in self.uses.get(key, {}) if other in flows] for key in flows}
        levels: dict[Key, int] = {}
        groups: dict[tuple[int, int], list[Thing]] = {}
        for number, together in enumerate(components(used)):
            inside = set(together)
            outside = [levels[other] for key in together for other in used[key] if other not in inside]
            level = 1 + max(outside, default=-1)
            levels.update(dict.fromkeys(together, level))
            at = (level, number + 1 if is_cycle(together, used) else 0)
            groups.setdefault(at, []).extend(flows[key] for key in together)
        return [sorted(groups[at], key=lambda each: each.key[::-1]) for at in sorted(groups)]

    def cycles(self) -> list[list[Thing]]:
        """Flows that use each other in a circle: each one uses the next, the last one the first."""
        flows = {each.key for each in self.flows()}
        used = {key: [other for other in self.uses.get(key, {}) if other in flows] for key in flows}
        ordered = {key: used[key] for key in sorted(used)}
        cyclic = [together for together in components(ordered) if is_cycle(together, ordered)]
        return [[self.things[key] for key in circle(together, ordered)] for together in cyclic]


def around(graph: Dependencies, name: str) -> Dependencies:
    """The part of a graph with everything of a name, what that uses, and what uses it, also indirectly.

    A data action has its name with and without its integration.
    """
    folded = name.strip().casefold()
    names = {thing.key: thing.name.strip().casefold() for thing in graph.things.values()}
    actions = {key for key in names if key[0] == DATA_ACTION}
    wanted = [
        thing
        for key, thing in graph.things.items()
        if names[key] == folded or (key in actions and names[key].partition("/")[2] == folded)
    ]
    users = {used: [thing.key for thing in by] for used, by in graph.used_by().items()}
    down = {key: list(used) for key, used in graph.uses.items()}
    below, above = _reached(wanted, down), _reached(wanted, users)
    kept = below | above
    things = {key: thing for key, thing in graph.things.items() if key in kept}
    uses = {
        # A user of the thing also uses other things, which are not shown.
        key: {other: None for other in used if key in below or other in above}
        for key, used in graph.uses.items()
        if key in kept
    }
    return Dependencies(things, uses)


def _reached(things: Iterable[Thing], ways: Mapping[Key, list[Key]]) -> set[Key]:
    found = {thing.key for thing in things}
    waiting = list(found)
    while waiting:
        for other in ways.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
