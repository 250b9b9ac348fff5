"""What a run asked for and nothing answered: data actions without a reply, look-ups that found nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from architrave.definitions.data_tables import read_data_table
from architrave.definitions.files import FolderFiles
from architrave.definitions.mocks import Mocks
from architrave.definitions.reader import SCHEMA_SUFFIX
from architrave.diagnostics import Source
from architrave.engine.handlers import DataActions, Directory, Handlers
from architrave.engine.handlers.look_ups import TABLE_NOT_FOUND
from architrave.interpreter.effects import CallDataAction, Effect, Json, LookUp, ReadData, Search, WriteData

if TYPE_CHECKING:
    from architrave.engine.data_actions import Exchange, Watch

_NOT_ANSWERED = frozenset({"DataActionNotCalled", "DataActionNotDefined", "HostNotAllowed", "PlatformNotServed"})
"""Architrave's error codes for data actions that were not called."""


@dataclass(frozen=True, slots=True)
class LookUpMiss:
    """A look-up that found nothing: the noun in the singular, the property, and its value. `within` is a data table."""

    noun: str
    by: str
    value: Json
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What nothing answered, each once, in order. `data_actions` are `Category/Name`."""

    data_actions: tuple[str, ...] = ()
    look_ups: tuple[LookUpMiss, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape."""
        return {
            "dataActions": list(self.data_actions),
            "lookUps": [
                {"noun": miss.noun, "by": miss.by, "value": miss.value}
                | ({} if miss.within is None else {"within": miss.within})
                for miss in self.look_ups
            ],
        }


class NotingHandlers(Handlers):
    """Handlers that note what nothing answered, and the HTTP exchanges of each call of a data action, in order."""

    def __init__(
        self, directory: Callable[[], Directory], mocks: Callable[[], Mocks], real: DataActions | None
    ) -> None:
        super().__init__(directory, mocks=mocks, real=real)
        self._data_actions: dict[str, None] = {}
        self._look_ups: dict[str, LookUpMiss] = {}
        self._seen: list[Exchange] = []
        self.exchanges: list[tuple[Exchange, ...]] = []

    @property
    def unanswered(self) -> Unanswered:
        """What nothing has answered so far."""
        return Unanswered(tuple(self._data_actions), tuple(self._look_ups.values()))

    def watch(self) -> "Watch":
        """Keeps an exchange for the call that it belongs to."""
        return self._seen.append

    def note(self, effect: Effect, reply: Json) -> None:
        """Take notice of a reply that a run got."""
        if isinstance(effect, CallDataAction):
            self.exchanges.append(tuple(self._seen))
            self._seen.clear()
        match effect:
            case CallDataAction() if _error_code(reply) in _NOT_ANSWERED:
                self._data_actions[f"{effect.category}/{effect.name}"] = None
            case LookUp(by=by) if by != "arguments" and (reply is None or _is_missing_table(effect, reply)):
                miss = LookUpMiss(effect.noun, by, effect.value, effect.within)
                self._look_ups[repr(miss)] = miss
            case ReadData() | WriteData() if not reply and reply != {}:
                miss = LookUpMiss("conversation", "id", effect.conversation_id)
                self._look_ups[repr(miss)] = miss
            case Search() if reply == [] and effect.text.strip():
                miss = LookUpMiss(effect.noun, "text", effect.text)
                self._look_ups[repr(miss)] = miss
            case _:
                pass


def rows_file(folder: Path, miss: LookUpMiss) -> Path | None:
    """The file with the rows of the data table that a row was looked up in; None for anything else."""
    if miss.noun != "dataTableRow" or miss.within is None:
        return None
    for schema in sorted((folder / "data-tables").glob(f"*{SCHEMA_SUFFIX}")):
        source = FolderFiles(folder / "data-tables").read(schema.name)
        table = None
        stem = schema.name.removesuffix(SCHEMA_SUFFIX)
        if isinstance(source, Source):
            table, _ = read_data_table(stem, source, None)
        if table is not None and miss.within.casefold() in (table.name.casefold(), table.id):
            return folder / "data-tables" / f"{stem}.csv"
    return None


def _error_code(reply: Json) -> Json:
    failure = reply.get("failure") if isinstance(reply, dict) and "scripted" not in reply else None
    return cast("dict[str, Json]", failure).get("errorCode") if isinstance(failure, dict) else None


def _is_missing_table(effect: LookUp, reply: Json) -> bool:
    failure = reply.get("failure") if effect.noun == "dataTableRow" and isinstance(reply, dict) else None
    return isinstance(failure, dict) and cast("dict[str, Json]", failure).get("errorType") == TABLE_NOT_FOUND
