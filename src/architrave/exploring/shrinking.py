"""Makes a case shorter, as long as its run still has the same problem."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from architrave.exploring.cases import FAILURE, SUCCESS, Answer, Case
from architrave.exploring.seen import Seen
from architrave.interpreter.effects import Json

MOST_RUNS = 400


def shortened(
    case: Case, holds: Callable[[Case], Seen | None], keep: frozenset[str] = frozenset(), *, most_runs: int = MOST_RUNS
) -> Case:
    """The shortest case that was found. `holds` runs a case, and returns None if it lacks what matters.

    The inputs in `keep` stay as they are.
    """
    left = most_runs
    seen = holds(case)
    case = case if seen is None else asked_only(seen)
    is_shorter = True
    while is_shorter and left > 0:
        is_shorter = False
        for candidate in _shorter(case, keep):
            left -= 1
            if left < 0:
                break
            if candidate.size < case.size and holds(candidate) is not None:
                case, is_shorter = candidate, True
                break
    return case


def asked_only(seen: Seen) -> Case:
    """The case without the answers that its run did not ask for."""
    case = seen.case
    made: dict[str, int] = {}
    for call in seen.calls:
        made[call.action] = call.index + 1
    replies = {name: listed[: made[name]] for name, listed in case.replies.items() if name in made}
    asked = {each.asked for each in seen.look_ups}
    return replace(case, replies=replies, found={each: answer for each, answer in case.found.items() if each in asked})


def _shorter(case: Case, keep: frozenset[str]) -> Iterator[Case]:
    """The case with one part less, the largest parts first, in a fixed order."""
    free = {name: value for name, value in case.inputs.items() if name not in keep}
    for name in free:
        yield replace(case, inputs={each: value for each, value in case.inputs.items() if each != name})
    for asked in case.found:
        yield replace(case, found={each: answer for each, answer in case.found.items() if each != asked})
    for action, listed in case.replies.items():
        for place in range(len(listed)):
            if len(listed) > 1:
                yield _with_replies(case, action, (*listed[:place], *listed[place + 1 :]))
            for shorter in _shorter_answers(listed[place]):
                yield _with_replies(case, action, (*listed[:place], shorter, *listed[place + 1 :]))
    for asked, answer in case.found.items():
        for shorter in _shorter_answers(answer):
            yield replace(case, found={**case.found, asked: shorter})
    for name, value in free.items():
        for smaller in _smaller(value):
            yield replace(case, inputs={**case.inputs, name: smaller})


def _with_replies(case: Case, action: str, listed: tuple[Answer, ...]) -> Case:
    return replace(case, replies={**case.replies, action: listed})


def _shorter_answers(answer: Answer) -> Iterator[Answer]:
    if answer.kind == FAILURE and answer.values:
        yield Answer(FAILURE)
    for name, value in answer.values.items():
        if answer.kind != SUCCESS:
            yield Answer(answer.kind, {each: held for each, held in answer.values.items() if each != name})
        for smaller in _smaller(value):
            yield Answer(answer.kind, {**answer.values, name: smaller})


def _smaller(value: Json) -> Iterator[Json]:
    """Smaller values of the same type."""
    match value:
        case str() if value:
            yield from ("", value[: len(value) // 2], value[:-1])
        case bool():
            return
        case int() if value:
            yield from (0, value // 2)
        case list() if value:
            yield from ([], value[: len(value) // 2], value[:-1])
        case dict():
            for name in value:
                yield {each: held for each, held in value.items() if each != name}
            for name, held in value.items():
                for smaller in _smaller(held):
                    yield {**value, name: smaller}
        case _:
            return
