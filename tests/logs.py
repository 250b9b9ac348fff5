"""The logs of everything that the tests start, in one folder, and the check at the end that no secret is in any.

Whoever starts a server or a worker lets it log into a `log_file`; what this process logs goes there too. A secret that
only a test knows is made known by `secret`. When the session ends all files are read: by the words made known, by those
that stand in the organizations that are served, and by what tokens, secrets and credentials look like.
"""

import itertools
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

FOLDER = "ARCHITRAVE_TEST_LOGS"
"""The environment variable with the folder, by which the processes of a session share it."""

ROOT = Path(__file__).parents[1]
WRITTEN = re.compile(r"\bsecret: *([^\s,}$]+)")
"""A client's secret as org.yaml has it."""

RANDOM = re.compile(r"(?<![\w-])(?:[\w-]{86}|[\w-]{43})(?![\w-])", re.ASCII)
"""As long as an access token, or as a secret that a server makes for itself."""

TELLING = {
    "credentials of a request": re.compile(r"\b(?:bearer|basic)\s+(?!tokens?\b)[\w+/=.-]{6,}", re.IGNORECASE),
    "the password of a database": re.compile(r"://[^/\s:@]*:(?!\*\*\*@)[^/\s@]+@"),
    "an encrypted value": re.compile(r"sealed-not-secret\."),
}
_numbers = itertools.count()


def folder() -> Path:
    """The session's folder; one of the system's where tests are used without their session."""
    return Path(os.environ.get(FOLDER) or tempfile.gettempdir())


def log_file(name: str) -> Path:
    """A new file for the log of a process that is about to be started."""
    return folder() / f"{name}-{os.getpid()}-{next(_numbers)}.log"


def secret(text: str) -> str:
    """Make known that a text may be in no log. Returns it."""
    if FOLDER in os.environ:
        with (folder() / f"known-{os.getpid()}.txt").open("a", encoding="utf-8") as known:
            known.write(f"{text}\n")
    return text


def leaks(logs: Path, organizations: Iterable[Path]) -> Iterator[str]:
    """What is said in the logs of a folder that should not be: file, line, and what kind of secret it is."""
    known = {line for path in logs.glob("known-*.txt") for line in path.read_text(encoding="utf-8").splitlines()}
    for path in organizations:
        known.update(WRITTEN.findall(path.read_text(encoding="utf-8")))
    for path in sorted(logs.glob("*.log")):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            for kind in _kinds(line, known):
                yield f"{path}:{number} has {kind}"


def _kinds(line: str, known: set[str]) -> Iterator[str]:
    if any(text in line for text in known):
        yield "a secret of the tests"
    if any(_looks_random(found) for found in RANDOM.findall(line)):
        yield "an access token or a secret"
    for kind, pattern in TELLING.items():
        if pattern.search(line):
            yield kind


def _looks_random(text: str) -> bool:
    return all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", "[0-9]"))


def served_organizations() -> list[Path]:
    """The organizations of the checkout that tests serve."""
    return [path for room in ("examples", "tests", "benchmarks") for path in (ROOT / room).rglob("org.yaml")]


# -- the session -----------------------------------------------------------------------------------------------------

_found = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder, unless the session's first process has, and log into it."""
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="architrave-logs-")
    handler = logging.FileHandler(log_file("tests"), encoding="utf-8", delay=True)
    handler.setLevel(logging.INFO)
    logger = logging.getLogger("architrave")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Read all logs, once all that wrote them have ended."""
    if hasattr(session.config, "workerinput"):
        return
    found = session.config.stash[_found] = list(leaks(folder(), served_organizations()))
    if found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    else:
        shutil.rmtree(folder(), ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was found."""
    if found := config.stash.get(_found, []):
        terminalreporter.section("secrets in logs", red=True)
        for line in found:
            terminalreporter.write_line(line)
