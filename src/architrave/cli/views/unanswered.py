"""What a run asked for and nothing answered, as warnings that say what to do."""

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from architrave.definitions.mocks import MOCKS_YAML
from architrave.definitions.reader import ORG_YAML
from architrave.flows.program import LookedUp
from architrave.flows.yaml.write import inline
from architrave.local.starting.file_names import file_name
from architrave.local.starting.org_text import can_list, entities_by_section
from architrave.local.unanswered import LookUpMiss, Unanswered, rows_file

_SHOWN = 6
"""How many names are listed."""

_WRITTEN = 20
"""How many entries to add are written out."""

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def unanswered_lines(unanswered: Unanswered, folder: Path | None, mocks: str | None = None) -> Iterator[str]:
    """The warnings. `folder` is the organization's folder, None for a flow without one; `mocks` is the file of
    `--mocks`, if given."""
    where = "FOLDER" if folder is None else shlex.quote(str(folder))
    actions, misses = unanswered.data_actions, unanswered.look_ups
    if actions:
        had = "1 data action had no reply" if len(actions) == 1 else f"{len(actions)} data actions had no reply"
        yield f"warning: {had}: {_listed(actions)}."
        if mocks is not None:
            yield f"  Add replies to {mocks}: it is used instead of the folder's mocks.yaml."
        elif folder is None:
            yield f"  Add replies to mocks.yaml: `architrave init {where}` writes them."
        else:
            yield f"  Add replies to {folder / MOCKS_YAML}, with the outputs that the flow reads:"
            yield from (f"    {inline(action)}: {{success: {{}}}}" for action in actions[:_WRITTEN])
    if misses:
        found = "1 look-up found nothing" if len(misses) == 1 else f"{len(misses)} look-ups found nothing"
        yield f"warning: {found}: {_listed([_said(miss) for miss in misses])}."
        files = {repr(miss): None if folder is None else rows_file(folder, miss) for miss in misses}
        for file in dict.fromkeys(filter(None, files.values())):
            yield f"  Add a row to {file}."
        others = [miss for miss in misses if not files[repr(miss)]]
        if folder is None:
            yield "  Name the organization that has them: --org FOLDER. Or make the flow's folder one:"
        yield from _to_add(others[:_WRITTEN], Path() if folder is None else folder)


def _to_add(misses: Sequence[LookUpMiss], folder: Path) -> Iterator[str]:
    """What to add to the folder's files so that look-ups find something."""
    listed = [LookedUp(miss.noun, by, value) for miss in misses if (by := _by(miss)) and (value := _text(miss))]
    if listed:
        yield f"  Add to {folder / ORG_YAML}, to a section if it is already there:"
        for section, entities in entities_by_section(listed).items():
            yield f"    {section}: {inline(entities)}"
    for miss in misses:
        if _by(miss) is None or not _text(miss):
            yield f"  {_elsewhere(miss, folder)}"


def _by(miss: LookUpMiss) -> str | None:
    """The property by which org.yaml would list what was looked up; None if it cannot."""
    by = "name" if miss.by == "text" else miss.by
    return by if can_list(miss.noun, by) else None


def _text(miss: LookUpMiss) -> str:
    """The value that was looked up, if it is a text; the empty text is no name."""
    return miss.value if isinstance(miss.value, str) and miss.value.strip() else ""


def _elsewhere(miss: LookUpMiss, folder: Path) -> str:
    """What to add for a look-up that does not end in org.yaml."""
    value = json.dumps(miss.value, ensure_ascii=False) if not isinstance(miss.value, str) else miss.value
    match miss.noun:
        case "dataTableRow":
            table = folder / "data-tables" / (file_name(miss.within or ""))
            return f"Add a line with the key “{value}” to {table}.csv."
        case "dataTable":
            table = folder / "data-tables" / file_name(value)
            return f"Add the columns and rows of the data table: {table}.schema.json and .csv."
        case "commonModule":
            return f"Put the YAML export of the common module “{value}” into {folder}."
        case _ if not value.strip():
            return f"The {_noun(miss)} has no {miss.by}: the flow computed an empty text."
        case _:
            return f"{ORG_YAML} cannot list {_said(miss)}, so the flow takes its path for what is not found."


def _said(miss: LookUpMiss) -> str:
    value = miss.value if isinstance(miss.value, str) else json.dumps(miss.value, ensure_ascii=False)
    if miss.within is not None and miss.noun == "dataTableRow":
        return f"row “{value}” of the data table “{miss.within}”"
    by = "" if miss.by in ("name", "email", "text") else f" with the {miss.by}"
    return f"{_noun(miss)}{by} “{value}”"


def _noun(miss: LookUpMiss) -> str:
    return "data table" if miss.noun == "dataTable" else _WORD.sub(" ", miss.noun).lower()


def _listed(names: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
