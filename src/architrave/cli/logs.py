"""The log of a server or a worker: text for people, or one JSON object per line for programs.

In both forms, one line that begins with a time begins a record: what a record says on further lines is indented, and
what a terminal would act on is escaped. Values of bodies are in neither, unless `--log-bodies` asks for them.
"""

import json
import logging
import sys
import threading
import time
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from architrave.diagnostics import Diagnostic
from architrave.diagnostics.rule import Severity
from architrave.diagnostics.visible import visible, visible_line
from architrave.engine.durable.faults import traceback_text

TEXT = "text"
JSON = "json"

BODIES = "architrave.bodies"
"""The logger whose level DEBUG allows values of bodies in the log."""

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_QUIET = ("httpx", "temporalio")
"""Libraries whose INFO lines are noise, or a risk: the URLs that they log may contain secrets."""

_INDENT = "\n    "

log = logging.getLogger("architrave")
_style: str | None = None


class _Formatter(logging.Formatter):
    """A formatter whose tracebacks have no messages of exceptions, which may quote a body."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """The traceback of an exception."""
        return traceback_text(ei[1], with_messages=logging.getLogger(BODIES).isEnabledFor(logging.DEBUG))


class TextLines(_Formatter):
    """Time, level and message; further lines are indented, so that no text can pass as a record of its own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        shown = dict(vars(record))
        shown["exc_text"] = None  # another formatter's
        return visible(super().format(logging.makeLogRecord(shown))).replace("\r\n", "\n").replace("\n", _INDENT)


class JsonLines(_Formatter):
    """One JSON object per line: time, level, logger, message, and the fields given as `extra` (execution, …)."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        line: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = record.stack_info
        return visible_line(json.dumps(line, ensure_ascii=False, default=str))


_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING}


def log_problems(log: logging.Logger, diagnostics: Iterable[Diagnostic]) -> None:
    """Log each problem of the organization's files as a record with its rule and place as fields."""
    for item in diagnostics:
        fields = {
            "rule": item.rule.slug,
            "severity": item.severity.value,
            "file": item.file,
            "pointer": item.pointer,
            "line": item.start.line if item.start else None,
            "column": item.start.column if item.start else None,
            "help": item.help,
        }
        log.log(_LEVELS.get(item.severity, logging.INFO), "%s", item.message, extra=fields)


def configure_logs(style: str, *, bodies: bool = False) -> None:
    """Log to standard error, as `text` or `json`; everything that this process reports goes to the log.

    With `bodies`, values of requests and replies may be in it.
    """
    global _style
    _style = style
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if style == JSON else TextLines())
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one.formatter, _Formatter)]:
        root.removeHandler(old)
    is_ours = not root.handlers
    if is_ours:
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        sys.excepthook = _log_uncaught
        threading.excepthook = lambda raised: _log_uncaught(raised.exc_type, raised.exc_value, raised.exc_traceback)
    logging.getLogger(BODIES).setLevel(logging.DEBUG if bodies else logging.INFO)
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def logs_as_json() -> bool:
    """Whether this process reports everything as JSON lines."""
    return _style == JSON


def is_logging() -> bool:
    """Whether this process has a log, to which its own bugs go."""
    return _style is not None


def _log_uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, SystemExit):
        log.critical("uncaught exception", exc_info=(kind, error, trace))
