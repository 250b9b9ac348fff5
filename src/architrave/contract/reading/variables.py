"""Variables of Postman and of HTTP files, `{{name}}`: filled in where their value is known."""

import json
import re
from collections.abc import Mapping
from typing import Any

from architrave.contract.reading.located import entries_of, items_of
from architrave.contract.reading.word import Word

VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_DYNAMIC = {
    "$guid": "00000000-0000-4000-8000-000000000000",
    "$randomUUID": "00000000-0000-4000-8000-000000000000",
    "$random.uuid": "00000000-0000-4000-8000-000000000000",
    "$uuid": "00000000-0000-4000-8000-000000000000",
    "$timestamp": "1700000000",
    "$isoTimestamp": "2023-11-14T22:13:20.000Z",
    "$randomInt": "1",
}
"""An example of what the tools put in place of their own variables."""
_MOST_ROUNDS = 10

Variables = Mapping[str, str]


def filled(word: Word, variables: Variables) -> Word:
    """The text with the variables that are known. All characters of a value have the place of the variable."""
    for _ in range(_MOST_ROUNDS):
        done = word.replaced(VARIABLE, lambda found: _value(found[1], variables))
        if done.value == word.value:
            break
        word = done
    return word


def filled_text(text: str, variables: Variables) -> str:
    """The same for a text without places."""
    return filled(Word.whole(text), variables).value


def variables_in(*texts: str) -> tuple[str, ...]:
    """The names of the variables in texts."""
    return tuple(dict.fromkeys(found[1] for text in texts for found in VARIABLE.finditer(text)))


def _value(name: str, variables: Variables) -> str | None:
    value = variables.get(name, _DYNAMIC.get(name))
    # A variable that contains itself would never end.
    return None if value is None or f"{{{{{name}}}}}" in value else value


def read_environment(text: str) -> dict[str, str] | None:
    """The variables in an exported Postman environment, or in a JSON object with them; None for anything else."""
    try:
        given: Any = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    fields = entries_of(given)
    if "values" in fields:
        items = [entries_of(item) for item in items_of(fields["values"])]
        return {
            str(item.get("key")): str(item["value"])
            for item in items
            if item.get("enabled") is not False and item.get("value") not in (None, "")
        }
    if not fields or not all(isinstance(value, str | int | float) for value in fields.values()):
        return None
    return {key: str(value) for key, value in fields.items()}
