"""Whether a value fits a contract's JSON schema: no network, no files, and patterns that run in linear time."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

MOST_PROBLEMS = 5

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?")


def problems(schema: Mapping[str, Any], value: Any) -> list[str]:
    """Why a value does not fit a schema, in at most five sentences. An invalid schema fits nothing."""
    if not schema:
        return []
    try:
        validator = _validator(json.dumps(schema))
    except ValueError as problem:
        return [f"the contract is not a JSON schema: {_short(problem)}"]
    found: list[str] = []
    try:
        for error in validator.iter_errors(value):
            place = ".".join(str(step) for step in error.instance_path)
            found.append(f"{place}: {_short(error.message)}" if place else _short(error.message))
            if len(found) == MOST_PROBLEMS:
                break
    except ValueError as problem:
        found.append(_short(problem))
    return found


def fitted(schema: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs as an input contract expects them: without those that have no value, and with texts converted to numbers
    or booleans if the contract says so (recorded).
    """
    properties: Any = schema.get("properties")
    wanted = cast("dict[str, Any]", properties) if isinstance(properties, dict) else {}
    return {
        name: _as(wanted.get(name), value) if isinstance(value, str) else value
        for name, value in inputs.items()
        if value is not None
    }


def _as(schema: Any, text: str) -> Any:
    kind = cast("dict[str, Any]", schema).get("type") if isinstance(schema, dict) else None
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    if kind in {"integer", "number"} and _NUMBER.fullmatch(text):
        return int(text) if text.lstrip("-").isdigit() else float(text)
    return text


@lru_cache(maxsize=256)
def _validator(text: str) -> Any:
    """A validator. Contracts use draft 4 unless they name another; some are only valid in a later draft."""
    import jsonschema_rs  # slow to import, and only calls need it

    schema = json.loads(text)
    options: dict[str, Any] = {"retriever": _refuse, "pattern_options": jsonschema_rs.RegexOptions()}
    try:
        return jsonschema_rs.validator_for(schema, **options)
    except ValueError:
        return jsonschema_rs.Draft4Validator(schema, **options)


def _refuse(address: str) -> Any:
    raise ValueError(f"contracts cannot refer to other documents ({address[:80]})")


def _short(problem: object) -> str:
    text = " ".join(str(problem).split())
    return text if len(text) <= 300 else f"{text[:300]}…"
