"""What a file is, by its name and text."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.cloud.exports import export_suffix
from architrave.definitions.file_kinds import FileKind, exports_by_suffix, kind_of_file

EXPORTED = base64.b64encode(quote('{"type":"workflow"}').encode()).decode()


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.yaml", "workflow:\n  name: x\n", FileKind.FLOW),
        ("a.yaml", "# c\nInboundCall:\n", FileKind.FLOW),
        ("a.yaml", "{{top}}:\n  x: 1\nworkflow:\n", FileKind.FLOW),
        ("a.json", '{"workflow": {"name": "x"}}', FileKind.FLOW),
        ("a.yaml", "{workflow: {name: x}}", FileKind.FLOW),
        ("a.i3WorkFlow", EXPORTED, FileKind.EXPORT),
        ("a.I3INBOUNDFLOW", "", FileKind.EXPORT),
        ("renamed.yaml", EXPORTED, FileKind.EXPORT),
        ("body.json", '{"flowId": "x"}', FileKind.LAUNCH_REQUEST),
        ("body.json", '{"flow_id": "x", "inputData": {}}', FileKind.LAUNCH_REQUEST),
        ("body.json", '{"flowId": "x",}', FileKind.LAUNCH_REQUEST),
        ("body.json", "{'flowId': 'x'", FileKind.LAUNCH_REQUEST),
        ("body.yaml", "flowId: x\n", FileKind.LAUNCH_REQUEST),
        ("x.sh", "curl -X POST https://…", FileKind.LAUNCH_REQUEST),
        ("x.http", "POST /api/v2/flows/executions HTTP/1.1", FileKind.LAUNCH_REQUEST),
        ("a.json", '{"name": "x", "config": {}, "contract": {}}', FileKind.DATA_ACTION),
        ("a.json", "[1]", FileKind.JSON),
        ("a.json", '{"a": 1}', FileKind.JSON),
        ("a.json", "{broken", FileKind.JSON),
        ("a.yaml", "{broken", FileKind.OTHER),
        ("a.json", "[" * 100_000, FileKind.JSON),
        ("a.yaml", "services: {}\n", FileKind.OTHER),
        ("a.yaml", "worklow:\n", FileKind.OTHER),
        ("a.yaml", "", FileKind.OTHER),
        ("a.txt", "Hello", FileKind.OTHER),
    ],
)
def test_kinds(name: str, text: str, kind: FileKind) -> None:
    assert kind_of_file(name, text) is kind


def test_exports_are_counted() -> None:
    names = ["a.i3WorkFlow", "b.i3InboundFlow", "dir/c.i3InboundFlow", "x.yaml", "i3.txt"]
    assert exports_by_suffix(names) == {".i3InboundFlow": 2, ".i3WorkFlow": 1}
    assert [name for name in names if export_suffix(name)] == names[:3]


@pytest.mark.property
@given(st.text(), st.text())
def test_any_text_is_of_some_kind(name: str, text: str) -> None:
    assert kind_of_file(name, text) in FileKind
