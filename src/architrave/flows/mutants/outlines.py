"""Changes of the way through a flow: an action removed, two outputs swapped, a result that is not kept."""

from collections.abc import Iterator
from itertools import pairwise

from architrave.flows.actions import ACTIONS
from architrave.flows.actions.branching import Decision
from architrave.flows.mutants.mutant import Change, with_entries
from architrave.flows.program import AnyAction
from architrave.flows.yaml import Entry, Mapping, Node, Scalar, Sequence


def without_item(block: Sequence, item: Node, place: Node, kind: str, text: str) -> Change:
    """A list without one of its items."""
    rest = tuple(each for each in block.items if each is not item)
    return Change(kind, text, place, block, Sequence(block.start, block.end, block.pointer, rest))


def not_kept(output: Mapping) -> Change | None:
    """An output `{var: Flow.x}` that keeps nothing."""
    match output.entries:
        case (Entry(key=key, value=Scalar() as variable),) if key.text == "var":
            nothing = Entry(
                Scalar(key.start, key.end, key.pointer, "noValue", plain=True),
                Scalar(variable.start, variable.end, variable.pointer, "true", plain=True),
            )
            text = f"{variable.text} is not assigned"
            return Change("assignment", text, output, output, with_entries(output, (nothing,)))
        case _:
            return None


def swapped_outputs(action: AnyAction, outputs: Mapping) -> Iterator[Change]:
    """The written outputs of an action, each swapped with the next one, which may have nothing in it.

    Those of a decision are not: negating its condition is the same.
    """
    if isinstance(action.fields, Decision):
        return
    written = {entry.name.casefold(): entry for entry in outputs.entries}
    declared = ACTIONS[action.kind]
    names = [entry.name for entry in outputs.entries] if declared.is_open_outputs else list(declared.outputs)
    for one, other in pairwise(names):
        pair = {one.casefold(): other, other.casefold(): one}
        changed = [entry for entry in outputs.entries if entry.name.casefold() in pair]
        if changed:
            entries = tuple(_renamed(entry, pair.get(entry.name.casefold())) for entry in outputs.entries)
            place = written.get(one.casefold()) or changed[0]
            text = f"the outputs {one} and {other} are swapped"
            yield Change("outputs", text, place.key, outputs, with_entries(outputs, entries))


def _renamed(entry: Entry, name: str | None) -> Entry:
    if name is None:
        return entry
    key = entry.key
    return Entry(Scalar(key.start, key.end, key.pointer, name, key.plain), entry.value)


def swapped_cases(switch: Mapping) -> Iterator[Change]:
    """The cases of a switch, each with the actions of the next one; `switch` has `cases` and perhaps `default`."""
    cases = switch.entry("cases")
    if cases is None or not isinstance(cases.value, Sequence):
        return
    items = cases.value.items
    for number, (one, other) in enumerate(pairwise(items), 1):
        first, second = _case(one), _case(other)
        if first is not None and second is not None:
            pair = (_with_actions_of(one, first, second), _with_actions_of(other, second, first))
            made = (*items[: number - 1], *pair, *items[number + 1 :])
            text = f"the actions of case {number} and case {number + 1} are swapped"
            new = Sequence(cases.value.start, cases.value.end, cases.value.pointer, made)
            yield Change("outputs", text, one, cases.value, new)


def _case(item: Node) -> Mapping | None:
    """What is below the `case:` of an item."""
    if isinstance(item, Mapping) and len(item.entries) == 1 and isinstance(item.entries[0].value, Mapping):
        return item.entries[0].value
    return None


def _with_actions_of(item: Node, case: Mapping, other: Mapping) -> Node:
    if not isinstance(item, Mapping):
        return item
    actions = other.entry("actions")
    kept = tuple(entry for entry in case.entries if entry.name != "actions")
    made = with_entries(case, kept if actions is None else (*kept, actions))
    return with_entries(item, (Entry(item.entries[0].key, made),))
