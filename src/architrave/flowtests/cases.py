"""The cases of a test: one for a test without a table, or one for each row, merged over the test and the file."""

from collections.abc import Iterator
from dataclasses import dataclass

from architrave.diagnostics.visible import visible_line
from architrave.flowtests.document import DEFAULT_START, NO_ROW, VALIDATE, FlowTest, Inputs, Row, TestFile
from architrave.flowtests.expect import EXPECTS_NOTHING, Expect
from architrave.flowtests.look_ups import LookUpGiven
from architrave.flowtests.mocks import MocksGiven
from architrave.flowtests.noted import Noted, items_of
from architrave.flowtests.times import moment_of

SEPARATOR = " › "
"""Between the name of a test and of its row."""

_LONGEST_NAME = 80
_START = moment_of(DEFAULT_START) or 0


@dataclass(frozen=True, slots=True)
class Case:
    """One case to run. `mocks` are the replies of the file, the test and the row, in this order.

    `look_ups_given` are the answers of the row, and then those of the test.

    `name` is the test's name, `row` that of its row. `place` is where it is written. `is_timed`: it says when the clock
    starts.
    """

    file: TestFile
    test: Noted[FlowTest]
    place: Noted[object]
    row: str | None
    inputs: Inputs
    mocks: tuple[Noted[MocksGiven], ...]
    at: int
    seed: int
    validate: str
    expect: Expect = EXPECTS_NOTHING
    skip: Noted[str] | None = None
    todo: Noted[str] | None = None
    is_timed: bool = False
    look_ups_given: tuple[Noted[LookUpGiven], ...] = ()

    @property
    def name(self) -> str:
        """The name of the test."""
        name = self.test.value.name
        return "" if name is None else name.value

    @property
    def full_name(self) -> str:
        """The name of the test and of the row: what `-k` looks in, and what `FILE::NAME` names."""
        return self.name if self.row is None else f"{self.name}{SEPARATOR}{self.row}"

    @property
    def tags(self) -> frozenset[str]:
        """The words to select it by."""
        tags = self.test.value.tags
        return frozenset(tag.value for tag in tags.value) if tags is not None else frozenset()

    @property
    def data_action(self) -> Noted[str] | None:
        """The data action that is tested alone."""
        return self.test.value.data_action or (self.file.data_action if self.file.flow is None else None)

    @property
    def is_strict(self) -> bool:
        """Whether a data action without a reply fails the test: as the innermost level says, or else true."""
        said = [given.value.strict for given in self.mocks if given.value.strict is not None]
        return said[-1] if said else True


def cases_of(file: TestFile) -> Iterator[Case]:
    """The cases of a file, in order."""
    for test in items_of(file.tests):
        yield from _cases(file, test)


def _cases(file: TestFile, test: Noted[FlowTest]) -> Iterator[Case]:
    table = test.value.cases
    if table is None or isinstance(table.value, str):
        yield _case(file, test, None, None)
        return
    names: dict[str, int] = {}
    for number, row in enumerate(table.value, 1):
        name = row.value.case.value if row.value.case is not None else _described(row.value, number)
        names[name] = names.get(name, 0) + 1
        yield _case(file, test, row, name if names[name] == 1 else f"{name} ({names[name]})")


def _described(row: Row, number: int) -> str:
    """The name of a row without one: its inputs."""
    inputs = _inputs(row)
    said = ", ".join(f"{name}={given.value.value}" for name, given in inputs.items())
    return visible_line(said)[:_LONGEST_NAME] or f"row {number}"


def _inputs(of: FlowTest | Row) -> Inputs:
    return of.inputs.value if of.inputs is not None else {}


def _case(file: TestFile, noted: Noted[FlowTest], noted_row: Noted[Row] | None, name: str | None) -> Case:
    test, row = noted.value, NO_ROW if noted_row is None else noted_row.value
    inputs = {**_inputs(test), **_inputs(row)}
    expect = test.expect.value if test.expect is not None else EXPECTS_NOTHING
    at = row.at or test.at or file.at
    validate = test.validate or file.validate
    return Case(
        file,
        noted,
        noted_row or test.name or noted,
        name,
        inputs,
        tuple(given for given in (file.mocks, test.mocks, row.mocks) if given is not None),
        _START if at is None else at.value,
        0 if test.seed is None else test.seed.value,
        VALIDATE[0] if validate is None else validate.value,
        expect if row.expect is None else expect.over(row.expect.value),
        row.skip or test.skip,
        row.todo or test.todo,
        at is not None,
        (*items_of(row.look_ups), *items_of(test.look_ups)),
    )
