"""Reads a test file: what it says, and all problems that show without the flow."""

import dataclasses
from collections.abc import Callable, Iterator

from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.guarding import guarded
from architrave.flows.yaml import read_yaml
from architrave.flowtests.document import FILE, FlowTest, Row, TestFile
from architrave.flowtests.noted import Noted, items_of
from architrave.flowtests.rules import FLOWTEST_SHAPE
from architrave.flowtests.shapes import Reader
from architrave.flowtests.tables import read_table

Load = Callable[[str], Source | Diagnostic]
"""Returns the text of a file that a test file names, relative to the test file, or why it cannot be read."""


@guarded(lambda: None)
def read_test_file(source: Source, load: Load) -> tuple[TestFile | None, tuple[Diagnostic, ...]]:
    """The tests in a source, and all problems. None if nothing could be read; a file with errors must not be run."""
    node, faults = read_yaml(source)
    if node is None:
        return None, faults or (Diagnostic(FLOWTEST_SHAPE, "The file is empty.", source.name, help="Write `tests:`."),)
    reader = Reader(source, list(faults))
    read = FILE.read(node, reader)
    if not isinstance(read, TestFile):
        return None, tuple(reader.faults)
    file = dataclasses.replace(read, source=source)
    tests = items_of(file.tests)
    if file.tests is not None:
        tests = tuple(Noted(_with_table(each, load, reader), each.node, each.source) for each in tests)
        file = dataclasses.replace(file, tests=Noted(tests, file.tests.node, source))
    for fault in _contradictions(file, tests):
        reader.faults.append(fault)
    return file, tuple(reader.faults)


def _with_table(test: Noted[FlowTest], load: Load, reader: Reader) -> FlowTest:
    """A test whose rows are in a CSV file, with these rows."""
    cases = test.value.cases
    if cases is None or not isinstance(cases.value, str):
        return test.value
    found = load(cases.value)
    rows: tuple[Noted[Row], ...] = ()
    if isinstance(found, Diagnostic):
        reader.faults.append(cases.fault(found.rule, found.message, found.help))
    else:
        rows, faults = read_table(found)
        reader.faults.extend(faults)
    return dataclasses.replace(test.value, cases=Noted(rows, cases.node, cases.source))


def _contradictions(file: TestFile, tests: tuple[Noted[FlowTest], ...]) -> Iterator[Diagnostic]:
    """What each key alone does not show: names that are used twice, keys that exclude each other."""
    names: dict[str, int] = {}
    for noted in tests:
        test = noted.value
        if test.name is not None:
            if test.name.value in names:
                message = f"Two tests are called “{test.name.value}”: the other is in line {names[test.name.value]}."
                yield test.name.fault(FLOWTEST_SHAPE, message, "Give each test a name of its own.")
            names.setdefault(test.name.value, test.name.line)
        if file.flow is None and (test.data_action or file.data_action) is None:
            message = "The test has no flow."
            yield noted.fault(FLOWTEST_SHAPE, message, "Write `flow: NAME` or `flow: PATH` at the top of the file.")
        if test.allow is not None and test.replay is None:
            yield test.allow.fault(FLOWTEST_SHAPE, "`allow` needs `replay`.", "Add `replay: FILE`, or remove `allow`.")
        yield from _rows_named_twice(test)
    if file.flow is not None and file.data_action is not None:
        yield file.data_action.fault(FLOWTEST_SHAPE, "A file has either `flow` or `dataAction`.", "Remove one of them.")


def _rows_named_twice(test: FlowTest) -> Iterator[Diagnostic]:
    rows = test.cases.value if test.cases is not None else ()
    seen: set[str] = set()
    for row in () if isinstance(rows, str) else rows:
        case = row.value.case
        if case is not None and case.value in seen:
            yield case.fault(FLOWTEST_SHAPE, f"Two rows are called “{case.value}”.", "Give each row its own name.")
        if case is not None:
            seen.add(case.value)
