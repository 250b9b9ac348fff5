"""Data actions in the platform's own export format, one to a file under `data-actions/`.

The integration that an action belongs to, which a flow calls `category`, is the file's `category` or else the name of
the folder that it stands in.
"""

from typing import Any, cast

from architrave.definitions import rules
from architrave.definitions.json_files import fault, read_json
from architrave.definitions.values import DataAction, derived_id
from architrave.diagnostics import Diagnostic, Source

_OBJECTS = (
    ("contract", "input", "inputSchema"),
    ("contract", "output", "successSchema"),
    ("config", "request"),
    ("config", "response"),
)
_EXPORT = "Export the action from the integration's page, or compare with docs/organization.md."


def read_data_action(source: Source, path: str) -> tuple[DataAction | None, tuple[Diagnostic, ...]]:
    """The data action in a file, and what is wrong with it. `path` is the file's path within the organization."""
    raw, problem = read_json(source, rules.DATA_ACTION_SHAPE)
    if problem is not None:
        return None, (problem,)
    if not isinstance(raw, dict):
        return None, (fault(source, rules.DATA_ACTION_SHAPE, "A data action is a JSON object.", "", _EXPORT),)
    data = cast("dict[str, Any]", raw)
    faults = list(_faults(data, source))
    if faults:
        return None, tuple(faults)
    folders = path.split("/")[1:-1]
    category = data.get("category") or (folders[-1] if folders else None)
    name = data["name"]
    return (
        DataAction(
            id=data.get("id") or derived_id("dataAction", f"{category or ''}/{name}"),
            name=name,
            category=category,
            integration_type=data.get("integrationType"),
            contract=data["contract"],
            config=data["config"],
            source=source,
        ),
        (),
    )


def _faults(data: dict[str, Any], source: Source) -> list[Diagnostic]:
    faults: list[Diagnostic] = []
    if not isinstance(data.get("name"), str) or not data["name"].strip():
        faults.append(fault(source, rules.DATA_ACTION_SHAPE, "The data action has no name.", "/name", 'Add "name".'))
    faults.extend(
        fault(source, rules.DATA_ACTION_SHAPE, f"{'.'.join(steps)} is not an object.", "/" + "/".join(steps), _EXPORT)
        for steps in _OBJECTS
        if not isinstance(_at(data, steps), dict)
    )
    return faults


def _at(data: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        data = cast("dict[str, Any]", data).get(step) if isinstance(data, dict) else None
    return data
