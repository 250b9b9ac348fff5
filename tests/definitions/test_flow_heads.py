"""The head of a flow is what reading the flow finds, or nothing."""

from pathlib import Path

import pytest

from architrave.definitions.flow_heads import FlowHead, head_of
from architrave.diagnostics import Source
from architrave.flows.reader import read_flow
from architrave.flows.substitutions import substitute

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for folder in ("examples", "tests/flows", "tests/interpreter/flows", "benchmarks", "../shared/corpus")
    for path in (ROOT / folder).rglob("*.y*ml")
    if path.is_file()
)

HEADS = {
    "workflow:\n  name: Order sync\n  x: 1\n": FlowHead("workflow", "Order sync"),
    "# A comment\n\nWORKFLOW:\r\n    name: A-b (c) d.e\r\n    x: 1\r\n": FlowHead("workflow", "A-b (c) d.e"),
    "commonmodule:\n  division: Home\n  name: 'It is: so'\n  x: 1\n": FlowHead("commonModule", "It is: so"),
    'inboundCall: # calls\n  name: "Größe"\n  x: 1\n': FlowHead("inboundCall", "Größe"),
    "workflow:\n  name: Order\n    sync\n  x: 1\n": None,
    "workflow:\n  name: true\n  x: 1\n": None,
    "workflow:\n  name: 12\n  x: 1\n": None,
    "workflow:\n  name: a # b\n  x: 1\n": None,
    "workflow:\n  name: a: b\n  x: 1\n": None,
    "workflow:\n  name: &anchor a\n  x: 1\n": None,
    'workflow:\n  name: "a\\x20b"\n  x: 1\n': None,
    'workflow:\n  name: "a\n  b"\n  x: 1\n': None,
    "workflow:\n  name: >\n    a\n  x: 1\n": None,
    "workflow:\n  Name: a\n  x: 1\n": None,
    "workflow:\n  states:\n    name: a\n  name: b\n": None,
    "workflow: {name: a}\n": None,
    "workflow:\n": None,
    "hello:\n  name: a\n  x: 1\n": None,
    "": None,
}


@pytest.mark.parametrize("text", HEADS)
def test_a_head_is_what_is_plainly_written(text: str) -> None:
    assert head_of(text) == HEADS[text]


@pytest.mark.slow
def test_a_head_is_what_reading_finds() -> None:
    found = 0
    for path in FILES:
        text = path.read_bytes().decode("utf-8", "replace")
        head = head_of(substitute(text, {}).text)
        if head is None:
            continue
        program, _ = read_flow(Source(str(path), text), allow_placeholders=True)
        if program is not None:
            found += 1
            assert (program.flow_type, program.name) == (head.flow_type, head.name), path
    assert found > 50
