"""What Velocity 2.3 with velocity-tools 3.1 prints for our own templates, in its default and its strict mode.

`measured.json` has the values and, for each template, the result in both modes: a text; `{"fault": true}` if it cannot
be parsed; `{"error": MESSAGE}` if rendering fails, where the message is null if ours is in other words.
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from architrave.templates import Fault, Refused, Strictness, parse_template, render

MEASURED: dict[str, Any] = json.loads((Path(__file__).parent / "measured.json").read_text(encoding="utf-8"))


def rendered(text: str, strictness: Strictness) -> object:
    template = parse_template(text)
    if isinstance(template, Fault):
        return {"fault": True}
    try:
        return render(template, deepcopy(MEASURED["values"]), name="successTemplate", strictness=strictness)
    except Refused as refusal:
        return {"error": str(refusal)}


def agrees(found: object, measured: object) -> bool:
    if isinstance(measured, dict) and "error" in measured and measured["error"] is None:
        return isinstance(found, dict) and "error" in found
    return found == measured


@pytest.mark.parametrize(("text", "default", "strict"), MEASURED["cases"])
def test_prints_what_velocity_prints(text: str, default: object, strict: object) -> None:
    assert agrees(rendered(text, Strictness.DEFAULT), default), rendered(text, Strictness.DEFAULT)
    assert agrees(rendered(text, Strictness.STRICT), strict), rendered(text, Strictness.STRICT)


UNSET = [
    # With `UNSET`, null is as in the default mode, and everything else as in strict mode.
    ("${input.nope}", "${input.nope}"),
    ("$!input.nope", ""),
    ("$esc.url($input.nope)", "$esc.url($input.nope)"),
    ("$input.nope.length()", "$input.nope.length()"),
    ("#if($input.nope > 1)a#{else}b#end", "b"),
    ("$nn", {"error": "Variable $nn has not been set at successTemplate[line 1, column 1]"}),
    ("$!nn", {"error": "Variable $nn has not been set at successTemplate[line 1, column 1]"}),
    ("#if($nn)a#{else}b#end", "b"),
    (
        "$s.foo()",
        {"error": "Object 'java.lang.String' does not contain method foo() at successTemplate[line 1, column 4]"},
    ),
]


@pytest.mark.parametrize(("text", "expected"), UNSET)
def test_inputs_without_a_value_can_be_text_where_names_must_be_set(text: str, expected: object) -> None:
    assert rendered(text, Strictness.UNSET) == expected
