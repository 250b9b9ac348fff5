"""Watches what the pure packages reach while tests run. Use it as a plugin: `pytest -p tests.architecture.watching`.

The static check (`purity.py`) cannot see that a library reads the clock because an argument was omitted. Therefore
Python's profile hook reports each call of a function written in C, and its audit hook each file and socket that is
opened. If one of them reaches outside, and the nearest function of Architrave on the call stack is in a pure package,
it is a violation. Modules that are imported late, and data that comes with the package or a dependency, are part of the
program and may be read.
"""

import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import BuiltinFunctionType, FrameType
from typing import Any

import pytest

import architrave
from tests.architecture.purity import PURE_PACKAGES

PACKAGE = Path(architrave.__file__).resolve().parent
TESTS = Path(__file__).resolve().parents[1]
PROGRAM_FOLDERS = (str(PACKAGE), sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"))
"""The folders of the program and its data."""

REACHING = {
    "time": {"ctime", "gmtime", "localtime", "mktime", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns",
             "process_time", "process_time_ns", "sleep", "thread_time", "thread_time_ns", "time", "time_ns"},
    "datetime": {"now", "today", "utcnow", "utcfromtimestamp"},
    "date": {"today"},
    "posix": {"getcwd", "getenv", "getlogin", "getpid", "getrandom", "system", "uname", "urandom"},
    "Random": {"getrandbits", "random", "seed"},
    "SystemRandom": {"getrandbits", "random"},
    "_thread": {"start_new_thread"},
    "_locale": {"localeconv", "setlocale"},
}  # fmt: skip
"""Functions that reach outside, by module or class."""

REACHING_EVENTS = ("open", "os.", "socket.", "subprocess.", "shutil.", "tempfile.", "ctypes.")
"""Prefixes of the audit events that reach outside."""

READING_EVENTS = {"open", "os.listdir", "os.scandir"}
READS_FILES = "definitions"
"""The pure package that may read files, but not write them."""

_NAMES = frozenset().union(*REACHING.values())
_ENVIRONMENT = type(os.environ).__getitem__.__code__
_IMPORTING = "<frozen importlib._bootstrap>"


class Watch:
    """Records what the pure packages below a folder reach, as `MODULE:LINE reaches WHAT`."""

    def __init__(self, package: Path = PACKAGE) -> None:
        self.found: set[str] = set()
        self._pure = tuple(f"{package / name}{os.sep}" for name in PURE_PACKAGES)
        self._reading = f"{package / READS_FILES}{os.sep}"
        self._package = f"{package}{os.sep}"
        self._on = False
        sys.addaudithook(self._on_audit)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch everything that runs in the block."""
        self._on = True
        sys.setprofile(self._on_call)
        try:
            yield
        finally:
            sys.setprofile(None)
            self._on = False

    def _on_call(self, frame: FrameType, event: str, called: Any) -> None:
        if event == "c_call":
            if called.__name__ in _NAMES and called.__name__ in REACHING.get(_owner(called), ()):
                self._note(frame, f"{_owner(called)}.{called.__name__}")
        elif event == "call" and frame.f_code is _ENVIRONMENT:
            self._note(frame, "os.environ")

    def _on_audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._on or not event.startswith(REACHING_EVENTS):
            return
        path = os.fsdecode(arguments[0]) if arguments and isinstance(arguments[0], str | bytes | os.PathLike) else ""
        reads = event in READING_EVENTS and not (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if not (reads and path.startswith(PROGRAM_FOLDERS)):
            self._note(sys._getframe(1), event, reads=reads)

    def _note(self, frame: FrameType | None, what: str, *, reads: bool = False) -> None:
        while frame is not None:
            file = frame.f_code.co_filename
            if file == _IMPORTING or (reads and file.startswith(self._reading)):
                return
            if file.startswith(self._pure):
                self.found.add(f"{Path(file).relative_to(self._package).as_posix()}:{frame.f_lineno} reaches {what}")
                return
            if file.startswith((self._package, str(TESTS))):
                return
            frame = frame.f_back


def _owner(called: BuiltinFunctionType) -> str:
    """The name of the module or class of a function written in C."""
    owner = called.__self__
    if isinstance(owner, type) or hasattr(owner, "__spec__"):
        return owner.__name__
    return type(owner).__name__


_watch = pytest.StashKey[Watch]()


def pytest_configure(config: pytest.Config) -> None:
    """Prepare to watch."""
    config.stash[_watch] = Watch()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Watch a test."""
    with item.config.stash[_watch].watching():
        return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail if there are violations."""
    if session.config.stash[_watch].found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Report the violations."""
    for line in sorted(config.stash[_watch].found):
        terminalreporter.write_line(f"not pure: {line}")
