"""The log of a server or a worker: text for people, or one JSON object per line for programs."""

import json
import logging
import sys
import time
from collections.abc import Iterable
from typing import Any

from architrave.diagnostics import Diagnostic
from architrave.diagnostics.rule import Severity

TEXT = "text"
JSON = "json"

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_QUIET = ("httpx", "temporalio")
"""Libraries whose INFO lines are noise, or a risk: the URLs that they log may contain secrets."""


class JsonLines(logging.Formatter):
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
        return json.dumps(line, ensure_ascii=False, default=str)


_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING}


def log_problems(log: logging.Logger, diagnostics: Iterable[Diagnostic]) -> None:
    """Log each problem as a record with its rule and place as fields."""
    for item in diagnostics:
        fields = {
            "rule": item.rule.slug,
            "severity": item.severity.value,
            "file": item.file,
            "line": item.start.line if item.start else None,
            "column": item.start.column if item.start else None,
            "help": item.help,
        }
        log.log(_LEVELS.get(item.severity, logging.INFO), "%s", item.message, extra=fields)


def configure_logs(style: str) -> None:
    """Log to standard error, as `text` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if style == JSON else logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
