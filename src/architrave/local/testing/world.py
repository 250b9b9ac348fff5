"""The world of a test: its replies, and nothing else. What the test does not foresee stops the run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from architrave.definitions.mocks import RESPOND, Mocks, ScriptedReply
from architrave.engine.handlers import data_actions
from architrave.engine.world import Call
from architrave.interpreter.effects import CallDataAction, DataActionReply, Effect, Json
from architrave.interpreter.shown import shown
from architrave.local.testing.contracts import reply_misfits
from architrave.local.unanswered import NotingHandlers

if TYPE_CHECKING:
    from architrave.engine.data_actions import Request
    from architrave.engine.handlers import DataActions, Directory

STRICT = "strict"
PRESENT = "present"
NONE = "none"
_LONGEST_INPUTS = 300


def _no_requests() -> "list[Request]":
    return []


@dataclass(frozen=True, slots=True)
class CallMade:
    """A call of a data action, its inputs, and the requests that it built for a reply with `respond`."""

    category: str
    name: str
    inputs: Mapping[str, Json]
    requests: "list[Request]" = field(default_factory=_no_requests, compare=False)

    @property
    def full_name(self) -> str:
        """`Category/Name`."""
        return f"{self.category}/{self.name}" if self.category else self.name

    def is_named(self, written: str) -> bool:
        """Whether a test's name of a data action, with or without its category, means this one."""
        return written.casefold() in (self.full_name.casefold(), self.name.casefold())


class Unforeseen(Exception):  # noqa: N818 - it becomes a failure of the test
    """A call that the test does not foresee, or that does not fit the data action's contract. It ends the run."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


class TestWorld(NotingHandlers):
    """Answers a test's run. `calls` are the data actions that were called, `used` the replies that were given.

    With `is_strict`, a data action without a reply raises Unforeseen. `validate` is `strict`, `present` (what a reply
    leaves out is not missed) or `none` (contracts are ignored).
    """

    __test__ = False  # its name begins like that of a test of pytest

    def __init__(
        self, directory: "Directory", actions: "DataActions | None", mocks: Mocks, *, validate: str, is_strict: bool
    ) -> None:
        super().__init__(lambda: directory, lambda: mocks, actions)
        self.calls: list[CallMade] = []
        self.used: list[ScriptedReply] = []
        self._replies = mocks
        self._actions = actions
        self._is_compared = validate != NONE
        self._is_complete = validate == STRICT
        self._is_strict = is_strict

    def answer(self, effect: Effect, call: Call) -> Json:
        """As `Handlers.answer`. Raises Unforeseen."""
        if not isinstance(effect, CallDataAction):
            return super().answer(effect, call)
        scripted, _ = self._foreseen(effect)
        if scripted is not None and scripted.kind == RESPOND and scripted.delay <= effect.timeout:
            raise Unforeseen(
                f"The reply to “{effect.category}/{effect.name}” is an HTTP response, but the organization does not "
                "define the data action.",
                "Save its export in data-actions/, or write `success`, `failure` or `timeout`.",
            )
        if not self._is_compared:
            return cast("Json", data_actions.scripted(self._replies, effect))
        reply = cast("DataActionReply", super().answer(effect, call))
        return cast("Json", self._checked(effect, reply, scripted))

    async def perform_at_once(self, effect: Effect, call: Call) -> Json:
        """As `Handlers.perform_at_once`. Raises Unforeseen."""
        if not isinstance(effect, CallDataAction):
            return self.answer(effect, call)  # nothing here waits for a disk, so no thread is needed
        response = self._response(effect)
        if response is None and data_actions.is_scripted(self._replies, effect):
            return self.answer(effect, call)
        _, made = self._foreseen(effect)
        if response is None or self._actions is None:
            return await super().perform_at_once(effect, call)
        place, scripted = response
        reply = await self._actions.respond(effect, call, scripted, made.requests.append)
        return cast("Json", {**reply, "scripted": place})

    def _foreseen(self, effect: CallDataAction) -> tuple[ScriptedReply | None, CallMade]:
        """Notes a call, and the reply to it."""
        made = CallMade(effect.category, effect.name, effect.inputs)
        self.calls.append(made)
        refused = self._actions.refused(effect) if self._actions is not None and self._is_compared else None
        if refused is not None and "failure" in refused:
            raise Unforeseen(
                f"A call of “{made.full_name}” does not fit its contract. {refused['failure'].get('errorMessage')}",
                "Correct the flow's inputs of the action; `validate: none` in the test ignores contracts.",
            )
        chosen = self._replies.choose(effect.category, effect.name, effect.inputs, effect.taken)
        if chosen is not None:
            self.used.append(chosen[1])
            return chosen[1], made
        if self._is_strict:
            raise Unforeseen(*self._why(made))
        return None, made

    def _why(self, made: CallMade) -> tuple[str, str]:
        inputs = shown(dict(made.inputs), _LONGEST_INPUTS)
        if (made.category, made.name) in self._replies:
            message = f"No reply to “{made.full_name}” fits the inputs {inputs}."
            return message, "Check the `when` of its replies, or add a reply without `when` at the end."
        message = f"The flow called “{made.full_name}”, which has no reply, with the inputs {inputs}."
        return message, "Add a reply to `mocks`; with `strict: false` there, the call takes its failure path."

    def _checked(
        self, effect: CallDataAction, reply: DataActionReply, scripted: ScriptedReply | None
    ) -> DataActionReply:
        """The reply, if it fits the contract."""
        if self._actions is None or scripted is None or scripted.kind != "success":
            return reply
        definition = self._actions.definition(effect)
        if definition is None:
            return reply
        misfits = reply_misfits(definition, scripted.values, is_complete=self._is_complete)
        if misfits:
            name = CallMade(effect.category, effect.name, effect.inputs).full_name
            where = "" if scripted.at is None else f" in line {scripted.at.line}"
            raise Unforeseen(
                f"The reply to “{name}”{where} does not fit its contract: {'; '.join(misfits)}.",
                "Correct the reply. `validate: present` allows outputs to be left out, `validate: none` anything.",
            )
        if "failure" in reply and not self._is_complete:
            given = cast("DataActionReply", {"success": dict(scripted.values)})
            return cast("DataActionReply", {**given, "scripted": reply.get("scripted", 0)})
        return reply
