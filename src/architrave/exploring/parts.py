"""Parts of JSON values, by path: a name in an object, an index in a list, or the data in a text of JSON."""

import json
from typing import Any

from architrave.interpreter.effects import Json

PARSED = None
"""In a path: the value is a text, and the rest of the path is about the JSON in it."""

Path = tuple[str | int | None, ...]

_LONGEST = 200


def with_part(value: Json, path: Path, part: Json) -> Json:
    """The value with another part; objects and lists on the way there are made if they are missing."""
    if not path:
        return part
    first, rest = path[0], path[1:]
    match first:
        case None:
            return json.dumps(with_part(_parsed(value), rest, part), ensure_ascii=False)
        case int():
            items: list[Any] = [*value] if isinstance(value, list) else []
            index = max(first, 0)
            if index >= _LONGEST:
                return value
            filler = items[-1] if items else with_part(None, rest, part)
            items += [filler] * (index + 1 - len(items))
            items[index] = with_part(items[index], rest, part)
            return items
        case str():
            members = {**value} if isinstance(value, dict) else {}
            members[first] = with_part(members.get(first), rest, part)
            return members


def _parsed(value: Json) -> Json:
    """The data in a text of JSON; None if it has none."""
    try:
        return json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None
