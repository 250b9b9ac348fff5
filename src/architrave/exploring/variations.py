"""Values to try where no way backwards is known: at the borders of types, and those that the flow itself names."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from architrave.exploring.answers import DEFAULT_FAILURE, FAILURES, other_answers
from architrave.exploring.cases import (
    FAILURE,
    FOUND,
    SUCCESS,
    TIMEOUT,
    Answer,
    Changes,
    SetColumn,
    SetFound,
    SetInput,
    SetOutput,
    SetReply,
    SetSeed,
    SetStart,
)
from architrave.exploring.nearby import above, as_json, below, borders, ordinary
from architrave.exploring.origins import Origin, Origins
from architrave.exploring.seen import LookedUp, Seen
from architrave.exploring.sources import FromFound, FromInput, FromReply
from architrave.expressions.types import Type
from architrave.interpreter.effects import Json

_MOST_CONSTANTS = 40
_LONGEST = 200
_HOUR = 3_600_000
_TIMES = tuple(hours * _HOUR for hours in (*range(1, 24), *range(24, 24 * 7, 24), 24 * 31, 24 * 61, 24 * 182, 24 * 366))


def values_of(kind: Type, constants: Mapping[str, list[Any]]) -> list[Json]:
    """The values to try for a type: those that the flow names, those next to them, and the borders of the type."""
    named: list[Json] = []
    for value in islice(constants.get(kind.code, ()), _MOST_CONSTANTS):
        named += [as_json(each) for each in (value, *islice(above(value), 1), *islice(below(value), 1))]
    if kind.is_collection:
        named = [[each] for each in named]
    found = {repr(each): each for each in (*named, *borders(kind), ordinary(kind))}
    return list(found.values())


def grown(value: Json) -> list[Json]:
    """A list or text several times, which makes loops over it longer; and without its first part."""
    if isinstance(value, list | str) and 0 < len(value) <= _LONGEST:
        return [value * 2, value * 4, value[1:]]
    return []


def of_source(origin: Origin, seen: Seen, constants: Mapping[str, list[Any]]) -> Iterator[Changes]:
    """Changes of one source of values."""
    match origin:
        case FromInput(name, kind):
            for value in (*grown(seen.case.inputs.get(name)), *values_of(kind, constants)):
                yield (SetInput(name, (), value),)
        case FromReply(action, name, kind, of):
            made = sorted({call.index for call in seen.calls if call.action == action})
            held = [reply.values.get(name) for reply in seen.case.replies.get(action, ()) if reply.kind == of]
            for value in (*grown(held[-1] if held else None), *values_of(kind, constants)):
                yield (SetOutput(action, None, name, (), value, of),)
                for index in made[-1:]:
                    yield (SetOutput(action, index, name, (), value, of),)
        case FromFound(action, path, kind):
            for each in seen.look_ups:
                if (
                    path
                    and each.action is not None
                    and each.action.pointer == action.pointer
                    and each.answer.kind == FOUND
                ):
                    for value in values_of(kind, constants):
                        yield (SetColumn(each.asked, path, value, each.answer.values),)
        case _:
            return


def of_answers(seen: Seen, fixed: frozenset[str], default: Callable[[str], Mapping[str, Json]]) -> Iterator[Changes]:
    """Every other answer of the world, one at a time: for this call alone, and from this call on."""
    done: set[tuple[str, int]] = set()
    for call in seen.calls:
        if call.action in fixed or (call.action, call.index) in done:
            continue
        done.add((call.action, call.index))
        kinds = [Answer(SUCCESS, default(call.action)), Answer(FAILURE, DEFAULT_FAILURE), Answer(TIMEOUT)]
        for answer in (*kinds, *(Answer(FAILURE, each) for each in FAILURES)):
            for repeats in (False, True):
                yield (SetReply(call.action, call.index, answer, repeats=repeats),)
    if "look-ups" not in fixed:
        for looked_up in seen.look_ups:
            yield from _of_look_up(looked_up)


def _of_look_up(looked_up: LookedUp) -> Iterator[Changes]:
    if looked_up.action is not None:
        for answer in other_answers(looked_up, looked_up.action):
            yield (SetFound(looked_up.asked, answer),)


def of_start(seen: Seen) -> Iterator[Changes]:
    """Other times to start, and other random numbers."""
    for later in _TIMES:
        yield (SetStart(seen.case.at + later),)
    for seed in range(1, 9):
        yield (SetSeed(seed),)


def of_all(
    origins: Origins, seen: Seen, fixed: frozenset[str], default: Callable[[str], Mapping[str, Json]]
) -> Iterator[Changes]:
    """Every single change of a case."""
    yield from of_answers(seen, fixed, default)
    sources: Iterable[Origin] = dict.fromkeys(origin for listed in origins.all.values() for origin in listed)
    for origin in sources:
        if not is_fixed(origin, fixed):
            yield from of_source(origin, seen, origins.constants)
    if "at" not in fixed:
        yield from of_start(seen)


def is_fixed(origin: Origin, fixed: frozenset[str]) -> bool:
    """Whether a source stays as it is."""
    match origin:
        case FromInput(name) | FromReply(name):
            return name in fixed
        case FromFound():
            return "look-ups" in fixed
        case _:
            return False
