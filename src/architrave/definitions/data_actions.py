"""Data actions in the platform's export format, one per file under `data-actions/`.

An action's integration, which flows call `category`, is the `category` in the file or else the name of the file's
folder. A file generated from Terraform may contain Terraform's placeholders; a contract that is a placeholder accepts
anything.
"""

import re
from collections.abc import Iterator
from typing import Any, cast

from architrave.definitions import rules
from architrave.definitions.json_files import fault, read_json
from architrave.definitions.values import DataAction, derived_id
from architrave.diagnostics import Diagnostic, Source
from architrave.diagnostics.guarding import guarded

_SCHEMAS = (("contract", "input", "inputSchema"), ("contract", "output", "successSchema"))
_CONFIG = (("config", "request"), ("config", "response"))
_EXPORT = "Export the action again from the integration's page, or see docs/organization.md for the format."
EXPORTED = re.compile(r"\s+- Exported \d{4}-\d{2}-\d{2}.*\Z", re.DOTALL)
_PLACEHOLDER = "${"


@guarded(lambda: None)
def read_data_action(source: Source, path: str) -> tuple[DataAction | None, tuple[Diagnostic, ...]]:
    """The data action in a file, and its problems. `path` is the file's path within the organization."""
    raw, problem = read_json(source, rules.DATA_ACTION_SHAPE)
    if problem is not None:
        return None, (problem,)
    if not isinstance(raw, dict):
        return None, (fault(source, rules.DATA_ACTION_SHAPE, "A data action must be a JSON object.", (), _EXPORT),)
    data = cast("dict[str, Any]", raw)
    faults = list(_faults(data, source))
    if faults:
        return None, tuple(faults)
    from architrave.definitions.data_action_checks import check_data_action  # slow to import: it reads paths

    action = _action(data, source, path)
    return action, (*_placeholders(data, source), *check_data_action(action))


def _action(data: dict[str, Any], source: Source, path: str) -> DataAction:
    category = _category(data, path)
    written_name: str = data["name"]
    name = EXPORTED.sub("", written_name).strip()
    action_id = data.get("id")
    kind = data.get("actionType")
    integration_type = data.get("integrationType")
    return DataAction(
        id=action_id if isinstance(action_id, str) else derived_id("dataAction", f"{category or ''}/{name}"),
        name=name,
        category=category,
        integration_type=integration_type if isinstance(integration_type, str) else None,
        contract={
            "input": {"inputSchema": _schema(data, _SCHEMAS[0])},
            "output": {"successSchema": _schema(data, _SCHEMAS[1])},
        },
        config=data["config"],
        source=source,
        written_name=written_name,
        action_type=kind if isinstance(kind, str) else "custom",
        secure=data.get("secure") is True,
    )


def _category(data: dict[str, Any], path: str) -> str | None:
    """The integration's name: from the file, or else the name of its folder."""
    terraform: Any = data.get("_terraform")
    for said in (data.get("category"), cast("Any", terraform).get("category") if isinstance(terraform, dict) else None):
        if isinstance(said, str) and said.strip() and _PLACEHOLDER not in said:
            return said
    folders = path.split("/")[1:-1]
    return folders[-1] if folders else None


def _schema(data: dict[str, Any], steps: tuple[str, ...]) -> dict[str, Any]:
    found = _at(data, steps)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _faults(data: dict[str, Any], source: Source) -> Iterator[Diagnostic]:
    rule = rules.DATA_ACTION_SHAPE
    if not isinstance(data.get("name"), str) or not data["name"].strip():
        yield fault(source, rule, "The data action has no name.", ("name",), 'Add "name".')
    for steps in (*_SCHEMAS, *_CONFIG):
        found = _at(data, steps)
        if not isinstance(found, dict) and not (steps in _SCHEMAS and _is_placeholder(found)):
            yield fault(source, rule, f"{'.'.join(steps)} is not an object.", steps, _EXPORT)
    required = (*_SCHEMAS[0], "required")
    if not _are_names(_at(data, required)):
        yield fault(source, rule, f"{'.'.join(required)} is not a list of names.", required, _EXPORT)


def _are_names(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, list) and all(isinstance(name, str) for name in cast("list[Any]", value))


def _placeholders(data: dict[str, Any], source: Source) -> Iterator[Diagnostic]:
    for steps in _SCHEMAS:
        if _is_placeholder(found := _at(data, steps)):
            message = f"{'.'.join(steps)} is the placeholder {found}, so this contract accepts anything."
            advice = "Replace it with the JSON schema, as Terraform would."
            yield fault(source, rules.DATA_ACTION_PLACEHOLDER, message, steps, advice)


def _is_placeholder(value: Any) -> bool:
    return isinstance(value, str) and _PLACEHOLDER in value


def _at(data: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        data = cast("dict[str, Any]", data).get(step) if isinstance(data, dict) else None
    return data
