"""What a test expects: every key of `expect`."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from architrave.flowtests.noted import Noted
from architrave.flowtests.objects import Object, key, keyed
from architrave.flowtests.shapes import Anything, Count, Flag, ListOf, MapOf, Percent, Span, Text
from architrave.flowtests.wanted import Wanted, WantedShape

STATUSES = ("COMPLETED", "FAILED", "ERROR")
"""The statuses with which an execution ends."""

_WANTED = WantedShape()
_ACTION = Text("the name of an action")
_ACTIONS = ListOf(_ACTION)
_VALUES = MapOf(_WANTED, "name")

Values = Mapping[str, Noted[Wanted]]
Names = tuple[Noted[str], ...]


@keyed
class ExpectedError:
    """Why a flow is expected to fail."""

    type: Noted[Wanted] | None = key(_WANTED, "The error type, such as NoSuchItem.")
    message: Noted[Wanted] | None = key(_WANTED, "Its message.")
    action: Noted[Wanted] | None = key(_WANTED, "The name of the action that failed.")


@keyed
class ExpectedRequest:
    """The HTTP request that a data action is expected to send."""

    method: Noted[Wanted] | None = key(_WANTED, "The method, such as GET.")
    url: Noted[Wanted] | None = key(_WANTED, "The address, as the request template gives it.")
    headers: Noted[Values] | None = key(_VALUES, "Some of the headers, by name.")
    body: Noted[Wanted] | None = key(_WANTED, "The body; a map or list is compared as JSON.")


REQUEST = Object(ExpectedRequest, "a request")


@keyed
class ExpectedCalls:
    """The calls of one data action."""

    times: Noted[int] | None = key(Count(), "How often it is called.")
    inputs: Noted[tuple[Noted[Values], ...]] | None = key(
        ListOf(_VALUES), "The inputs of each call; only those that are named are compared."
    )
    requests: Noted[tuple[Noted[ExpectedRequest], ...]] | None = key(
        ListOf(REQUEST), "The requests that it sends; needs replies with `respond`."
    )
    order: Noted[str] | None = key(
        Text("exact or any", ("exact", "any")), "`any`: the calls may come in another order. Default: exact."
    )


@keyed
class ExpectedCoverage:
    """How much of the flow a test must reach, all of its cases together."""

    actions: Noted[float] | None = key(Percent(), "Of the actions.")
    outputs: Noted[float] | None = key(Percent(), "Of the actions' outputs.")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`true`: to be written by --update; otherwise what a run was like."""

    content: Any


@dataclass(frozen=True, slots=True)
class _SnapshotShape:
    def read(self, node: Any, reader: Any) -> Snapshot | None:
        given = Anything().read(node, reader).value
        if given is True or isinstance(given, dict):
            return Snapshot(cast("Any", given))
        return reader.misfit(node, "true, or what `architrave test --update` wrote")

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"const": True}, {"type": "object"}]}


@keyed
class Expect:
    """What a test expects. A key that is not written is not compared, except `status`."""

    status: Noted[str] | None = key(
        Text("a status", STATUSES), "How the run ends. Default: COMPLETED, unless an error is expected."
    )
    reason: Noted[Wanted] | None = key(_WANTED, "The exit reason.")
    error: Noted[ExpectedError] | None = key(Object(ExpectedError, "error"), "Why the flow fails.")
    outputs: Noted[Values] | None = key(
        MapOf(_WANTED, "output"), "Output variables; `Flow.` may be left out. Only those that are named are compared."
    )
    variables: Noted[Mapping[str, Noted[Values]]] | None = key(
        MapOf(MapOf(_WANTED, "variable"), "action"), "Variables after an action, when it ran for the last time."
    )
    reaches: Noted[Names] | None = key(_ACTIONS, "These actions run, in this order; others may run between them.")
    path: Noted[Names] | None = key(_ACTIONS, "Exactly these actions run, in this order.")
    avoids: Noted[Names] | None = key(_ACTIONS, "None of these actions runs.")
    takes: Noted[Mapping[str, Noted[Names]]] | None = key(
        MapOf(ListOf(Text("the name of an output"), or_one=True), "action"),
        "An output that the action takes; a list has the outputs of all its runs, in order.",
    )
    visits: Noted[Mapping[str, Noted[int]]] | None = key(MapOf(Count(), "action"), "How often an action runs.")
    calls: Noted[Mapping[str, Noted[ExpectedCalls]]] | None = key(
        MapOf(Object(ExpectedCalls, "calls"), "data action"), "The calls of data actions."
    )
    never: Noted[Names] | None = key(ListOf(Text("a data action")), "Data actions that are not called.")
    within: Noted[int] | None = key(Span(), "The longest time that the run takes, on the virtual clock.")
    always: Noted[Names] | None = key(
        ListOf(Text("an expression")), "Expressions of the flow's language that are true after every action."
    )
    coverage: Noted[ExpectedCoverage] | None = key(
        Object(ExpectedCoverage, "coverage"), "How much of the flow this test reaches, all of its cases together."
    )
    warnings: Noted[int] | None = key(Count(), "The number of warnings that `architrave lint` gives for the flow.")
    snapshot: Noted[Snapshot] | None = key(
        _SnapshotShape(), "Status, reason, outputs and path; `true` until `architrave test --update` has written them."
    )
    success: Noted[Values] | None = key(MapOf(_WANTED, "output"), "A data action alone: its outputs.")
    failure: Noted[Values] | None = key(MapOf(_WANTED, "part"), "A data action alone: the parts of its failure.")
    timeout: Noted[bool] | None = key(Flag(), "A data action alone: it does not reply in time.")
    request: Noted[ExpectedRequest] | None = key(REQUEST, "A data action alone: the request that it sends.")

    def over(self, other: "Expect") -> "Expect":
        """This expectation, with those of `other` in place of its own; maps are merged by key."""
        merged: dict[str, Any] = {}
        for each in dataclasses.fields(self):
            mine: Noted[Any] | None = getattr(self, each.name)
            theirs: Noted[Any] | None = getattr(other, each.name)
            merged[each.name] = mine if theirs is None else _merged(mine, theirs)
        return Expect(**merged)


def _merged(mine: Noted[Any] | None, theirs: Noted[Any]) -> Noted[Any]:
    changed: Any = theirs.value
    if mine is None or not isinstance(changed, dict):
        return theirs
    both = {**mine.value, **cast("dict[str, Any]", changed)}
    return Noted(both, theirs.node, theirs.source)


_NO_KEYS: dict[str, Any] = {}
EXPECTS_NOTHING = Expect(**_NO_KEYS)
"""What a test without `expect` expects; `status` still has its default."""

DATA_ACTION_KEYS = ("success", "failure", "timeout", "request")
"""What can be expected only of a data action that is tested alone."""
