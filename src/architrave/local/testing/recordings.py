"""A kept run: the JSON of `architrave run` or `architrave trace`, with what data actions replied.

Values that a trace shows shortened cannot be replayed, and neither can random numbers and look-ups in another
organization: a test made of such a run goes another way, and says where.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from architrave.definitions.mocks import Mocks, read_mocks
from architrave.diagnostics import Source
from architrave.flowtests.times import moment_of
from architrave.interpreter.effects import Json
from architrave.local.runs import Run
from architrave.local.testing.coverage import GOES_ON

_MOST_DELAY = 86_400


class NotARunError(ValueError):
    """The JSON is not that of a run. The message says why."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A kept run. `inputs` by full names, `at` in milliseconds since the epoch, `way` the actions with their outputs.

    `replies` are those of data actions, in the order of the calls, in the form of a mocks file.
    """

    name: str
    inputs: dict[str, Json]
    at: int
    status: str
    reason: str | None
    outputs: dict[str, Json]
    way: tuple[tuple[str, str], ...]
    replies: dict[str, list[dict[str, Any]]]

    @property
    def mocks(self) -> Mocks:
        """The replies as mocks."""
        return mocks_of(self.replies)


def mocks_of(replies: dict[str, list[dict[str, Any]]]) -> Mocks:
    """Replies as they are written in a mocks file."""
    return read_mocks(Source("<recording>", json.dumps(replies, ensure_ascii=False)))[0]


def read_recording(source: Source) -> Recording:
    """The kept run in a text. Raises NotARunError."""
    try:
        found: Any = json.loads(source.text)
    except (ValueError, RecursionError):
        raise NotARunError(f"{source.name} is not JSON. {_HOW}") from None
    if not isinstance(found, dict):
        raise NotARunError(f"{source.name} is not the JSON of a run. {_HOW}")
    return recording_of(cast("dict[str, Any]", found), source.name)


_HOW = "Keep a run with `architrave run … --format json` or `architrave trace … --format json`."


def recording_of(run: dict[str, Any], name: str) -> Recording:
    """The kept run in the JSON of a trace. `name` is what messages call it. Raises NotARunError."""
    try:
        steps: list[dict[str, Any]] = [*run["trace"]]
        begun = moment_of(run["launchedAt"])
        if run["status"] == "RUNNING" or begun is None:
            raise NotARunError(f"{name} has not ended: only a run that has ended can become a test.")
        return Recording(
            str(run["name"]),
            dict(run.get("inputData") or {}),
            begun,
            str(run["status"]),
            run["completionReason"],
            dict(run["outputData"] or {}),
            tuple(_way(steps)),
            _replies(steps),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        if isinstance(problem, NotARunError):
            raise
        raise NotARunError(f"{name} is not the JSON of a run. {_HOW}") from None


def way_of(run: Run) -> tuple[tuple[str, str], ...]:
    """The way of a run: its actions, each with its output."""
    return tuple((step.action.name, step.path or GOES_ON) for step in run.trace)


def _way(steps: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for step in steps:
        yield str(step["name"]), str(step["output"] or GOES_ON)


def _replies(steps: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        seen: dict[str, Any] = step["inputs"] or {}
        if "dataAction" not in seen:
            continue
        reply: dict[str, Any] = {"timeout": True}
        if "outputs" in seen:
            reply = {"success": seen["outputs"]}
        elif "failure" in seen:
            reply = {"failure": {name: value for name, value in seen["failure"].items() if value not in (None, [])}}
        took = 0.0 if after is None else _seconds(step["at"], after["at"])
        if took > 0:
            reply["delay"] = min(took, _MOST_DELAY)
        found.setdefault(str(seen["dataAction"]), []).append(reply)
    return found


def _seconds(begun: str, ended: str) -> float:
    return round((datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds(), 3)
