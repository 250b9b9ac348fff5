"""The flows of a server, for checking launches: which exist, in which versions, and with which inputs."""

from typing import Any, cast

from architrave.client.platform import PlatformClient, Refused
from architrave.contract import FoundFlow
from architrave.expressions.types import (
    BOOLEAN,
    CURRENCY,
    DATE,
    DATETIME,
    DECIMAL,
    DURATION,
    INTEGER,
    JSON,
    STRING,
    TIME,
    Type,
)
from architrave.flows.flow_types import FLOW_TYPES
from architrave.flows.program import Program, Slot, Variable

_LONGEST_ID = 100
_FORMATS = {"date-time": DATETIME, "date": DATE, "time": TIME, "duration": DURATION}
_TYPES = {"string": STRING, "integer": INTEGER, "number": DECIMAL, "boolean": BOOLEAN}


class RemoteFlows:
    """The flows that a server has. Each flow is requested once.

    `find` and `known` raise Refused if the server cannot be asked.
    """

    def __init__(self, client: PlatformClient) -> None:
        self._client = client
        self._found: dict[tuple[str, str | None], FoundFlow | None] = {}

    def find(self, flow_id: str, version: str | None, /) -> FoundFlow | None:
        """The flow with this id, in this version or the published one."""
        if not flow_id.strip() or len(flow_id) > _LONGEST_ID:
            return None
        key = (flow_id.lower(), version)
        if key not in self._found:
            flow = self._client.find_flow(flow_id)
            self._found[key] = None if flow is None else self._described(flow, version)
        return self._found[key]

    def known(self) -> list[tuple[str, str]]:
        """The id and name of the workflows, for suggestions; empty if the token may not list them."""
        try:
            return [(flow["id"], flow.get("name") or flow["id"]) for flow in self._client.workflows()]
        except Refused:
            return []

    def id_file(self) -> None:
        """Nothing: the server gives its flows their ids."""
        return

    def _described(self, flow: dict[str, Any], version: str | None) -> FoundFlow:
        published = flow.get("publishedVersion")
        latest = _entries(published) or None
        name = str(latest.get("id") or latest.get("name")) if latest is not None else None
        shown, versions, schema = latest, (name,) if name is not None else (), flow.get("inputSchema")
        if version is not None and version != name:
            shown = self._client.find_version(str(flow["id"]), version)
            schema = None if shown is None else shown.get("inputSchema")
            versions = tuple(self._client.version_names(str(flow["id"])))
        if shown is not None and not isinstance(schema, dict):
            schema = shown.get("inputSchema")
        known = cast("dict[str, Any]", schema) if isinstance(schema, dict) else None
        return FoundFlow(
            id=str(flow["id"]),
            name=str(flow.get("name") or flow["id"]),
            type=_flow_type(str(flow.get("type", "workflow"))),
            version=None if shown is None else version or name,
            program=None if shown is None else _program(flow, known or {}),
            versions=tuple(item for item in versions if item),
            required=frozenset(item for item in (known or {}).get("required", ()) if isinstance(item, str)),
            has_inputs=known is not None,
        )


def _flow_type(name: str) -> str:
    """The Archy key of a type as the API names it: `workflow` for `WORKFLOW`."""
    lower = name.lower()
    known = FLOW_TYPES.get(lower) or FLOW_TYPES.get(f"{lower}flow")
    return known.key if known is not None else lower


def _program(flow: dict[str, Any], schema: dict[str, Any]) -> Program:
    """As much of the flow as the server tells: its inputs. An input's initial value is not known, so it has one."""
    inputs = _entries(schema.get("properties"))
    listed: Any = flow.get("supportedLanguages")
    languages = [
        _entries(item).get("language") for item in (cast("list[Any]", listed) if isinstance(listed, list) else ())
    ]
    return Program(
        flow_type=_flow_type(str(flow.get("type", "workflow"))),
        name=str(flow.get("name", "")),
        description="",
        division=None,
        hash="",
        default_language=None,
        supported_languages=tuple(tag for tag in languages if isinstance(tag, str)),
        variables=tuple(_variable(name, kind) for name, kind in inputs.items()),
        start=None,
        containers={},
        actions=(),
    )


def _entries(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _variable(name: str, schema: Any) -> Variable:
    kind = type_of(schema)
    full = name if "." in name else f"Flow.{name}"
    initial: Slot[object] = Slot(kind, lambda _variables, _ask: None, is_set=True, is_constant=True)
    return Variable(full, full.lower(), full.partition(".")[0], kind, initial, is_input=True)


def type_of(schema: Any) -> Type:
    """The type of an input with this JSON Schema; JSON, which accepts everything, if the schema does not tell."""
    given = _entries(schema)
    names: Any = given.get("type")
    kinds = [name for name in cast("list[Any]", names if isinstance(names, list) else [names]) if name != "null"]
    kind = kinds[0] if len(kinds) == 1 else None
    if kind == "array":
        item = type_of(given.get("items"))
        return item.collection if not item.is_collection else JSON
    if kind == "string":
        return _FORMATS.get(str(given.get("format")), STRING)
    if kind == "object":
        return CURRENCY if _entries(given.get("properties")).keys() >= {"amount", "code"} else JSON
    return _TYPES.get(str(kind), JSON)
