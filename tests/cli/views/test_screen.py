"""Color and width: `NO_COLOR`, `FORCE_COLOR`, `COLUMNS`, and text that a terminal would act on."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from architrave.cli import architrave

FLOW = """workflow:
  name: Colors of a text that is long
  startUpRef: /workflow/states/state[s]
  states:
    - state:
        name: s
        refId: s
        nme: "\x1b[31m and a text that makes this line wider than a narrow terminal can show at once"
        actions:
          - endWorkflow:
              name: End
"""


@pytest.fixture
def flow(tmp_path: Path) -> str:
    path = tmp_path / "flow.yaml"
    path.write_text(FLOW.replace("\x1b", "\\e"), encoding="utf-8")
    return str(path)


COLORS = [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)]
COMMANDS = [("lint",), ("run",), ("run", "--brief")]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(("environment", "colored"), COLORS)
def test_color(flow: str, command: tuple[str, ...], environment: dict[str, str], colored: bool) -> None:
    verb, *options = command
    if verb != "lint":
        Path(flow).write_text(FLOW.replace('        nme: "\x1b', '        # "'), encoding="utf-8")
    forced = "FORCE_COLOR" in environment
    shown = CliRunner().invoke(architrave, [verb, flow, *options], env=environment, color=forced).output
    assert ("\x1b[" in shown) is colored


def test_lines_fit_a_narrow_terminal(flow: str) -> None:
    shown = CliRunner().invoke(architrave, ["lint", flow], env={"COLUMNS": "60"}).output
    lines = [line for line in shown.splitlines() if not line.startswith("  --> ")]
    assert max(map(len, lines)) <= 60
    assert "`state` has no key `nme`" in shown
