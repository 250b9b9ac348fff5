"""Real flows of every type are read without an error: a false error is a bug in Architrave."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from architrave.diagnostics import Source
from architrave.flows.actions import ACTIONS
from architrave.flows.reader import read_flow
from architrave.flows.schema import flow_schema
from architrave.flows.yaml import parse, plain_value
from tests.shared import SHARED, needs_shared

FILES = sorted((SHARED / "corpus").glob("*/*.yaml"))
PLACEHOLDER = re.compile(r"\{\{([^{}\n]+)\}\}")

pytestmark = needs_shared


def values(text: str) -> dict[str, str]:
    """A sensible value for each placeholder of a file."""
    keys = {key.strip() for key in PLACEHOLDER.findall(text)}
    return {key: "en-us" if "language" in key else key.replace("_", " ") for key in keys}


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem[-40:]}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_false_error(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    program, found = read_flow(Source(path.name, text), substitutions=values(text))
    assert program is not None
    assert [one.message for one in found if one.is_error] == []
    assert program.actions or "actions" not in text
    assert (program.start is not None) == (program.flow_type in {"workflow", "commonModule"})


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_false_error_without_values(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    _, found = read_flow(Source(path.name, text), allow_placeholders=True)
    assert [one.message for one in found if one.is_error] == []
    told = {
        one.message.split("}}")[0].partition("{{")[2] for one in found if one.rule.slug == "unresolved-substitution"
    }
    written = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert told == {key.strip() for key in PLACEHOLDER.findall(written)}


@pytest.fixture(scope="module")
def schema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(flow_schema())


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_json_schema_takes_it(path: Path, schema: jsonschema_rs.Draft202012Validator) -> None:
    text = path.read_text(encoding="utf-8")
    given = values(text)
    node, faults = parse(PLACEHOLDER.sub(lambda match: given[match[1].strip()], text))
    assert faults == ()
    assert node is not None
    assert [str(fault.message) for fault in schema.iter_errors(plain_value(node))] == []


def test_every_action_of_the_scripting_library_is_declared() -> None:
    listed = json.loads((SHARED / "reference" / "actions.json").read_text(encoding="utf-8"))
    names = [action["class"].removeprefix("ArchAction") for action in listed]
    assert {name[0].lower() + name[1:] for name in names} <= set(ACTIONS)
