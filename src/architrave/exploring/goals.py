"""What would make an action take another output than it took: changes of the case in which it took that one."""

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from architrave.exploring.answers import DEFAULT_FAILURE, failed_look_up, other_answers
from architrave.exploring.cases import FAILURE, FOUND, SUCCESS, TIMEOUT, Answer, Changes, SetFound, SetReply
from architrave.exploring.distance import distance
from architrave.exploring.nearby import ordinary_value, others
from architrave.exploring.reverse import Reverse
from architrave.exploring.seen import GOES_ON, Visit
from architrave.expressions.typed_tree import Typed, walk
from architrave.flows.actions.branching import Decision, FirstMatch, FirstTrue, Switch
from architrave.flows.actions.conversations import OfConversation
from architrave.flows.actions.loops import Loop, LoopUntil
from architrave.flows.program import Slot
from architrave.flows.slots import slots_in

_FEW = 4
_FAR = 1_000.0


def changes_for(visit: Visit, output: str, reverse: Reverse) -> Iterator[Changes]:
    """Changes that may make the visited action take an output, the most promising first."""
    match visit.action.fields:
        case Decision(condition=condition):
            for value in (True,) if output == "yes" else (False, None):
                yield from _ways(visit, condition, value, reverse)
        case Switch():
            yield from _switch(visit, output, reverse)
        case Loop(count=count):
            for value in (0,) if output == GOES_ON else (1, 2, 3):
                yield from _ways(visit, count, value, reverse)
        case LoopUntil():
            yield from _loop_until(visit, output, reverse)
        case _:
            yield from _answers(visit, output, reverse)
            for slot in visit.action.fields.slots().values():
                for value in _values_for(slot, visit, reverse):
                    yield from _ways(visit, slot, value, reverse)


def distance_to(visit: Visit, output: str, reverse: Reverse) -> float:
    """How far the visited action was from taking an output: 0 if it took it, unknown is far."""
    digest, fields = visit.program.hash, visit.action.fields
    match fields:
        case Decision(condition=condition):
            wishes = [(condition, output == "yes")]
        case Switch(evaluate=FirstTrue(cases=cases)):
            number = len(cases) if output == "default" else int(output.rpartition(" ")[2]) - 1
            wishes = [(case.value, place == number) for place, case in enumerate(cases[: number + 1])]
        case LoopUntil(cases=cases):
            wishes = [(case.holds, True) for place, case in enumerate(cases, 1) if case.path(place).lower() == output]
        case _:
            return _FAR
    total = 0.0
    for slot, wish in wishes:
        tree = reverse.origins.tree(digest, slot)
        if tree is not None:
            total += distance(tree, wish, lambda part: reverse.value(digest, part))
    return total


def repairs(visit: Visit, reverse: Reverse) -> Iterator[Changes]:
    """Changes that may give a value to what has none in the expressions of an action that failed."""
    digest, failed = visit.program.hash, visit.error.expression if visit.error is not None else None
    slots = [slot for slot in slots_in(visit.action.fields) if failed is None or slot.text == failed]
    first: list[Changes] = []
    for slot in slots:
        tree = reverse.origins.tree(digest, slot)
        for node in reversed(list(walk(tree))) if tree is not None else ():
            if reverse.value(digest, node) is None:
                ways = list(islice(reverse.ways(digest, node, ordinary_value(node.type)), _FEW))
                first += ways[:1]
                yield from ways
    for number in range(2, len(first) + 1):
        yield tuple(change for changes in first[:number] for change in changes)


def conditions(visit: Visit, reverse: Reverse) -> list[Typed]:
    """The expressions that decide which output the visited action takes."""
    fields = visit.action.fields
    slots: list[Slot[Any] | None]
    match fields:
        case Switch(evaluate=FirstMatch(value=value, cases=cases)):
            slots = [value, *(case.value for case in cases)]
        case Switch(evaluate=evaluate):
            slots = [case.value for case in evaluate.cases]
        case LoopUntil():
            slots = [fields.max_count, *(case.holds for case in fields.cases)]
        case _:
            slots = list(slots_in(fields))
    trees = [reverse.origins.tree(visit.program.hash, slot) for slot in slots]
    return [tree for tree in trees if tree is not None]


def _ways(visit: Visit, slot: Slot[Any] | None, value: Any, reverse: Reverse) -> Iterator[Changes]:
    tree = reverse.origins.tree(visit.program.hash, slot)
    if tree is not None:
        yield from reverse.ways(visit.program.hash, tree, value)


def _values_for(slot: Slot[Any], visit: Visit, reverse: Reverse) -> list[Any]:
    """Values that an action may treat in another way: none at all, a blank text, another one."""
    tree = reverse.origins.tree(visit.program.hash, slot)
    if tree is None:
        return []
    held = reverse.value(visit.program.hash, tree)
    blank = ["", "other"] if slot.type.code == "str" and not slot.type.is_collection else []
    return [None, *blank, *others(held)][:6]


def _switch(visit: Visit, output: str, reverse: Reverse) -> Iterator[Changes]:
    digest, tree_of = visit.program.hash, reverse.origins.tree
    fields = visit.action.fields
    if not isinstance(fields, Switch):
        return
    evaluate = fields.evaluate
    slots = [case.value for case in evaluate.cases]
    number = None if output == "default" else int(output.rpartition(" ")[2])
    if isinstance(evaluate, FirstMatch):
        tree = tree_of(digest, evaluate.value)
        known = [_value(digest, slot, reverse) for slot in slots]
        wanted = [known[number - 1]] if number is not None else [*others(known[0] if known else None), "other"]
        if tree is not None:
            for value in wanted:
                yield from reverse.ways(digest, tree, value)
        return
    before = slots if number is None else slots[: number - 1]
    earlier = [slot for slot in before if _value(digest, slot, reverse) is True]
    aims = [(slot, False) for slot in earlier]
    if number is not None:
        aims.append((slots[number - 1], True))
    trees = [(tree_of(digest, slot), value) for slot, value in aims]
    found = [list(reverse.ways(digest, tree, value))[: _FEW * 2] for tree, value in trees if tree is not None]
    for parts in product(*found):
        yield tuple(change for part in parts for change in part)
    if aims and number is not None:
        yield from _ways(visit, slots[number - 1], True, reverse)


def _value(digest: str, slot: Slot[Any], reverse: Reverse) -> Any:
    tree = reverse.origins.tree(digest, slot)
    if tree is not None:
        return reverse.value(digest, tree)
    return slot.evaluate({}, reverse.ask) if slot.is_constant else None


def _loop_until(visit: Visit, output: str, reverse: Reverse) -> Iterator[Changes]:
    fields = visit.action.fields
    if not isinstance(fields, LoopUntil):
        return
    if output == "maxloops":
        for value in (0, 1, 2):
            yield from _ways(visit, fields.max_count, value, reverse)
    for number, case in enumerate(fields.cases, 1):
        yield from _ways(visit, case.holds, case.path(number).lower() == output, reverse)


def _answers(visit: Visit, output: str, reverse: Reverse) -> Iterator[Changes]:
    """Other answers to what the action asked."""
    wish = output if output in (SUCCESS, FAILURE, TIMEOUT) else None
    for call in visit.calls:
        if call.action in reverse.fixed:
            continue
        for kind in (SUCCESS, FAILURE, TIMEOUT):
            if kind != call.kind and wish in (None, kind):
                answer = Answer(kind, DEFAULT_FAILURE if kind == FAILURE else reverse.default(call.action))
                answer = Answer(TIMEOUT) if kind == TIMEOUT else answer
                yield (SetReply(call.action, call.index, answer),)
                yield (SetReply(call.action, call.index, answer, repeats=True),)
    if "look-ups" in reverse.fixed:
        return
    participant = _participant(visit, reverse)
    for looked_up in visit.look_ups:
        for answer in other_answers(looked_up, visit.action, participant):
            yield (SetFound(looked_up.asked, answer),)
    if len(visit.look_ups) > 1:
        for wanted in (FOUND, "notFound"):
            yield tuple(
                SetFound(each.asked, answer)
                for each in visit.look_ups
                for answer in other_answers(each, visit.action)
                if answer.kind == wanted
            )
    if output == FAILURE:
        for looked_up in visit.look_ups:
            yield (SetFound(looked_up.asked, failed_look_up()),)


def _participant(visit: Visit, reverse: Reverse) -> str | None:
    """The participant of a conversation whose attributes the action reads or writes."""
    fields = visit.action.fields
    slot = fields.participant_id if isinstance(fields, OfConversation) else None
    value = None if slot is None else _value(visit.program.hash, slot, reverse)
    return value if isinstance(value, str) else None
