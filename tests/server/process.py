"""`architrave serve` as a separate process."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import IO

from click.testing import CliRunner

from architrave.cli import architrave as cli
from tests.logs import log_file
from tests.processes import stop

ARCHITRAVE = Path(sys.executable).with_name("architrave")
START_SECONDS = 60


@dataclass
class ServeProcess:
    """A running server. `output` is what it printed until it was ready; `state` is its user's state folder."""

    process: "subprocess.Popen[str]"
    url: str
    output: str
    log: Path
    state: Path
    folder: Path

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(START_SECONDS)

    def run(self, *arguments: str, **environment: str) -> "Done":
        """Run another command as the same user, in this process and in the folder that is served."""
        with chdir(self.folder):
            return command(*arguments, **{"XDG_STATE_HOME": str(self.state), **environment})


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    returncode: int
    stdout: str
    stderr: str


def command(*arguments: str, **environment: str) -> Done:
    """Run an `architrave` command in this process."""
    result = CliRunner().invoke(cli, list(arguments), env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def architrave(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as a separate process, to its end."""
    done = subprocess.run([ARCHITRAVE, *arguments], capture_output=True, text=True, check=False, timeout=START_SECONDS)
    log_file("command").write_text(done.stderr, encoding="utf-8")
    return done


@contextmanager
def serve_process(folder: Path, state: Path, *options: str) -> Iterator[ServeProcess]:
    """Start `architrave serve` on a free port; it is stopped at the end if it is still running."""
    log = log_file("serve")
    state.mkdir(parents=True, exist_ok=True)
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [ARCHITRAVE, "serve", folder, "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env={**os.environ, "XDG_STATE_HOME": str(state)},
        )
        try:
            assert process.stdout is not None
            output = "" if "json" in options else _read_until_ready(process.stdout)
            found = re.search(r"http://127\.0\.0\.1:\d+", output or _log_of_start(log, process))
            assert found, f"the server did not start:\n{output}{log.read_text()}"
            yield ServeProcess(process, found.group(), output, log, state, folder if folder.is_dir() else folder.parent)
        finally:
            stop(process)
            process.stdout.close() if process.stdout else None


def _log_of_start(log: Path, process: "subprocess.Popen[str]") -> str:
    """What a server logs until it is ready, if it prints nothing because its log is for programs."""
    end = monotonic() + START_SECONDS
    while process.poll() is None and monotonic() < end and "listening at" not in log.read_text():
        sleep(0.02)
    return log.read_text()


def _read_until_ready(stdout: IO[str]) -> str:
    lines: list[str] = []
    for line in stdout:
        lines.append(line)
        if line.startswith("Press Ctrl+C"):
            break
    return "".join(lines)
