"""What a file is, by its name and text: a flow, an Architect export, a launch request, a data action, or other."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, cast

from architrave.cloud.exports import export_suffix, is_export_text
from architrave.diagnostics.summary import counted
from architrave.flows.flow_types import FLOW_TYPES

_KINDS_SHOWN = 3
_REQUEST = re.compile(r"curl(?:\.exe)?\s|(?:GET|POST|PUT|PATCH|DELETE) \S")
_FIELD = re.compile(r"""["']?(?:flow_?id|input_?data)["']?\s*[:=]""", re.IGNORECASE)
_FIRST_KEY = re.compile(r"""\{\s*["']?(\w+)["']?\s*:""")
_LAUNCH_FIELDS = frozenset({"flowid", "flowversion", "inputdata"})


FLOW_TESTS = (".flowtest.yaml", ".flowtest.yml")
"""How the names of files with flow tests end."""


class FileKind(StrEnum):
    """What a file is, in words that follow `is`."""

    FLOW = "a flow"
    EXPORT = "an Architect export"
    LAUNCH_REQUEST = "a launch request"
    DATA_ACTION = "a data action"
    JSON = "JSON"
    OTHER = "something else"


def kind_of_file(name: str, text: str) -> FileKind:
    """What a file is. OTHER is everything else, including YAML that could be meant as a flow."""
    start = text.lstrip()
    if export_suffix(name) or is_export_text(start):
        return FileKind.EXPORT
    if _REQUEST.match(start):
        return FileKind.LAUNCH_REQUEST
    if start.startswith("[") or (start.startswith("{") and not start.startswith("{{")):
        return _kind_of_json(name, start)
    keys = top_level_keys(text)
    if any(key in FLOW_TYPES for key in keys):
        return FileKind.FLOW
    return FileKind.LAUNCH_REQUEST if any(_folded(key) in _LAUNCH_FIELDS for key in keys) else FileKind.OTHER


def is_flow_test(name: str) -> bool:
    """Whether a file has flow tests, by its name."""
    return name.lower().endswith(FLOW_TESTS)


def exports_by_suffix(names: Iterable[str]) -> dict[str, int]:
    """How many of these files are exports from Architect, by the end of the name, most frequent first."""
    return dict(Counter(filter(None, map(export_suffix, names))).most_common())


def exports_in_words(names: Sequence[str]) -> str:
    """How many exports from Architect there are, and of which kinds: `2 Architect exports (.i3WorkFlow)`."""
    kinds = exports_by_suffix(names)
    shown = ", ".join(list(kinds)[:_KINDS_SHOWN]) + (", …" if len(kinds) > _KINDS_SHOWN else "")
    return f"{counted(sum(kinds.values()), 'Architect export')} ({shown})"


def top_level_keys(text: str) -> list[str]:
    """The keys in the first column of a YAML text, in lower case, without its being read as YAML."""
    tops = (line.partition(":")[0] for line in text.splitlines() if line[:1].isalpha() and ":" in line)
    return [top.strip().lower() for top in tops]


def _kind_of_json(name: str, text: str) -> FileKind:
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError):
        # A flow in JSON syntax that is not JSON can still be YAML, and is read as such.
        first = _FIRST_KEY.match(text)
        if first is not None and first[1].lower() in FLOW_TYPES:
            return FileKind.FLOW
        if _FIELD.search(text):
            return FileKind.LAUNCH_REQUEST
        return FileKind.OTHER if name.lower().endswith((".yaml", ".yml")) else FileKind.JSON
    if not isinstance(document, dict):
        return FileKind.JSON
    names = {str(key).lower() for key in cast("dict[str, Any]", document)}
    if names & FLOW_TYPES.keys():
        return FileKind.FLOW
    if {_folded(name) for name in names} & _LAUNCH_FIELDS:
        return FileKind.LAUNCH_REQUEST
    return FileKind.DATA_ACTION if {"contract", "config"} <= names else FileKind.JSON


def _folded(key: str) -> str:
    return key.replace("_", "").replace("-", "").strip("\"'").lower()
