"""Pipes in place of files: `check` reads them; everything else says that they are no files. Nothing waits for ever."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from architrave.cli import architrave, files, pipes
from architrave.definitions import regular_files
from tests.cli.test_lint import GOOD

BODY = b'{"flowId": "a1b2c3d4-5678-90ab-cdef-1234567890ab", "inputs": {}}'


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(architrave, [str(each) for each in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def written_into(path: Path, *pieces: bytes) -> threading.Thread:
    """Writes into a named pipe once somebody reads it."""

    def write() -> None:
        with path.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                file.flush()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    return thread


def test_check_reads_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = written_into(tmp_path / "pipe", BODY[:20], BODY[20:])
    result = run("check", tmp_path / "pipe")
    writer.join()
    assert (result.exit_code, "misnamed-field" in result.stdout) == (1, True)


def test_check_reads_a_pipe_of_the_shell() -> None:
    reading, writing = os.pipe()
    os.write(writing, BODY)
    os.close(writing)
    try:
        result = run("check", f"/dev/fd/{reading}")
    finally:
        os.close(reading)
    assert (result.exit_code, "misnamed-field" in result.stdout) == (1, True)


def test_check_does_not_wait_for_a_writer_that_never_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipes, "WRITER_MILLISECONDS", 1)
    os.mkfifo(tmp_path / "pipe")
    result = run("check", tmp_path / "pipe")
    assert result.exit_code == 2
    assert "Nothing is written into the pipe" in result.stderr.replace("\n", " ")


@pytest.mark.parametrize("request_", ["/dev/zero", "-"])
def test_check_reads_no_more_than_a_limit(request_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (regular_files, files):
        monkeypatch.setattr(module, "LARGEST", 1000)
    result = run("check", request_, stdin=2000 * b" ")
    assert (result.exit_code, "too large" in result.stderr) == (2, True)


@pytest.mark.slow
def test_dev_stdin() -> None:
    command = [sys.executable, "-m", "architrave", "check", "/dev/stdin"]
    done = subprocess.run(command, input=BODY, capture_output=True, check=False, timeout=60)
    assert (done.returncode, b"misnamed-field" in done.stdout) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("lint", "PIPE"),
        ("run", "PIPE"),
        ("run", "FLOW", "--mocks", "PIPE"),
        ("run", "FLOW", "--options", "PIPE"),
        ("run", "FLOW", "--inputs", "PIPE"),
        ("lint", "FLOW", "--baseline", "PIPE"),
        ("check", "BODY", "--flow", "PIPE"),
        ("serve", "PIPE"),
    ],
    ids=" ".join,
)
def test_other_commands_do_not_read_pipes(arguments: tuple[str, ...], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "flow").mkdir()
    (tmp_path / "flow" / "flow.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "body.json").write_bytes(BODY)
    names = {"PIPE": tmp_path / "pipe.yaml", "FLOW": tmp_path / "flow" / "flow.yaml", "BODY": tmp_path / "body.json"}
    result = run(*(names.get(each, each) for each in arguments))
    assert result.exit_code in (1, 2)
    said = " ".join((result.stdout + result.stderr).split())
    assert "pipe.yaml" in said
    assert "Not a directory" in said or "it is a pipe" in said
