"""The command as a process: unknown commands, invalid text, and output errors."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from architrave import __version__
from architrave.cli import architrave, main
from architrave.definitions.reader import read_organization

COMMAND = [sys.executable, "-m", "architrave"]
HAS_FULL = Path("/dev/full").exists()


def run(*arguments: str | bytes, **more: object) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([*COMMAND, *arguments], capture_output="stdout" not in more, check=False, **more)  # type: ignore[call-overload,no-any-return]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("srve", "Unknown command srve. Did you mean serve?"),
        ("xyzzy", "The commands are init, serve, connect, check,"),
        ("validate", "Use `architrave lint`"),
        ("START", "Use `architrave serve`"),
        ("up", "Use `architrave serve`"),
        ("export", "archy export"),
        ("simulate", "Use `architrave run`"),
        ("talk", "Use `architrave run`: run a flow on a virtual clock."),
        ("help", "architrave --help"),
    ],
)
def test_an_unknown_command_is_reported_with_a_suggestion(word: str, said: str) -> None:
    result = CliRunner().invoke(architrave, [word])
    assert result.exit_code == 2
    assert said in result.stderr


USAGE_ERRORS = [
    ("check", "-", "--flow", "."),
    ("check", "-", "--target", "x", "--org", "y"),
    ("launch",),
    ("run", "no-such-flow\x1b[2J\u202e", "--org", "."),
    ("explain", "no-such-rule\x1b"),
    ("lint", "no-such-folder/with/a/very/long/name/that/does/not/fit/into/one/line/of/a/terminal.yaml"),
]


@pytest.mark.parametrize("arguments", USAGE_ERRORS, ids=lambda words: words[0])
def test_usage_errors_fit_the_terminal_and_are_escaped(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["architrave", *arguments])
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as ended:
        main()
    shown = capsys.readouterr().err
    assert ended.value.code == 2
    assert "Error: " in shown
    assert not set(shown) & {"\x1b", "\u202e"}
    assert all(len(line) <= 80 or " " not in line.strip() for line in shown.splitlines())


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "FLOW", "-i", "batchId=\udcff"),
        ("run", "FLOW", "-i", "batchId=B", "--until", "\udcff"),
        ("run", "\udcff"),
        ("run", "FLOW", "--mocks", "\udcff"),
        ("launch", "\udcff", "--target", "http://127.0.0.1:1"),
        ("launch", "x", "-i", "a=\udcff", "--target", "http://127.0.0.1:1"),
        ("trace", "\udcff", "--target", "http://127.0.0.1:1"),
        ("flows", "--target", "http://\udcff"),
        ("explain", "\udcff"),
        ("check", "\udcff"),
        ("lint", "\udcff"),
        ("eval", "\udcff"),
        ("serve", "ORG", "--database", "postgresql://\udcff"),
        ("serve", "ORG", "--server-name", "\udcff"),
        ("\udcff",),
    ],
    ids=lambda words: ascii(words),
)
def test_arguments_that_are_not_utf_8_are_not_a_bug(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    example = Path(__file__).parents[2] / "examples" / "order-sync"
    files = {"FLOW": str(example / "flows" / "order-sync.yaml"), "ORG": str(example)}
    monkeypatch.setattr("sys.argv", ["architrave", *(files.get(word, word) for word in arguments)])
    monkeypatch.setenv("GENESYSCLOUD_ACCESS_TOKEN", "token")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in (0, 1, 2)
    assert "Traceback" not in capsys.readouterr().err


def test_the_package_runs_as_a_module() -> None:
    assert run("--version").stdout.decode() == f"architrave {__version__}\n"


def test_an_unknown_option_is_reported() -> None:
    assert "No such option '--frmat'" in CliRunner().invoke(architrave, ["--frmat"]).stderr


@pytest.mark.slow
def test_output_into_a_pipe_is_always_utf_8() -> None:
    done = run("eval", '"→ ü"', env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stdout.decode()) == (0, "→ ü\n")


@pytest.mark.slow
def test_half_of_a_surrogate_pair_is_escaped() -> None:
    done = run("eval", "--batch", "-", input=b'"\\"\\ud83d\\""\n')
    assert json.loads(done.stdout)["value"] == "\ud83d"


@pytest.mark.slow
@pytest.mark.skipif(not HAS_FULL, reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [("eval", "1"), ("explain",), ("schema", "flow")])
def test_output_that_cannot_be_written_is_reported(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(*arguments, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == ["architrave: cannot write the output: No space left on device."]


@pytest.mark.slow
@pytest.mark.parametrize("command", [("serve",), ("lint",), ("run", "x.yaml", "--org"), ("eval", "1", "--org")])
def test_a_name_that_the_system_refuses_is_reported(command: tuple[str, ...]) -> None:
    done = run(*command, 300 * "x")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"architrave: cannot use " in done.stderr
    assert b"File name too long." in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("run", "-"), ("lint", "-"), ("check", "-")])
def test_a_closed_standard_input_reads_as_empty(arguments: tuple[str, ...]) -> None:
    closed = run(*arguments, stdin=subprocess.DEVNULL, preexec_fn=lambda: os.close(0))
    empty = run(*arguments, stdin=subprocess.DEVNULL)
    assert closed.returncode == empty.returncode != 0
    assert (closed.stdout, closed.stderr) == (empty.stdout, empty.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text are Linux's")
def test_a_folder_whose_name_is_not_utf_8_can_be_an_organization(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    folder.mkdir()
    (folder / "flow.yaml").write_text("{", encoding="utf-8")
    organization, _ = read_organization(folder, environment={})
    assert organization is not None
    assert organization.name == r"caf\udce9"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text are Linux's")
@pytest.mark.parametrize("command", ["run", "lint", "check"])
def test_a_file_name_that_is_not_utf_8_is_shown_escaped(command: str, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.yaml"
    Path(os.fsdecode(path)).write_text("{", encoding="utf-8")
    done = run(command, path, "--format", "json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["diagnostics"][0]["file"].endswith(r"/caf\udce9.yaml")
