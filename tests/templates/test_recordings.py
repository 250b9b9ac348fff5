"""The recordings of Java's libraries in the reference material; lines where we differ have a reason here."""

import json
from collections.abc import Iterator
from typing import Any

from architrave.templates import Fault, Refused, parse_template, render
from tests.shared import SHARED, needs_shared
from tests.templates.json_path.test_measured import followed

CONFINED = {
    "$input.class.name": "a template cannot reach Java's classes",
    "$input.name.getClass()": "a template cannot reach Java's classes",
    '#parse("x")': "a template cannot read files; Velocity does not find the file, we do not look",
    '#evaluate("$input.n")': "a text from the network must not become a template",
    "$math.random": "a call must give the same request each time",
    '$input.csv.split(",").toString()': "Java prints the address of the array",
}
"""Templates that Velocity renders and we refuse."""

OTHER_FORM = {"$.entities[0].keys()": "recorded as Java's text of a set; we give the names as an array"}
"""Paths whose recorded result is in another form."""


def recorded(name: str) -> Iterator[dict[str, Any]]:
    for line in (SHARED / "oracle" / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def rendered(text: str, values: dict[str, Any]) -> str | None:
    template = parse_template(text)
    if isinstance(template, Fault):
        return None
    try:
        return render(template, values)
    except Refused:
        return None


@needs_shared
def test_templates_print_what_was_recorded():
    differing = [
        line["template"]
        for line in recorded("velocity-java.jsonl")
        if rendered(line["template"], {"input": line["input"], **line["vars"]}) != line.get("result")
        or line["template"] in CONFINED
    ]
    assert sorted(differing) == sorted(CONFINED)


@needs_shared
def test_paths_find_what_was_recorded():
    differing: list[str] = []
    for line in recorded("jsonpath-java.jsonl"):
        wanted = {"is": line["result"]} if "result" in line else {"invalid" if "invalid" in line else "none": True}
        if json.dumps(followed(line["path"], line["doc"])) != json.dumps(wanted):
            differing.append(line["path"])
    assert differing == list(OTHER_FORM)
