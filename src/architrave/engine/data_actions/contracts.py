"""Whether a value fits a contract's JSON schema: no network, no files, and patterns that run in linear time."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

MOST_PROBLEMS = 5


def problems(schema: Mapping[str, Any], value: Any) -> list[str]:
    """What of a value does not fit a schema, as sentences; at most five. A schema that is none fits nothing."""
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


@lru_cache(maxsize=256)
def _validator(text: str) -> Any:
    """A validator. Contracts are of draft 4, where a schema does not name another; some are only of a later one."""
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
