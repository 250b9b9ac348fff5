"""How a command reports why it failed: a server or a worker in its log, in the log's format, without values."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from architrave.cli import logs
from architrave.cli.failing import report_failure
from architrave.cli.logs import JsonLines, TextLines

SECRET = "123-45-6789"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process has a log of JSON lines."""
    monkeypatch.setattr(logs, "_style", logs.JSON)
    yield
    logging.captureWarnings(capture=False)


def failed() -> Exception:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as cause:
            raise ValueError(f"cannot convert {SECRET}") from cause
    except ValueError as error:
        return error


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (click.UsageError("Invalid value for '--port'"), 2, "Invalid value for '--port'"),
        (OSError(28, "No space left on device"), 2, "cannot write the output"),
        (failed(), 3, "internal error"),
    ],
)
def test_a_service_reports_in_its_log(
    error: Exception,
    code: int,
    said: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.dup2", lambda *_: None)
    with caplog.at_level(logging.INFO, "architrave"):
        assert report_failure(error) == code
    (record,) = caplog.records
    line = JsonLines().format(record)
    assert said in json.loads(line)["message"]
    assert SECRET not in line
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("formatter", [JsonLines(), TextLines()])
def test_a_traceback_has_no_messages_unless_asked(formatter: logging.Formatter) -> None:
    error = failed()
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "a bug", (), (type(error), error, error.__traceback__))
    shown = formatter.format(record)
    assert SECRET not in shown
    assert "ValueError" in shown
    assert "KeyError" in shown
    assert "test_failing.py" in shown
    bodies = logging.getLogger(logs.BODIES)
    before = bodies.level
    bodies.setLevel(logging.DEBUG)
    try:
        assert f"cannot convert {SECRET}" in formatter.format(record)
    finally:
        bodies.setLevel(before)


def test_a_record_cannot_forge_another_one() -> None:
    forged = "x\n2026-01-01 00:00:00,000 INFO all is well\r\x1b[2J"
    record = logging.LogRecord("x", logging.INFO, "x", 1, "name %s", (forged,), None)
    lines = TextLines().format(record).split("\n")
    assert lines[1].startswith("    2026")
    assert not any("\x1b" in line or "\r" in line for line in lines)
    assert json.loads(JsonLines().format(record))["message"] == f"name {forged}"
    assert "\n" not in JsonLines().format(record)


JSON_LOG = ("--log-format", "json")
WRONG = [
    ("serve", *JSON_LOG, "--prot", "1"),
    ("serve", "--log-format=json", "--port", "many"),
    ("serve", *JSON_LOG, "--allow-host", "a b"),
    ("serve", "no-such-folder", *JSON_LOG),
    ("serve", *JSON_LOG, "--upstream", "nonsense"),
    ("worker", *JSON_LOG, "--prot", "1"),
    ("worker", *JSON_LOG),
]


@pytest.mark.slow
@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_options_are_json_lines(arguments: tuple[str, ...], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "architrave", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert [json.loads(line)["level"] for line in done.stderr.splitlines()] == ["ERROR"]


@pytest.mark.slow
def test_warnings_and_exceptions_of_threads_are_json_lines() -> None:
    code = (
        "import threading, warnings, sys\n"
        "from architrave.cli.logs import configure_logs\n"
        "configure_logs('json')\n"
        "warnings.warn('a library warns')\n"
        "thread = threading.Thread(target=lambda: 1 / 0)\n"
        "thread.start(); thread.join()\n"
        f"raise KeyError('{SECRET}')\n"
    )
    done = subprocess.run([sys.executable, "-W", "always", "-c", code], capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["level"] for line in lines] == ["WARNING", "CRITICAL", "CRITICAL"]
    assert "a library warns" in lines[0]["message"]
    assert SECRET not in done.stderr
