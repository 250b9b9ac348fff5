"""What Jayway JsonPath 2.9.0 gives for our own paths over one document.

`measured.json` has the document and, for each path, `{"is": VALUE}`, `{"none": true}` if it fails or finds nothing, or
`{"invalid": true}`.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from architrave.templates import Fault, NoValue, compile_path

MEASURED: dict[str, Any] = json.loads((Path(__file__).parent / "measured.json").read_text(encoding="utf-8"))


def followed(text: str, document: object) -> object:
    path = compile_path(text)
    if isinstance(path, Fault):
        return {"invalid": True}
    try:
        return {"is": path.read(document)}
    except NoValue:
        return {"none": True}


@pytest.mark.parametrize(("text", "measured"), MEASURED["cases"])
def test_finds_what_jayway_finds(text: str, measured: object) -> None:
    assert json.dumps(followed(text, MEASURED["document"])) == json.dumps(measured)
