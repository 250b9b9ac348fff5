"""The world of an explored run: that of a test with the answers of a case, which makes up what the case lacks."""

from collections.abc import Callable, Mapping
from typing import Any

from architrave.definitions.mocks import Mocks, ScriptedReply
from architrave.definitions.values import DataAction
from architrave.engine.handlers import DataActions, Directory
from architrave.engine.world import Call
from architrave.exploring.cases import FAILURE, FOUND, ITEMS, NOT_FOUND, SEARCHED, SUCCESS, Answer, Asked, Case
from architrave.exploring.seen import Call as CallSeen
from architrave.exploring.seen import LookedUp
from architrave.interpreter.effects import CallDataAction, DataActionReply, Effect, Json, Search, failure_in
from architrave.local.testing.contracts import reply_misfits
from architrave.local.testing.look_ups import GivenAnswer, GivenDirectory
from architrave.local.testing.world import STRICT, TestWorld


class UnusableCase(Exception):  # noqa: N818 - it ends a run
    """A reply of the case does not fit the contract of its data action: no test can have it."""


class ExploredDirectory:
    """The organization with what a case says that look-ups find. `asked` are the look-ups that were made."""

    def __init__(self, directory: Directory, case: Case) -> None:
        self._given = GivenDirectory(directory, tuple(answer_given(*each) for each in case.found.items()))
        self._known = case.found
        self.asked: list[LookedUp] = []

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:
        """As `Directory.look_up`."""
        found = self._given.look_up(noun, by, value, within)
        asked = Asked(noun, by, value, within)
        failure = failure_in(found) if found is not None else None
        kind = NOT_FOUND if found is None else FOUND if failure is None else FAILURE
        self.asked.append(LookedUp(asked, Answer(kind, dict(found or {})), asked in self._known))
        return found

    def all(self, noun: str) -> list[dict[str, Any]]:
        """As `Directory.all`."""
        return self._given.all(noun)

    def note_search(self, effect: Search, found: list[Any]) -> None:
        """Note what a search has found."""
        asked = Asked(effect.noun, SEARCHED, effect.text)
        answer = Answer(FOUND, {ITEMS: found}) if found else Answer(NOT_FOUND)
        self.asked.append(LookedUp(asked, answer, asked in self._known))


class ExploredWorld(TestWorld):
    """The world of a test in which every data action has a reply. `calls_seen` are the calls, each with its reply."""

    def __init__(
        self,
        directory: ExploredDirectory,
        actions: DataActions | None,
        case: Case,
        given: Mocks,
        default: Callable[[str], Mapping[str, Json]],
        validate: str = STRICT,
    ) -> None:
        replies = {name.casefold(): tuple(map(scripted, listed)) for name, listed in case.replies.items()}
        mocks = Mocks({**replies, **given.replies})
        super().__init__(directory, actions, mocks, validate=validate, is_strict=True)
        self._made = {**replies, **given.replies}
        object.__setattr__(mocks, "replies", self._made)
        self._mocks_known = mocks
        self._default = default
        self.directory = directory
        self.calls_seen: list[CallSeen] = []
        self.made_up: dict[str, tuple[Answer, ...]] = {}

    def duration(self, effect: Effect) -> int:
        """As `Handlers.duration`; it is asked first, so here a reply is made up if there is none."""
        if isinstance(effect, CallDataAction):
            name = f"{effect.category}/{effect.name}" if effect.category else effect.name
            if (effect.category, effect.name) not in self._mocks_known:
                answer = Answer(SUCCESS, self._default(name))
                self.made_up[name] = (answer,)
                self._made[name.casefold()] = (scripted(answer),)
            chosen = self._mocks_known.choose(effect.category, effect.name, effect.inputs, effect.taken)
            if chosen is not None:
                before = sum(call.action == name for call in self.calls_seen)
                self.calls_seen.append(CallSeen(name, before, chosen[1].kind))
        return super().duration(effect)

    def answer(self, effect: Effect, call: Call) -> Json:
        """As `TestWorld.answer`."""
        found = super().answer(effect, call)
        if isinstance(effect, Search) and isinstance(found, list):
            self.directory.note_search(effect, found)
        return found

    def _checked(
        self, effect: CallDataAction, reply: DataActionReply, scripted: ScriptedReply | None
    ) -> DataActionReply:
        definition = None if self._actions is None else self._actions.definition(effect)
        if scripted is not None and scripted.kind == SUCCESS and _is_misfit(definition, scripted):
            raise UnusableCase
        return super()._checked(effect, reply, scripted)


def _is_misfit(definition: DataAction | None, reply: ScriptedReply) -> bool:
    return definition is not None and bool(reply_misfits(definition, reply.values, is_complete=True))


def scripted(answer: Answer) -> ScriptedReply:
    """A reply as it is in a mocks file."""
    return ScriptedReply(answer.kind, answer.values)


def answer_given(asked: Asked, answer: Answer) -> GivenAnswer:
    """What a look-up finds, as a test gives it."""
    found: Any = answer.values.get(ITEMS) if asked.by == SEARCHED else [dict(answer.values)]
    entities: tuple[dict[str, Any], ...] = tuple(found) if answer.kind == FOUND else ()
    failure = dict(answer.values) if answer.kind == FAILURE else None
    return GivenAnswer(asked.noun, asked.by, asked.value, asked.within, entities, failure)
