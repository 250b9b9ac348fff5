"""What a run asked for and nothing answered, as warnings that say what to do."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from architrave.local.unanswered import LookUpMiss, Unanswered, rows_file

_SHOWN = 6
"""How many names are listed."""

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
        else:
            yield f"  Add replies to mocks.yaml: `architrave init {where}` writes them."
    if misses:
        found = "1 look-up found nothing" if len(misses) == 1 else f"{len(misses)} look-ups found nothing"
        yield f"warning: {found}: {_listed([_said(miss) for miss in misses])}."
        files = {repr(miss): None if folder is None else rows_file(folder, miss) for miss in misses}
        for file in dict.fromkeys(filter(None, files.values())):
            yield f"  Add a row to {file}."
        if all(files.values()):
            return
        if folder is None:
            yield "  Name the organization that has them: --org FOLDER. `architrave init FOLDER` makes one."
        else:
            yield f"  Add what is missing to {folder}: `architrave init {where}` writes the names in the flow files."


def _said(miss: LookUpMiss) -> str:
    value = miss.value if isinstance(miss.value, str) else json.dumps(miss.value, ensure_ascii=False)
    if miss.within is not None and miss.noun == "dataTableRow":
        return f"row “{value}” of the data table “{miss.within}”"
    noun = "data table" if miss.noun == "dataTable" else _WORD.sub(" ", miss.noun).lower()
    by = "" if miss.by in ("name", "email", "text") else f" with the {miss.by}"
    return f"{noun}{by} “{value}”"


def _listed(names: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
