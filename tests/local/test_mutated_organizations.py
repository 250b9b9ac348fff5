"""Organizations with a wrong kind of value somewhere: each is read, linted and run with diagnostics, without a bug."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from architrave.definitions.files import TextFiles
from architrave.definitions.known import known_of
from architrave.definitions.mock_checks import check_mocks, known_data_actions
from architrave.definitions.mocks import read_mocks
from architrave.definitions.reader import read_organization
from architrave.diagnostics import Source
from architrave.flows.reader import read_flow
from architrave.flows.substitutions import read_options
from architrave.flows.yaml import plain_value, read_yaml

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
OTHERS: tuple[Any, ...] = (None, True, 5, -1.5, "", "x", "\u0000", [], [None], [[]], [{"a": None}], [1, "x"], {})
STEP = 41
"""The quick run takes one mutation in so many."""


def mutated(value: Any) -> Iterator[Any]:
    """The value with one node replaced by a value of each other kind."""
    yield from (other for other in OTHERS if other != value)
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in members:
        for changed in mutated(inner):
            copied = value.copy()
            copied[key] = changed
            yield copied


TEXTS = {
    str(path.relative_to(EXAMPLE)): path.read_text(encoding="utf-8")
    for path in sorted(EXAMPLE.rglob("*"))
    if path.is_file() and path.suffix in {".json", ".yaml", ".csv"} and path.name != "launch.json"
}
FILES = [path for path in TEXTS if path.endswith(".json") or path in {"org.yaml", "mocks.yaml"}]
FLOWS = [Source(path, text) for path, text in TEXTS.items() if path.startswith("flows/")]


def check(texts: dict[str, str], reads_flows: Callable[[], bool]) -> None:
    organization, faults = read_organization(TextFiles(texts), environment={})
    mocks_yaml = Source("mocks.yaml", texts["mocks.yaml"])
    mocks, _ = read_mocks(mocks_yaml)
    for fault in faults:
        assert fault.message
    if organization is None:
        return
    known = known_of(organization, mocks)
    programs = [flow.program for flow in organization.flows]
    check_mocks(mocks_yaml, known_data_actions(programs, organization.data_actions))
    if reads_flows():
        for flow in FLOWS:
            read_flow(flow, substitutions=organization.substitutions, known=known)


def data_of(source: Source) -> Any:
    node, _ = read_yaml(source)
    assert node is not None
    return plain_value(node)


def texts_of(path: str) -> Iterator[dict[str, str]]:
    # One flow is enough for an organization, and reading all of them takes long.
    kept = {name: text for name, text in TEXTS.items() if not name.startswith("flows/")}
    for changed in mutated(data_of(Source(path, TEXTS[path]))):
        yield {**kept, path: json.dumps(changed)}


def test_options() -> None:
    for changed in mutated({"flow_name": "x", "division": {"inner": [1]}}):
        read_options(Source("options.yaml", json.dumps(changed)))


@pytest.mark.parametrize("path", FILES)
def test_some_mutations(path: str) -> None:
    for number, texts in enumerate(texts_of(path)):
        if number % STEP == 0:
            check(texts, lambda number=number: number == 0)


@pytest.mark.property
@pytest.mark.slow
@pytest.mark.parametrize("path", FILES)
def test_all_mutations(path: str) -> None:
    for texts in texts_of(path):
        check(texts, lambda: True)
