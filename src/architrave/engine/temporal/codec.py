"""Effects on their way to an activity: plain JSON objects, which an operator can read in Temporal's history."""

from typing import Any

import msgspec

from architrave.interpreter.effects import Effect


def effect_to_json(effect: Effect) -> dict[str, Any]:
    """An effect as a JSON object: its kind and its fields."""
    return {"effect": type(effect).__name__, "fields": msgspec.to_builtins(effect)}


def effect_from_json(value: dict[str, Any]) -> Effect:
    """The effect that `effect_to_json` wrote."""
    kinds = {kind.__name__: kind for kind in Effect.__subclasses__()}
    return msgspec.convert(value["fields"], kinds[value["effect"]])
