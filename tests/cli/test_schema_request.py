"""`architrave schema request`."""

import json
import shutil
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync"
ORDER_SYNC = "a1b2c3d4-5678-90ab-cdef-1234567890ab"


def schema(*arguments: object) -> Result:
    return CliRunner().invoke(architrave, ["schema", "request", *map(str, arguments)])


@pytest.fixture
def strict(tmp_path: Path) -> Path:
    """The example, with an input that a launch must give."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "org", ignore=shutil.ignore_patterns(".architrave")))
    text = (folder / "org.yaml").read_text()
    (folder / "org.yaml").write_text(text.replace(f"id: {ORDER_SYNC}", f"id: {ORDER_SYNC}\n    required: [batchId]"))
    return folder


@pytest.mark.parametrize("flow", ["Order sync", ORDER_SYNC, "order-sync.yaml"])
def test_the_schema_of_a_flow_by_name_id_or_file(strict: Path, flow: str) -> None:
    name = strict / "flows" / flow if flow.endswith(".yaml") else flow
    result = schema("--flow", name, "--org", strict)
    assert result.exit_code == 0
    validator = jsonschema_rs.Draft202012Validator(json.loads(result.stdout))
    assert validator.is_valid({"flowId": ORDER_SYNC, "inputData": {"Flow.batchId": "b"}})
    assert not validator.is_valid({"flowId": ORDER_SYNC})  # org.yaml marks the batch as required
    assert not validator.is_valid({"flowId": ORDER_SYNC, "inputData": {"Flow.batchId": "b"}, "user": {}})


def test_a_flow_alone_takes_any_id(tmp_path: Path) -> None:
    flow = tmp_path / "flow.yaml"
    flow.write_text((EXAMPLE / "flows" / "key-lookup.yaml").read_text().replace("{{division}}", "Home"))
    validator = jsonschema_rs.Draft202012Validator(json.loads(schema("--flow", flow).stdout))
    assert validator.is_valid({"flowId": ORDER_SYNC})
    assert not validator.is_valid({"flowId": "abc-123"})


USAGE = [
    (["--flow", "none.yaml"], "File not found: none.yaml"),
    (["--flow", "Order snc", "--org", EXAMPLE], 'Did you mean "Order sync"?'),
    (["--flow", "x", "--org", "nowhere"], "nowhere"),
    ([], "--flow"),
]


@pytest.mark.parametrize(("arguments", "said"), USAGE, ids=str)
def test_wrong_usage(arguments: list[object], said: str) -> None:
    result = schema(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
