"""The search: runs one case after another until every output was taken, or nothing is left to try.

The order depends on nothing but the flow and the options: work is counted in actions, not in seconds.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from architrave.exploring.cases import Case, Changes, changed
from architrave.exploring.goals import changes_for, conditions, distance_to, repairs
from architrave.exploring.origins import Origins
from architrave.exploring.reverse import Reverse
from architrave.exploring.seen import ActionId, Output, Problem, Seen, Visit
from architrave.exploring.variations import is_fixed, of_all, of_source
from architrave.interpreter.effects import Json

RUN_WORK = 25
"""The work of one run, beside that of its actions: one unit for each."""

_BASES = 3
"""From how many cases an output is tried that none has taken."""

_MOST_PAIRS = 1_500
_MOST_RANDOM = 3_000
_LEVELS = 4
_KEPT = 60

Run = Callable[[Case, frozenset[ActionId]], Seen]
"""Runs a case, and notes the visits of these actions."""

_MOST_REPAIRED = 12
"""For how many cases the way to the action is repaired, if the case leads elsewhere."""


@dataclass(slots=True)
class Search:
    """One search.

    Args:
        origins: where the flow's values come from.
        outputs: every output that actions can take, in the order of the flow.
        run: runs a case.
        default: the outputs of a data action that succeeds.
        fixed: inputs, data actions, `look-ups` and `at` that stay as they are.
        most_work: how much work is done at most.
        is_enough: whether what was found is enough.
        is_over: whether the time is up.
        most_answers: how many replies and look-ups a case may have.
    """

    origins: Origins
    outputs: tuple[Output, ...]
    run: Run
    default: Callable[[str], Mapping[str, Json]]
    fixed: frozenset[str]
    most_work: int
    is_enough: Callable[[], bool]
    is_over: Callable[[], bool]
    most_answers: int | None = None
    work: int = 0
    runs: int = 0
    was_cut: bool = False
    is_exhausted: bool = False
    reached: set[ActionId] = field(default_factory=set[ActionId])
    taken: dict[Output, Case] = field(default_factory=dict[Output, Case])
    problems: dict[str, tuple[Problem, Case]] = field(default_factory=dict[str, tuple[Problem, Case]])
    _visited: dict[ActionId, Visit] = field(default_factory=dict[ActionId, Visit])
    _tried: set[str] = field(default_factory=set[str])
    _features: set[tuple[Output, int]] = field(default_factory=set[tuple[Output, int]])
    _bases: dict[Output, int] = field(default_factory=dict[Output, int])
    _passed: set[ActionId] = field(default_factory=set[ActionId])
    _nearest: dict[Output, float] = field(default_factory=dict[Output, float])
    _kept: list[Seen] = field(default_factory=list[Seen])
    _last: Seen | None = None
    _interesting: tuple[int, frozenset[ActionId]] = (-1, frozenset())
    _levels: tuple[deque[Iterator[Case]], ...] = ()

    def search(self, first: list[Case]) -> None:
        """Run the first cases, and what follows from them."""
        self._levels = tuple(deque[Iterator[Case]]() for _ in range(_LEVELS))
        self._levels[0].append(iter(first))
        self._levels[-1].append(self._random())
        while not self._is_done():
            level = next((each for each in self._levels if each), None)
            if level is None:
                self.is_exhausted = True
                return
            cases = level.popleft()
            case = next(cases, None)
            if case is not None:
                level.append(cases)
                self._try(case)

    def visit_of(self, program: str, number: int) -> Visit | None:
        """A visit of an action that still lacks an output."""
        return self._visited.get((program, number))

    @property
    def missing(self) -> frozenset[Output]:
        """The outputs that no case has taken."""
        return frozenset(output for output in self.outputs if output not in self.taken)

    def _is_done(self) -> bool:
        if self.is_over():
            self.was_cut = True
            return True
        return self.work >= self.most_work or self.is_enough()

    def _try(self, case: Case) -> None:
        key = case.key
        if key in self._tried or (self.most_answers is not None and case.answers > self.most_answers):
            return
        self._tried.add(key)
        seen = self._last = self.run(case, self._of_interest())
        self.runs += 1
        self.work += RUN_WORK + seen.steps
        if seen.is_valid:
            self._learn(seen)

    def _learn(self, seen: Seen) -> None:
        self._tried.add(seen.case.key)
        for problem in seen.problems:
            known = self.problems.get(problem.key)
            if known is None or (seen.case.size, seen.case.key) < (known[1].size, known[1].key):
                self.problems[problem.key] = problem, seen.case
        self.reached |= seen.reached
        for output in seen.outputs:
            self._passed.add(output[:2])
            self.taken.setdefault(output, seen.case)
        features = {(output, min(times, 64).bit_length()) for output, times in seen.outputs.items()}
        features |= {
            ((visit.program.hash, visit.action.number, str(visit.error)), 0) for visit in seen.visits if visit.error
        }
        is_new = not features <= self._features
        self._features |= features
        for visit in seen.visits:
            self._visited.setdefault((visit.program.hash, visit.action.number), visit)
        frontier = self._frontier(seen)
        nearer = {output for output, (_, far) in frontier.items() if far < self._nearest.get(output, far + 1)}
        self._nearest |= {output: frontier[output][1] for output in nearer}
        new_bases = {output for output in frontier if output in nearer or self._bases.get(output, 0) < _BASES}
        if is_new or new_bases:
            self._follow(seen, frontier, is_new=is_new)

    def _frontier(self, seen: Seen) -> dict[Output, tuple[Visit, float]]:
        """The missing outputs of actions that this run performed, each with the visit that was nearest to it."""
        found: dict[Output, tuple[Visit, float]] = {}
        visits: dict[ActionId, list[Visit]] = {}
        for visit in seen.visits:
            visits.setdefault((visit.program.hash, visit.action.number), []).append(visit)
        for output in self.outputs:
            if output[:2] in visits and output not in self.taken:
                tried = [(each, distance_to(each, output[2], self._reverse(each, seen))) for each in visits[output[:2]]]
                found[output] = min(reversed(tried), key=lambda each: each[1])
        return found

    def _follow(self, seen: Seen, frontier: Mapping[Output, tuple[Visit, float]], *, is_new: bool) -> None:
        """Try what may lead on from a run."""
        for visit in seen.visits:
            action = (visit.program.hash, visit.action.number)
            if visit.error is not None and action not in self._passed:
                self._levels[0].append(self._past(visit, seen))
                self._levels[1].append(self._around(action, visit, seen))
        for output, (visit, far) in frontier.items():
            self._bases[output] = self._bases.get(output, 0) + 1
            if self._bases[output] <= _BASES * 4 or far <= self._nearest.get(output, far):
                self._levels[0].append(self._towards(output, visit, seen))
                self._levels[1].append(self._around(output, visit, seen))
        if len(self._kept) < _KEPT and (is_new or len(self._kept) < _KEPT // 2):
            self._kept.append(seen)
            self._levels[2].append(self._beside(seen))

    def _towards(self, output: Output, visit: Visit, seen: Seen) -> Iterator[Case]:
        """Solve what stands before an output."""
        reverse = self._reverse(visit, seen)
        for number, changes in enumerate(changes_for(visit, output[2], reverse)):
            if output in self.taken:
                return
            yield changed(seen.case, changes)
            if number < _MOST_REPAIRED and self._last is not None and output not in self.taken:
                yield from self._back(output[:2], self._last)

    def _back(self, action: ActionId, seen: Seen) -> Iterator[Case]:
        """Lead a run back to an action that it has not reached, where it has left the way to it."""
        visits = {(visit.program.hash, visit.action.number): visit for visit in seen.visits}
        if action in visits:
            return
        for above, branch in self.origins.above(action):
            visit = visits.get(above)
            if visit is not None:
                for changes in islice(changes_for(visit, branch, self._reverse(visit, seen)), 4):
                    yield changed(seen.case, changes)
                return

    def _of_interest(self) -> frozenset[ActionId]:
        """The actions that still lack an output, and those that contain them."""
        if self._interesting[0] != len(self.taken):
            actions = {output[:2] for output in self.missing}
            around = {above for action in actions for above, _ in self.origins.above(action)}
            self._interesting = len(self.taken), frozenset(actions | around)
        return self._interesting[1]

    def _past(self, visit: Visit, seen: Seen) -> Iterator[Case]:
        """Repair the values with which an action failed."""
        for changes in repairs(visit, self._reverse(visit, seen)):
            if (visit.program.hash, visit.action.number) in self._passed:
                return
            yield changed(seen.case, changes)

    def _around(self, output: Output | ActionId, visit: Visit, seen: Seen) -> Iterator[Case]:
        """Try values for what decides about an output, one at a time and then two."""
        reverse = self._reverse(visit, seen)
        sources = self.origins.sources(visit.program.hash, conditions(visit, reverse))
        steerable = [origin for origin in sources if not is_fixed(origin, self.fixed)]
        single: list[Changes] = []
        for origin in steerable:
            for changes in of_source(origin, seen, self.origins.constants):
                if self._is_had(output):
                    return
                single.append(changes)
                yield changed(seen.case, changes)
        pairs = ((one, other) for place, one in enumerate(single) for other in single[place + 1 :])
        for one, other in islice(pairs, _MOST_PAIRS):
            if self._is_had(output):
                return
            yield changed(seen.case, (*one, *other))

    def _is_had(self, output: Output | ActionId) -> bool:
        """Whether an output was taken, or an action has not failed."""
        return output in self.taken or output in self._passed

    def _beside(self, seen: Seen) -> Iterator[Case]:
        """Every single change of a case."""
        for changes in of_all(self.origins, seen, self.fixed, self.default):
            yield changed(seen.case, changes)

    def _random(self) -> Iterator[Case]:
        """Several changes at once of the cases that were worth keeping, always the same ones."""
        numbers = random.Random(0)  # noqa: S311 - reproducible on purpose
        known: dict[int, list[Changes]] = {}
        for _ in range(_MOST_RANDOM):
            if not self.missing or not self._kept:
                return
            place = numbers.randrange(len(self._kept))
            seen = self._kept[place]
            if place not in known:
                known[place] = list(of_all(self.origins, seen, self.fixed, self.default))
            changes = known[place]
            if changes:
                chosen = [numbers.choice(changes) for _ in range(numbers.randint(2, 4))]
                yield changed(seen.case, [change for each in chosen for change in each])

    def _reverse(self, visit: Visit, seen: Seen) -> Reverse:
        return Reverse(
            self.origins,
            visit.variables,
            seen.calls[: visit.calls_made],
            seen.look_ups[: visit.look_ups_made],
            seen.case.at,
            self.default,
            self.fixed,
        )
