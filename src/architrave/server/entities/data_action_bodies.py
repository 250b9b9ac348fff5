"""What bodies say about data actions, and what is wrong with it."""

import re
from collections.abc import Mapping
from typing import Any, cast

from architrave.contract.model_check import Problem
from architrave.contract.rules import INVALID_VALUE
from architrave.definitions.nouns.integration import INTEGRATION
from architrave.organization.data_actions import DEFINITION, problems_of
from architrave.server.call import ApiCall
from architrave.server.entities.bodies import Body

Shape = dict[str, Any]

_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]*")
_RESERVED = frozenset({"orgId", "integrationId", "rawRequest"})
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_LONGEST = 256
_NESTED = ("object", "array")


def given_of(body: Body) -> Shape:
    """The properties of a definition that a body has. A contract stays as it was sent."""
    given = {name: body.fields[name] for name in DEFINITION if name in body.fields}
    if "contract" in given:
        given["contract"] = cast("Shape", body.read.value)["contract"]
    config = cast("Shape", given.get("config") or {})
    for part in ("request", "response"):
        if isinstance(config.get(part), dict):
            config[part] = {name: each for name, each in config[part].items() if not name.endswith("TemplateUri")}
    return given


def integration_of(call: ApiCall, body: Body) -> Shape:
    """The integration that a body names, as properties of an action."""
    wanted = body.fields.get("integrationId")
    if not isinstance(wanted, str):
        return {}
    found = call.services.organization.entities.find(INTEGRATION.name, wanted)
    if found is None:
        body.unknown(INTEGRATION.words, wanted, "integrationId")
        return {}
    return {"integrationId": found.id, "integrationType": found.properties.get("integrationType")}


def check_names(body: Body, given: Mapping[str, Any]) -> None:
    """Report a name or category that is empty or too long (documented)."""
    for name in ("name", "category"):
        value = given.get(name)
        if isinstance(value, str) and not (value.strip() and len(value) <= _LONGEST):
            body.report(Problem(INVALID_VALUE, f"The {name} of a data action has 1 to {_LONGEST} characters.", (name,)))


def check_definition(body: Body, given: Mapping[str, Any]) -> None:
    """Report what keeps a definition from being published."""
    for problem in faults_of(given):
        body.report(problem)


def faults_of(given: Mapping[str, Any]) -> list[Problem]:
    """What keeps a definition from being published. The documented limits; the linter's other findings are allowed."""
    config = cast("Shape", given.get("config") or {})
    request = cast("Shape", config.get("request") or {})
    found: list[Problem] = []
    timeout = config.get("timeoutSeconds")
    if timeout is not None and not (isinstance(timeout, int) and (timeout == 0 or 1 <= timeout <= 60)):
        place = ("config", "timeoutSeconds")
        found.append(Problem(INVALID_VALUE, "The timeout of a data action is 1 to 60 seconds.", place))
    method = request.get("requestType")
    if method is not None and str(method).upper() not in _METHODS:
        message = f"The requestType is one of {', '.join(_METHODS)}."
        found.append(Problem(INVALID_VALUE, message, ("config", "request", "requestType")))
    for name, value in cast("Shape", request.get("headers") or {}).items():
        if name.lower() == "accept" and "json" not in str(value).lower() and "$" not in str(value):
            message = "The 'Accept' header only supports JSON content types."
            found.append(Problem(INVALID_VALUE, message, ("config", "request", "headers", name)))
    contract = cast("Shape", given.get("contract") or {})
    schema = cast("Shape", contract.get("input") or {}).get("inputSchema")
    if isinstance(schema, dict):
        found += _input_faults(cast("Shape", schema))
    return found


def _input_faults(schema: Shape) -> list[Problem]:
    """The input is an object without objects in it (documented)."""
    place = ("contract", "input", "inputSchema")
    properties = schema.get("properties")
    if schema.get("type", "object") != "object" or not isinstance(properties, dict | None):
        return [Problem(INVALID_VALUE, "The input schema must be an object with properties and no sub-objects.", place)]
    found: list[Problem] = []
    for name, one in cast("Shape", properties or {}).items():
        kind = cast("Shape", one).get("type") if isinstance(one, dict) else None
        if kind in _NESTED:
            message = f'The input "{name}" is of the type {kind}: an input schema has no sub-objects or arrays.'
            found.append(Problem(INVALID_VALUE, message, (*place, "properties", name, "type")))
        if _NAME.fullmatch(name) is None or name in _RESERVED:
            message = "An input's name begins with a letter, has letters, digits, _ and -, and is not one of "
            message += f"{', '.join(sorted(_RESERVED))}."
            found.append(Problem(INVALID_VALUE, message, (*place, "properties", name), at_key=True))
    return found


def all_faults(definition: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with a draft, each with its place: what keeps it from being published, and what fails its calls."""
    own = [(".".join(map(str, one.path)), one.message) for one in faults_of(definition)]
    linted = [
        ((one.pointer or "").strip("/").replace("/", "."), one.message)
        for one in problems_of(definition)
        if one.is_error or one.rule.slug in ("data-action-template", "data-action-path")
    ]
    return own + linted
