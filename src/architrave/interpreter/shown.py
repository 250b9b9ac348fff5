"""Values, expressions and times as short texts, for people who read a trace."""

import json
from typing import Any

from architrave.diagnostics.visible import visible_line
from architrave.interpreter.plain import plain_json

LONGEST = 100
"""How many characters of a value or an expression are shown in a step."""


def shown(value: Any, longest: int = LONGEST) -> str:
    """A value of the language, or its JSON, as shortened JSON; None is NOT_SET."""
    if value is None:
        return "NOT_SET"
    text = visible_line(json.dumps(value, ensure_ascii=False, default=plain_json))
    return text if len(text) <= longest else text[:longest] + "…"


def one_line(expression: str) -> str:
    """An expression on one line, shortened."""
    text = visible_line(" ".join(expression.split()))
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def duration_text(milliseconds: int) -> str:
    """A span of time without leading zero parts: `0.000s`, `1m30.000s`, `2h00m00.000s`."""
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{rest / 1000:.3f}s"
    if hours:
        return f"{hours}h{minutes:02}m{seconds:0>7}"
    return f"{minutes}m{seconds:0>7}" if minutes else seconds
