"""Checks that what a test names exists: inputs, outputs, actions, variables, data actions, expressions."""

from collections.abc import Iterable, Iterator, Mapping

from architrave.definitions.mock_checks import check_replies_in
from architrave.diagnostics import Diagnostic, did_you_mean
from architrave.expressions.types import BOOLEAN, STRING, Type
from architrave.flows.actions import ACTIONS
from architrave.flows.program import Variable
from architrave.flows.yaml import Scalar
from architrave.flowtests.cases import Case
from architrave.flowtests.expect import DATA_ACTION_KEYS, Expect
from architrave.flowtests.noted import Noted, entries_of, items_of
from architrave.flowtests.rules import FLOWTEST_NAME, FLOWTEST_SHAPE
from architrave.flowtests.shapes import Given
from architrave.flowtests.wanted import IsValueOf, Wanted
from architrave.local.faults import BadExpressionError, NoSuchActionError
from architrave.local.inputs import find_input, named_inputs
from architrave.local.testing.subjects import Subject

_SHOWN = 8


class NameChecks:
    """Checks the cases of files. What several cases share is checked once."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def faults(self, case: Case, subject: Subject) -> Iterator[Diagnostic]:
        """What a case names and the flow or its organization does not have."""
        for name, given in case.inputs.items():
            if self._is_new(given):
                yield from input_faults(name, given, subject)
        for given in case.mocks:
            if self._is_new(given) and given.value.entries:
                yield from check_replies_in(given.value.entries, given.source, subject.data_actions)
        expect, allow = case.expect, case.test.value.allow
        names = [expect.reaches, expect.path, expect.avoids, allow]
        for noted in (each for listed in names if listed is not None for each in listed.value):
            if self._is_new(noted):
                yield from _action_faults(noted.value, noted, subject)
        yield from self._outputs(expect, subject)
        yield from self._by_action(expect, subject)
        yield from self._data_actions(expect, subject)
        for noted in items_of(expect.always):
            if self._is_new(noted):
                yield from _expression_faults(noted.value, noted, subject, BOOLEAN)
        if expect.coverage is not None and self._is_new(expect.coverage) and not _is_of_test(case):
            message = "`coverage` is of a whole test, all of its cases together."
            yield expect.coverage.fault(FLOWTEST_SHAPE, message, "Write it in the `expect` of the test.")
        for key in DATA_ACTION_KEYS:
            only: Noted[object] | None = getattr(expect, key)
            if only is not None and self._is_new(only):
                message = f"`{key}` is for a data action that is tested alone."
                yield only.fault(FLOWTEST_SHAPE, message, "For a flow, use `outputs` or `calls`.")

    def _is_new(self, noted: Noted[object]) -> bool:
        is_new = id(noted) not in self._seen
        self._seen.add(id(noted))
        return is_new

    def _outputs(self, expect: Expect, subject: Subject) -> Iterator[Diagnostic]:
        for name, noted in entries_of(expect.outputs):
            if self._is_new(noted):
                found = find_output(subject, name)
                if isinstance(found, str):
                    yield noted.fault(FLOWTEST_NAME, found)
                else:
                    yield from _wanted_faults(noted, found.type, subject)
        if expect.reason is not None and self._is_new(expect.reason):
            yield from _wanted_faults(expect.reason, STRING, subject)

    def _by_action(self, expect: Expect, subject: Subject) -> Iterator[Diagnostic]:
        """The maps by action: `takes`, `visits`, `variables`."""
        for listed in (expect.takes, expect.visits, expect.variables):
            for name, noted in entries_of(listed):
                if self._is_new(noted):
                    yield from _action_faults(name, noted, subject)
        for name, noted in entries_of(expect.takes):
            outputs = outputs_of(subject, name)
            for output in noted.value:
                if self._is_new(output) and outputs and output.value.casefold() not in map(str.casefold, outputs):
                    message = f"The action “{name}” has no output “{output.value}”."
                    yield output.fault(FLOWTEST_NAME, message, _hint(output.value, outputs, "Its outputs"))
        for name, values in entries_of(expect.variables):
            for variable, noted in values.value.items():
                if self._is_new(noted):
                    yield from _variable_faults(name, variable, noted, subject)

    def _data_actions(self, expect: Expect, subject: Subject) -> Iterator[Diagnostic]:
        named: list[tuple[str, Noted[object]]] = [(noted.value, noted) for noted in items_of(expect.never)]
        named += entries_of(expect.calls)
        known = {each.full_name: None for each in subject.data_actions.values()}
        names = [*known, *(each.name for each in subject.data_actions.values())]
        for name, noted in named:
            if self._is_new(noted) and name.casefold() not in map(str.casefold, names):
                message = f"No flow calls the data action “{name}”."
                yield noted.fault(FLOWTEST_NAME, message, _hint(name, names, "Data actions", known))


def _is_of_test(case: Case) -> bool:
    """Whether the coverage that a case expects is written in its test."""
    expect = case.test.value.expect
    return expect is not None and expect.value.coverage is case.expect.coverage


def input_faults(name: str, given: Noted[Given], subject: Subject) -> Iterator[Diagnostic]:
    """What is wrong with an input of a test."""
    variable = find_input(subject.program, name)
    if isinstance(variable, str):
        yield given.fault(FLOWTEST_NAME, variable)
        return
    _, problems = named_inputs(subject.program, {name: input_value(variable, given)})
    for problem in problems:
        yield given.fault(FLOWTEST_SHAPE, problem)


def input_value(variable: Variable, given: Noted[Given]) -> object:
    """The value of an input, by the type of its variable: `5` may stand for the text."""
    node, value = given.node, given.value.value
    is_other = value is not None and not isinstance(value, str)
    return node.text if variable.type == STRING and is_other and isinstance(node, Scalar) else value


def find_output(subject: Subject, name: str) -> Variable | str:
    """The output with this name (`Flow.` is optional, case is ignored), or what to say if there is none."""
    wanted = name.strip().lower()
    outputs = subject.program.outputs
    found = next((each for each in outputs if wanted in (each.key, each.key.partition(".")[2])), None)
    if found is not None:
        return found
    bare = {each.name.partition(".")[2]: each.name for each in outputs}
    near = bare.get(did_you_mean(name.rpartition(".")[2], bare) or "")
    listed = ", ".join(each.name for each in outputs[:_SHOWN]) + (", …" if len(outputs) > _SHOWN else "")
    hint = f"Did you mean {near}?" if near else f"Its outputs: {listed}." if outputs else "It has no outputs."
    return f"The flow has no output “{name}”. {hint}"


def outputs_of(subject: Subject, action: str) -> tuple[str, ...]:
    """The outputs that actions of this name can take; empty if they are not known."""
    names: dict[str, None] = {}
    for each in subject.places.find(action):
        declared = ACTIONS[each.kind]
        if declared.is_open_outputs:
            return ()
        names |= dict.fromkeys((*declared.outputs, *each.branches))
    return tuple(names)


def _action_faults(name: str, noted: Noted[object], subject: Subject) -> Iterator[Diagnostic]:
    try:
        subject.places.named(name)
    except NoSuchActionError as problem:
        yield noted.fault(FLOWTEST_NAME, str(problem))


def _variable_faults(action: str, name: str, noted: Noted[Wanted], subject: Subject) -> Iterator[Diagnostic]:
    try:
        target = subject.scope_of(action).target(full_name(name))
    except BadExpressionError as problem:
        yield noted.fault(FLOWTEST_NAME, str(problem))
    else:
        yield from _wanted_faults(noted, target.type, subject)


def full_name(variable: str) -> str:
    """The full name of a variable: `Flow.` may be left out."""
    return variable if "." in variable else f"Flow.{variable}"


def _wanted_faults(noted: Noted[Wanted], kind: Type, subject: Subject) -> Iterator[Diagnostic]:
    if isinstance(noted.value, IsValueOf):
        yield from _expression_faults(noted.value.expression, noted, subject, kind)


def _expression_faults(text: str, noted: Noted[object], subject: Subject, kind: Type) -> Iterator[Diagnostic]:
    try:
        subject.scope.expression(text, kind)
    except BadExpressionError as problem:
        yield noted.fault(FLOWTEST_SHAPE, f"The expression `{text}` is not valid.", str(problem))


def _hint(name: str, names: Iterable[str], title: str, shown: Mapping[str, None] | None = None) -> str:
    near = did_you_mean(name, names)
    listed = list(shown or dict.fromkeys(names))
    more = ", …" if len(listed) > _SHOWN else ""
    return f"Did you mean “{near}”?" if near else f"{title}: {', '.join(listed[:_SHOWN]) or 'none'}{more}."
