"""The kinds of files that are mutated: the texts to begin with, and all that Architrave does with a file of the kind.

Each `try_…` takes a mutated text, and raises only for a bug: a mistake in a file is a diagnostic, and a flow without
errors runs to an outcome.
"""

import asyncio
import contextlib
import csv
import io
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import msgspec

from architrave.definitions.architrave_toml import read_architrave_toml
from architrave.definitions.files import TextFiles
from architrave.definitions.known import known_of
from architrave.definitions.lint_rules import LINT_RULES
from architrave.definitions.mock_checks import check_mocks, known_data_actions
from architrave.definitions.mocks import read_mocks
from architrave.definitions.nouns import NOUNS
from architrave.definitions.reader import read_organization
from architrave.definitions.values import DataAction, Organization
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.baseline import BadBaselineError, baseline_of, compare, read_baseline
from architrave.diagnostics.renderers.json import render_json
from architrave.diagnostics.renderers.text import render_text
from architrave.diagnostics.suppression import suppress
from architrave.engine.data_actions import Request, Response, perform
from architrave.engine.virtual import VirtualEngine
from architrave.flows.comments import yaml_lines
from architrave.flows.document import read_document
from architrave.flows.fixing import fix_flow
from architrave.flows.outline import outline_of
from architrave.flows.placeholders import open_placeholders, unused_options
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.flows.substitutions import read_options
from architrave.flows.uses import uses_of
from architrave.interpreter.machine import run
from architrave.interpreter.trace import Halted, Trace
from architrave.organization.directory import Directory
from tests.flows.every_action import flows as flows_with_every_action
from tests.flows.organization import KNOWN
from tests.interpreter.worlds import ChanceWorld
from tests.mutating import Mutator, mangled
from tests.shared import SHARED

TESTS = Path(__file__).parents[1]
EXAMPLE = TESTS.parent / "examples" / "order-sync"
MOST_ACTIONS = 300
"""How many actions of a run are performed."""

FLOW = """\
workflow:
  name: Small
  startUpRef: "/workflow/states/state[Start_1]"
  variables:
    - stringVariable: {name: Flow.text, initialValue: {lit: a}, isInput: true, isOutput: true}
    - integerVariable: {name: Flow.count, initialValue: {noValue: true}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - dataTableLookup:
              name: Look up
              lookupValue: {exp: Flow.text}
              dataTable:
                Table: {foundOutputs: {Name: {var: Flow.text}, Count: {var: Flow.count}}, failureOutputs: {}}
          - callData:
              name: Call
              timeout: {lit: {minutes: 1}}
              category:
                Integration:
                  dataAction:
                    Action: {inputs: {id: {exp: Flow.text}}, successOutputs: {name: {var: Flow.text}}}
          - endWorkflow: {name: End, exitReason: {exp: Flow.text}}
"""
ORGANIZATION = {
    "org.yaml": (EXAMPLE / "org.yaml").read_text(encoding="utf-8"),
    "flows/small.yaml": FLOW,
    "data-tables/Table.schema.json": json.dumps(
        {
            "name": "Table",
            "schema": {
                "properties": {
                    "key": {"type": "string", "title": "Code"},
                    "Name": {"type": "string", "default": ""},
                    "Count": {"type": "integer", "default": 0},
                    "Share": {"type": "number", "default": 0.5},
                    "Blocked": {"type": "boolean"},
                }
            },
        }
    ),
    "data-tables/Table.csv": 'Code,Name,Count,Share,Blocked\r\na,"A, B",1,1.5,true\r\nb,,,,FALSE\r\n',
    "data-actions/Integration/Action.json": (
        EXAMPLE / "data-actions" / "ERP Data Actions" / "Get Orders.json"
    ).read_text(encoding="utf-8"),
    "mocks.yaml": (EXAMPLE / "mocks.yaml").read_text(encoding="utf-8"),
}
REPLIES = (
    b"",
    b"{}",
    b"[]",
    b"null",
    b'{"orders": [{"id": 1}], "total": "x"}',
    b"\xff",
    b'"\\ud800"',
    b"<x/>",
    b"1e999",
)
TOML = """\
[lint]
select = ["unused-variable"]
ignore = ["not-text"]
exclude = ["old/**", "*.yaml"]

[lint.severity]
missing-key = "warning"

[lint.per-file-ignores]
"flows/*.yaml" = ["duplicate-case"]
"""
OPTIONS = 'substitutions:\n  name: "x"\n  division: 5\n  on: true\nother: {a: b}\n'


def _texts(folder: Path, pattern: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob(pattern)) if ".cases" not in path.name]


def flow_texts(longest: int) -> list[str]:
    """Flows of the tests, of the examples and, where it is there, of the reference corpus, up to so many lines."""
    made = [json.dumps(flow, indent=1) for flow in flows_with_every_action().values()]
    texts = [
        *_texts(TESTS / "interpreter" / "flows", "*.yaml"),
        *_texts(TESTS / "flows" / "broken", "*.yaml")[::5],
        *_texts(EXAMPLE / "flows", "*.yaml"),
        *_texts(SHARED / "corpus", "*/*.yaml"),
    ]
    return [FLOW, *made, *(text for text in texts if text.count("\n") < longest)]


def try_flow(text: str, chance: random.Random) -> None:
    source = Source("flow.yaml", text)
    program, found = read_flow(source, known=KNOWN, allow_placeholders=True)
    shown(found, source)
    lines = yaml_lines(text)
    if lines is not None:
        suppress(found, source, rules=LINT_RULES, lines=lines)
    open_placeholders(source, {})
    if program is None:
        return
    uses_of(program, read_document(source, {})[0].root)
    outline = outline_of(program)
    known_data_actions(outline.data_actions)
    if program.start is not None and not any(fault.is_error for fault in found):
        read_and_run(source, chance)
    if any(fault.fix for fault in found) and chance.random() < 0.2:
        fix_flow(source, found, lambda each: read_flow(each, known=KNOWN, allow_placeholders=True)[1])


def read_and_run(source: Source, chance: random.Random) -> None:
    """Runs a flow as `architrave run` does: a placeholder without a value is an error."""
    program, found = read_flow(source, substitutions={"name": "x"})
    if program is not None and not any(fault.is_error for fault in found):
        run_some(program, chance)


def run_some(program: Program, chance: random.Random) -> None:
    """Performs the first actions of a flow in a world that answers anything."""
    count = 0

    def count_action(*_: object) -> None:
        nonlocal count
        count += 1
        if count >= MOST_ACTIONS:
            raise Halted

    world = ChanceWorld(program, chance.randrange(1000))
    start = world.start()
    machine = run(program, start, {program.hash: program}.__getitem__, Trace(None, start.launched_at), count_action)
    execution = VirtualEngine(world, {}.__getitem__).begin(machine, program, start)
    with contextlib.suppress(Halted):
        asyncio.run(execution.advance())


def try_organization(path: str) -> Callable[[str, random.Random], None]:
    """All that is done with an organization of which one file is mutated."""

    def attempt(text: str, chance: random.Random) -> None:
        texts = {**ORGANIZATION, path: text}
        mocks_yaml = Source("mocks.yaml", texts["mocks.yaml"])
        mocks, mock_faults = read_mocks(mocks_yaml)
        shown(mock_faults, mocks_yaml)
        organization, faults = read_organization(TextFiles(texts), environment={"ENV": "x"})
        shown(faults, Source(path, text))
        if organization is None:
            return
        known = known_of(organization, mocks)
        calls = [call for flow in organization.flows for call in flow.outline.data_actions]
        shown(check_mocks(mocks_yaml, known_data_actions(calls, organization.data_actions)), mocks_yaml)
        read_flow(Source("flow.yaml", FLOW), substitutions=organization.substitutions, known=known)
        look_around(organization)
        for program in [flow.program for flow in organization.flows]:
            run_some(program, chance)
        for action in organization.data_actions:
            call(action, chance)
        for use in calls:
            chosen = mocks.choose(use.category, use.name, {"id": 1})
            if chosen is not None:
                msgspec.json.encode(chosen[1].to_json())

    return attempt


def look_around(organization: Organization) -> None:
    """Asks an organization's directory for everything, and writes it as the server does."""
    directory = Directory.of(organization)
    for noun in NOUNS:
        msgspec.json.encode(directory.all(noun.name))
    for noun, by, value in (("user", "email", "x"), ("dataTable", "name", "Table"), ("externalContact", "email", "x")):
        msgspec.json.encode(directory.look_up(noun, by, value))
    msgspec.json.encode(directory.look_up("dataTableRow", "key", "a", "Table"))


def call(action: DataAction, chance: random.Random) -> None:
    """Calls a data action at a service that answers anything."""

    async def send(_: Request) -> Response:
        return Response(
            chance.choice((200, 204, 404, 500)), chance.choice(REPLIES), {"content-type": "application/json"}
        )

    inputs: dict[str, Any] = {"id": chance.choice(("a", 1, None, [1], {"a": 1})), "batchId": "x"}
    msgspec.json.encode(asyncio.run(perform(action, inputs, send)))


def try_toml(text: str, _: random.Random) -> None:
    source = Source("architrave.toml", text)
    settings, faults = read_architrave_toml(source)
    shown(faults, source)
    if settings is not None:
        settings.excludes("flows/a.yaml")
        settings.apply(list(read_flow(Source("flow.yaml", FLOW))[1]), "flows/a.yaml")


def try_baseline(text: str, _: random.Random) -> None:
    try:
        baseline = read_baseline(text)
    except BadBaselineError:
        return
    baseline.to_text()
    compare(read_flow(Source("flow.yaml", "workflow: {}"))[1], baseline, name=str, is_checked=lambda _: True)


def try_options(text: str, _: random.Random) -> None:
    source = Source("options.yaml", text)
    values, faults = read_options(source)
    shown(faults, source)
    unused_options(source, {"name"})
    read_flow(Source("flow.yaml", FLOW.replace("Small", "{{name}} {{division}}")), substitutions=values)


def shown(faults: Sequence[Diagnostic], source: Source) -> None:
    """Writes diagnostics in each form, and for people."""
    assert all(fault.message for fault in faults)
    json.dumps(render_json(faults))
    render_text(list(faults)[:3], {source.name: source})


@dataclass(frozen=True)
class Kind:
    """A kind of file. `share` is how many mutations in a thousand are of this kind."""

    share: int
    texts: Sequence[str]
    attempt: Callable[[str, random.Random], None]
    is_structured: bool = True

    @cached_property
    def mutators(self) -> list[Callable[[random.Random], str]]:
        """What makes mutated texts, one for each text."""
        if self.is_structured:
            return [Mutator(text, self.texts).mutated for text in self.texts]
        return [lambda chance, text=text: _in_a_file(mangled(text, chance)) for text in self.texts]


def _in_a_file(text: str) -> str:
    """The text without what UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def kinds(longest: int) -> dict[str, Kind]:
    """The kinds of files, with flows of up to so many lines."""
    baseline = baseline_of(read_flow(Source("flow.yaml", "workflow: {}"))[1], str).to_text()
    actions = [ORGANIZATION["data-actions/Integration/Action.json"], *_texts(SHARED / "corpus", "data-actions/*.json")]
    rows = "\n".join(",".join(row) for row in csv.reader(io.StringIO(ORGANIZATION["data-tables/Table.csv"])))
    schema, table = (f"data-tables/Table.{suffix}" for suffix in ("schema.json", "csv"))
    return {
        "flow": Kind(500, flow_texts(longest), try_flow),
        "org": Kind(120, [ORGANIZATION["org.yaml"], EVERYTHING], try_organization("org.yaml")),
        "data action": Kind(140, actions, try_organization("data-actions/Integration/Action.json")),
        "schema": Kind(60, [ORGANIZATION[schema]], try_organization(schema)),
        "rows": Kind(40, [ORGANIZATION[table], rows], try_organization(table), is_structured=False),
        "mocks": Kind(70, [ORGANIZATION["mocks.yaml"], MOCKS], try_organization("mocks.yaml")),
        "toml": Kind(30, [TOML], try_toml, is_structured=False),
        "baseline": Kind(20, [baseline], try_baseline),
        "options": Kind(20, [OPTIONS], try_options),
    }


MOCKS = """\
Integration/Action:
  - when: {id: a}
    success: {name: A, count: 5, list: [1, {a: b}]}
    delay: 1.5
  - failure: {errorCode: "404", errorMessage: No}
  - timeout: true
Action: {success: {}}
"""


def _everything() -> str:
    """An org.yaml with every key that it can have."""
    from architrave.definitions.sections import ORG_YAML
    from architrave.definitions.shapes import Fields, Flag, Listed, Named, Shape, Text, Whole

    def sample(shape: Shape) -> Any:
        match shape:
            case Text(options):
                return options[0] if options else "x"
            case Flag():
                return True
            case Whole(least):
                return least
            case Listed(item):
                return [sample(item)]
            case Named(value):
                return {"x": sample(value)}
            case Fields(fields):
                return {name: sample(each) for name, each in fields.items()}
            case _:
                return {"x": [1.5, None]}

    return json.dumps(sample(ORG_YAML), indent=1)


EVERYTHING = _everything()
