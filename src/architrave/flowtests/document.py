"""A test file as it is written: the file, its tests, and the rows of their tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from architrave.diagnostics import Source
from architrave.flows.yaml import Node, Scalar
from architrave.flowtests.expect import Expect
from architrave.flowtests.look_ups import LookUpGiven, LookUpShape
from architrave.flowtests.mocks import MocksGiven, MocksShape
from architrave.flowtests.noted import Noted
from architrave.flowtests.objects import Object, key, keyed
from architrave.flowtests.shapes import Anything, Count, Given, ListOf, MapOf, Moment, Reader, Schema, Span, Text
from architrave.flowtests.steps import Step, StepShape

DEFAULT_START = "2026-01-01T00:00:00Z"
"""When a test starts on its virtual clock, if it does not say so."""

VALIDATE = ("strict", "present", "none")

EFFECTS = ("data actions", "look-ups", "inputs", "time")
"""What an exploration varies."""

_MOCKS = MocksShape()
_INPUTS = MapOf(Anything(), "input")
_AT = "When the virtual clock starts. Default: 2026-01-01T00:00:00Z, never now."
_MOCKS_DOC = "Replies for data actions, as in mocks.yaml, or the path of a mocks file; with `strict: true` (default)."
_LOOK_UPS = ListOf(LookUpShape())
_LOOK_UPS_DOC = "What look-ups find: entities and rows that the organization lacks, or has otherwise."
_VALIDATE = Text("strict, present or none", VALIDATE)
_VALIDATE_DOC = "Compare inputs and replies with the contracts of data actions: strict (default), present, none."
_DATA_ACTION_DOC = "A data action that is tested alone, instead of a flow: Category/Name."
_EXPECT = Object(Expect, "expect")

Inputs = Mapping[str, Noted[Given]]


@keyed
class Explore:
    """The limits of an exploration."""

    runs: Noted[int] | None = key(Count(), "The largest number of runs.")
    depth: Noted[int] | None = key(Count(), "The largest number of replies and look-ups that a run may be given.")
    effects: Noted[tuple[Noted[str], ...]] | None = key(
        ListOf(Text("what varies", EFFECTS), or_one=True), "What varies. Default: data actions, look-ups and inputs."
    )
    budget: Noted[int] | None = key(Span(), "How long it may take, on a slow machine. Default: 10 s.")


@keyed
class Row:
    """A row of a test's table: it is merged over the test."""

    case: Noted[str] | None = key(Text(), "The name of the row. Default: its values.")
    inputs: Noted[Inputs] | None = key(_INPUTS, "Inputs of the flow.")
    mocks: Noted[MocksGiven] | None = key(_MOCKS, _MOCKS_DOC)
    look_ups: Noted[tuple[Noted[LookUpGiven], ...]] | None = key(_LOOK_UPS, _LOOK_UPS_DOC, "lookUps")
    at: Noted[int] | None = key(Moment(), _AT)
    expect: Noted[Expect] | None = key(_EXPECT, "What this row expects.")
    skip: Noted[str] | None = key(Text("a reason"), "Why this row is not run.")
    todo: Noted[str] | None = key(Text("a reason"), "Why this row fails: it passes while it fails.")


@dataclass(frozen=True, slots=True)
class _CasesShape:
    """Rows, or the path of a CSV file."""

    def read(self, node: Node, reader: Reader) -> "tuple[Noted[Row], ...] | str | None":
        if isinstance(node, Scalar):
            return Text("a list of rows, or the path of a CSV file").read(node, reader)
        return ListOf(Object(Row, "a row")).read(node, reader)

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "string"}, ListOf(Object(Row, "a row")).schema()]}


@keyed
class FlowTest:
    """One test, or a table of them."""

    name: Noted[str] | None = key(Text(), "What the test shows.", required=True)
    data_action: Noted[str] | None = key(Text(), _DATA_ACTION_DOC, "dataAction")
    inputs: Noted[Inputs] | None = key(_INPUTS, "Inputs of the flow; `Flow.` may be left out.")
    mocks: Noted[MocksGiven] | None = key(_MOCKS, _MOCKS_DOC)
    look_ups: Noted[tuple[Noted[LookUpGiven], ...]] | None = key(_LOOK_UPS, _LOOK_UPS_DOC, "lookUps")
    at: Noted[int] | None = key(Moment(), _AT)
    seed: Noted[int] | None = key(Count(), "The seed of the flow's random numbers. Default: 0.")
    validate: Noted[str] | None = key(_VALIDATE, _VALIDATE_DOC)
    cases: "Noted[tuple[Noted[Row], ...] | str] | None" = key(
        _CasesShape(), "A table: each row is merged over the test. Or the path of a CSV file."
    )
    steps: Noted[tuple[Noted[Step], ...]] | None = key(ListOf(StepShape()), "A conversation. Not run yet.")
    explore: Noted[Explore] | None = key(Object(Explore, "explore"), "Try the answers of the world and inputs.")
    replay: Noted[str] | None = key(Text("the path of a kept run"), "A kept run that must go the same way.")
    allow: Noted[tuple[Noted[str], ...]] | None = key(ListOf(Text()), "Actions that may differ from the kept run.")
    expect: Noted[Expect] | None = key(_EXPECT, "What must be true of the run.")
    tags: Noted[tuple[Noted[str], ...]] | None = key(ListOf(Text(), or_one=True), "Words to select tests by: --tag.")
    skip: Noted[str] | None = key(Text("a reason"), "Why the test is not run.")
    todo: Noted[str] | None = key(Text("a reason"), "Why the test fails: it passes while it fails.")


@keyed
class TestFile:
    """A test file. `source` is its text."""

    flow: Noted[str] | None = key(Text("a path, or a flow's name"), "The flow: a path, or its name.")
    data_action: Noted[str] | None = key(Text(), _DATA_ACTION_DOC, "dataAction")
    org: Noted[str] | None = key(Text("a folder"), "The organization's folder, or none. Default: the nearest.")
    at: Noted[int] | None = key(Moment(), _AT)
    mocks: Noted[MocksGiven] | None = key(_MOCKS, _MOCKS_DOC)
    validate: Noted[str] | None = key(_VALIDATE, _VALIDATE_DOC)
    substitutions: Noted[Mapping[str, Noted[str]]] | None = key(MapOf(Text(), "placeholder"), "Values for {{KEY}}.")
    tests: Noted[tuple[Noted[FlowTest], ...]] | None = key(
        ListOf(Object(FlowTest, "a test")), "The tests.", required=True
    )
    source: Source = Source("", "")

    __test__ = False  # its name begins like that of a test of pytest


_NO_KEYS: dict[str, Any] = {}
NO_ROW = Row(**_NO_KEYS)
"""The row of a test without a table."""

FILE: Object[Any] = Object(TestFile, "a test file")
