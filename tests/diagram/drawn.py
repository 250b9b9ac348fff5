"""Flows for the tests of diagrams: their outlines, and all files that there are."""

import re
from pathlib import Path
from xml.etree import ElementTree

from architrave.diagnostics import Source
from architrave.diagram.outline import Outline, outline_of
from architrave.flows.document import read_document
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from tests.shared import SHARED

ROOT = Path(__file__).parents[2]
FLOWS = Path(__file__).parent / "flows"
OWN = sorted(FLOWS.glob("*.yaml"))
ALL = [
    *OWN,
    *sorted((ROOT / "tests/interpreter/flows").glob("*.yaml")),
    *sorted((ROOT / "tests/flows/broken").glob("*.yaml")),
    *sorted((ROOT / "examples").rglob("flows/*.yaml")),
]
CORPUS = sorted((SHARED / "corpus").rglob("*.yaml"))
SVG = "{http://www.w3.org/2000/svg}"


def read(text: str) -> tuple[Program, Outline] | None:
    """A flow as program and outline; None if it cannot be read."""
    source = Source("flow.yaml", text)
    program, _ = read_flow(source, allow_placeholders=True)
    if program is None:
        return None
    document, _ = read_document(source, {})
    return program, outline_of(program, document)


def flow(name: str) -> tuple[Program, Outline]:
    """One of the flows beside this file."""
    found = read((FLOWS / f"{name}.yaml").read_text(encoding="utf-8"))
    assert found is not None
    return found


def long_flow(actions: int) -> str:
    """A workflow with so many actions: decisions with both outputs, and assignments."""
    block = """
          - decision:
              name: Is number {0} large?
              condition: {{exp: Flow.number > {0}}}
              outputs:
                yes: {{actions: [{{updateData: {{name: Count number {0}, statements: []}}}}]}}
                no: {{actions: [{{updateData: {{name: Leave number {0} as it is, statements: []}}}}]}}
          - wait: {{name: Wait, duration: {{lit: {{seconds: {0}}}}}, trimDurationNearMaxRunningTime: {{lit: true}}}}"""
    head = (FLOWS / "loops.yaml").read_text(encoding="utf-8").partition("\n          - loop:")[0]
    return head + "".join(block.format(number) for number in range(actions // 4)) + "\n"


def parsed(svg: str) -> ElementTree.Element:
    """The root of an SVG that is safe to show. Raises AssertionError for elements that could run or load anything."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {
            "svg", "style", "title", "defs", "marker", "path", "rect", "text", "tspan", "g", "a",
        }, element.tag  # fmt: skip
        for name, value in element.attrib.items():
            assert not name.startswith("on"), name
            assert name != "href" or value.startswith("#"), value
            assert re.fullmatch(r"url\(#[\w-]+\)", value) or "url" not in value or name == "aria-label", value
    return root
