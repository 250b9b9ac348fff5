"""Checks that a mocks file fits the data actions: their names, the inputs in `when`, the outputs in `success`.

A mocks file can be shared by many flows, so these are warnings, and only about what no flow has.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from architrave.definitions import rules
from architrave.definitions.known import contract_of
from architrave.definitions.values import DataAction
from architrave.diagnostics import Diagnostic, Rule, Source, did_you_mean
from architrave.flows.uses import DataActionUse
from architrave.flows.yaml import Entry, Mapping, Scalar, Sequence, read_yaml

_SHOWN = 8


@dataclass(slots=True)
class KnownDataAction:
    """A data action that flows call or that is defined.

    `inputs` and `outputs` are the names in its definition, None without one; `passed` and `kept` are those that flows
    use.
    """

    category: str
    name: str
    inputs: frozenset[str] | None = None
    outputs: frozenset[str] | None = None
    passed: set[str] = field(default_factory=set[str])
    kept: set[str] = field(default_factory=set[str])

    @property
    def full_name(self) -> str:
        """`Category/Name`."""
        return f"{self.category}/{self.name}" if self.category else self.name


def known_data_actions(
    calls: Iterable[DataActionUse], defined: Iterable[DataAction] = ()
) -> dict[str, KnownDataAction]:
    """The data actions that flows call and those that are defined, by `Category/Name`, casefolded."""
    found: dict[str, KnownDataAction] = {}
    for use in calls:
        action = KnownDataAction(use.category, use.name)
        known = found.setdefault(action.full_name.casefold(), action)
        known.passed |= use.inputs.keys()
        known.kept |= use.outputs.keys()
    for definition in defined:
        contract = contract_of(definition)
        for name in dict.fromkeys((definition.name, definition.written_name.strip() or definition.name)):
            action = KnownDataAction(definition.category or "", name)
            found.setdefault(action.full_name.casefold(), action)
        for known in found.values():
            if definition.is_called(known.category, known.name):
                known.inputs = None if contract.inputs is None else frozenset(contract.inputs)
                known.outputs = frozenset(contract.outputs or ()) or None
    return found


def check_mocks(
    source: Source, known: dict[str, KnownDataAction], *, is_complete: bool = True
) -> tuple[Diagnostic, ...]:
    """The warnings about a mocks file. Its form is checked by `read_mocks`.

    If `known` is not `is_complete`, because a flow could not be read completely, what it may call is not reported.
    """
    node, _ = read_yaml(source)
    return check_replies_in(node.entries, source, known, is_complete=is_complete) if isinstance(node, Mapping) else ()


def check_replies_in(
    entries: Iterable[Entry], source: Source, known: dict[str, KnownDataAction], *, is_complete: bool = True
) -> tuple[Diagnostic, ...]:
    """The warnings about replies in a part of a source, by data action."""
    return tuple(_Checker(source, known, is_complete=is_complete).check(entries))


class _Checker:
    def __init__(self, source: Source, known: dict[str, KnownDataAction], *, is_complete: bool) -> None:
        self.source = source
        self.known = known
        self.is_complete = is_complete
        self.by_name: dict[str, list[KnownDataAction]] = {}
        for full_name, action in known.items():
            for name in {full_name, action.name.casefold()}:
                self.by_name.setdefault(name, []).append(action)

    def check(self, entries: Iterable[Entry]) -> Iterator[Diagnostic]:
        for entry in entries:
            actions = self.by_name.get(entry.name.casefold())
            if actions is None:
                yield from self._unknown(entry)
                continue
            for reply in entry.value.items if isinstance(entry.value, Sequence) else (entry.value,):
                if isinstance(reply, Mapping):
                    yield from self._when(entry.name, reply, actions)
                    yield from self._success(entry.name, reply, actions)

    def _unknown(self, entry: Entry) -> Iterator[Diagnostic]:
        actions = self.known.values()
        names = [action.full_name for action in actions]
        near = did_you_mean(entry.name, [*names, *(action.name for action in actions)])
        if not self.is_complete:
            return
        advice = f"Did you mean “{near}”?" if near else f"Data actions that flows call: {_listed(names, '“', '”')}."
        yield self._at(rules.MOCK_ACTION, f"No flow calls the data action “{entry.name}”.", entry.key, advice)

    def _when(self, action: str, reply: Mapping, actions: list[KnownDataAction]) -> Iterator[Diagnostic]:
        passed = {name for each in actions for name in (*each.passed, *(each.inputs or ()))}
        is_defined = all(each.inputs is not None for each in actions)
        for entry in _entries(reply, "when"):
            if entry.name not in passed and (self.is_complete or is_defined):
                near = did_you_mean(entry.name, passed)
                advice = f"Did you mean `{near}`?" if near else f"Its inputs: {_listed(sorted(passed), '`', '`')}."
                message = f"“{action}” has no input `{entry.name}`, so this reply is never used."
                yield self._at(rules.MOCK_NAME, message, entry.key, advice)

    def _success(self, action: str, reply: Mapping, actions: list[KnownDataAction]) -> Iterator[Diagnostic]:
        kept = {name for each in actions for name in each.kept}
        defined = {name for each in actions for name in each.outputs or ()}
        is_defined = all(each.outputs is not None for each in actions)
        entries = list(_entries(reply, "success"))
        written = {entry.name for entry in entries}
        for entry in entries:
            if entry.name in kept | defined:
                continue
            # Without a definition, an output that no flow keeps may exist: only a misspelled one is reported.
            near = did_you_mean(entry.name, (kept | defined) - written)
            if not is_defined and (near is None or not self.is_complete):
                continue
            advice = f"Did you mean `{near}`?" if near else f"Its outputs: {_listed(sorted(defined), '`', '`')}."
            yield self._at(rules.MOCK_NAME, f"“{action}” has no output `{entry.name}`.", entry.key, advice)

    def _at(self, rule: Rule, message: str, key: Scalar, advice: str) -> Diagnostic:
        start, end = self.source.position(key.start), self.source.position(key.end)
        return Diagnostic(rule, message, self.source.name, key.pointer, start, end, advice)


def _entries(reply: Mapping, key: str) -> tuple[Entry, ...]:
    values = reply.get(key)
    return values.entries if isinstance(values, Mapping) else ()


def _listed(names: Iterable[str], before: str, after: str) -> str:
    every = [f"{before}{name}{after}" for name in names]
    return ", ".join(every[:_SHOWN]) + (", …" if len(every) > _SHOWN else "") if every else "none"
