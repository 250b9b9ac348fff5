"""Look-ups: entities of the organization, rows of its tables, its common modules."""

from typing import Any, cast

from architrave.engine.handlers.organization import Directory
from architrave.interpreter.effects import Entity, LookUp, Search

TABLE_NOT_FOUND = "DataTablesTableNotFoundException"
"""The failure of a look-up in a missing table (documented)."""

_SEARCHED = {
    "externalContact": (
        "firstName",
        "lastName",
        "workEmail",
        "personalEmail",
        "otherEmail",
        "workPhone",
        "cellPhone",
        "homePhone",
        "otherPhone",
    ),
}


def look_up(directory: Directory, effect: LookUp) -> Entity | None:
    """One entity of the organization, or null."""
    found = directory.look_up(effect.noun, effect.by, effect.value, effect.within)
    if found is None and effect.noun == "dataTableRow":
        table = directory.look_up("dataTable", "name", effect.within)
        if table is None:
            message = f"The organization has no data table “{effect.within}”."
            return {"failure": {"errorType": TABLE_NOT_FOUND, "errorMessage": message}}
    return found


def search(directory: Directory, effect: Search) -> list[Entity]:
    """The entities whose names, addresses or numbers contain a text, exact matches first."""
    wanted = effect.text.strip().casefold()
    if not wanted:
        return []
    ranked = [(_rank(entity, effect.noun, wanted), entity) for entity in directory.all(effect.noun)]
    exact = [entity for rank, entity in ranked if rank == 2]
    return exact or [entity for rank, entity in ranked if rank == 1]


def _rank(entity: Entity, noun: str, wanted: str) -> int:
    texts = [_text(entity.get(name)).casefold() for name in _SEARCHED.get(noun, ("name",))]
    texts.append(" ".join(text for text in texts[:2] if text))
    if wanted in texts:
        return 2
    return int(any(wanted in text for text in texts))


def _text(value: Any) -> str:
    if isinstance(value, dict):
        number = cast("dict[str, Any]", value)
        return str(number.get("e164") or number.get("display") or "")
    return "" if value is None else str(value)
