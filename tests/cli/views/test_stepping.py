"""The debugger's prompt: whole sessions, as they look in a terminal with 80 columns.

A session in `sessions/` begins with its command; its lines with `> ` are what a person types. To add one, write only
these lines, and run `make goldens`. The last line is the exit code.
"""

import asyncio
import shlex
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import architrave
from architrave.cli.run import command
from architrave.cli.views import stepping
from tests.goldens import Golden

SESSIONS = sorted((Path(__file__).parent / "sessions").glob("*.txt"))
FLOWS = Path(__file__).parents[2] / "interpreter" / "flows"


def session(first: str, typed: list[str]) -> str:
    """The text of a session: its command, and what the terminal shows."""
    arguments = shlex.split(first.removeprefix("$ architrave run"))
    done = CliRunner(env={"COLUMNS": "80"}).invoke(command, arguments, input="".join(f"{line}\n" for line in typed))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    return "\n".join([first, *lines, f"exit {done.exit_code}", ""])


@pytest.mark.parametrize("file", SESSIONS, ids=lambda file: file.stem)
def test_a_session(file: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FLOWS)
    first, *lines = file.read_text(encoding="utf-8").splitlines()
    typed = [line[2:] for line in lines if line.startswith("> ") or line == ">"]
    if lines[-2:-1] == [">"] and lines[-1].startswith("exit"):
        typed.pop()  # the prompt at which the input ended
    golden(file, session(first, typed))


@pytest.mark.parametrize(
    "typed",
    [
        "l " + "9" * 5000,
        "d " + "9" * 5000,
        "b " + "9" * 5000,
        "b a\0b.yaml:3",
        "p " + "(" * 5000,
        "set \0 = 1",
        "=",
        "\x1b[A",
    ],
)
def test_nothing_that_is_typed_ends_the_debugger(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FLOWS)
    text = session("$ architrave run control.yaml --step", [typed, "s"])
    assert "First?  decision" in text
    assert "\x1b" not in text


def test_commands_that_are_not_utf_8_are_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FLOWS)
    done = CliRunner().invoke(command, ["control.yaml", "--step"], input=b"s\n\xff\xfe\n")
    assert done.exit_code == 2
    assert "The commands are not UTF-8 text." in done.stderr


class Interrupted:
    """Waits for movements as the command does, and interrupts one of them."""

    def __init__(self, movement: int, after: int) -> None:
        self.movement = movement
        self.after = after

    def __call__(self, movement: Coroutine[Any, Any, None]) -> None:
        self.movement -= 1
        turns = self.after if self.movement == 0 else 1_000_000
        try:
            for _ in range(turns):
                movement.send(None)
        except StopIteration:
            return
        try:
            movement.throw(asyncio.CancelledError())
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None


ENDLESS = """workflow:
  name: Endless
  startUpRef: /workflow/states/state[Start_1]
  variables:
    - integerVariable: {name: Flow.n, initialValue: {lit: 0}, isOutput: true}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - loopUntil:
              name: For ever
              currentIndex: {noValue: true}
              exitConditions: []
              outputs:
                loop:
                  actions:
                    - updateData:
                        name: Count
                        statements: [{integer: {variable: Flow.n, value: {exp: Flow.n + 1}}}]
          - endWorkflow: {name: End}
"""


@pytest.fixture
def debugged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    (tmp_path / "endless.yaml").write_text(ENDLESS, encoding="utf-8")

    def follow(interrupt: tuple[int, int], *commands: str) -> list[str]:
        typed = iter(commands)

        async def opened() -> Any:
            async with architrave.open(tmp_path / "endless.yaml") as platform:
                return platform.debug(at=0)

        debugger = asyncio.run(opened())
        stepping.step_through(debugger, Interrupted(*interrupt), is_stepping=True, read=lambda: next(typed, None))
        return capsys.readouterr().out.splitlines()[2:]

    return follow


def test_a_movement_that_is_interrupted_stops_where_it_is(debugged: Callable[..., list[str]]) -> None:
    lines = debugged((2, 3), "c", "p Flow.n", "s", "p Flow.n", "rs", "p Flow.n")
    assert lines[1:] == [
        "Interrupted.",
        "(200 actions)",
        "→     0.000s    For ever  loopUntil, after pass 100  endless.yaml:11",
        "  100",
        "      0.000s    For ever  loopUntil → loop",
        "→     0.000s    Count  updateData  endless.yaml:18",
        "  100",
        "→     0.000s    For ever  loopUntil, after pass 100  endless.yaml:11",
        "  100",
    ]


def test_going_back_that_is_interrupted_stays_where_it_was(debugged: Callable[..., list[str]]) -> None:
    lines = debugged((3, 20), "c", "rs", "p Flow.n", "s", "rs", "p Flow.n")
    ended = lines[2:5]
    assert ended[0].startswith("FAILED")
    assert lines[-7:] == [
        "Interrupted.",
        *ended[:2],
        "  9999",
        "The run has ended. rs steps back, rc goes back to a break, q quits.",
        "→     0.000s    For ever  loopUntil, after pass 9999  endless.yaml:11",
        "  9999",
    ]
