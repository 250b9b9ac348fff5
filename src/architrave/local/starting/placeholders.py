"""Values for the `{{keys}}` of flows: one for each key, such that the flows that use it can be read."""

from collections.abc import Mapping

from architrave.diagnostics import Source
from architrave.flows.placeholders import open_placeholders
from architrave.flows.reader import read_flow
from architrave.flows.substitutions import shown

_BY_WORD = (
    ("language", "en-us"),
    ("division", "Home"),
    ("email", "ada@example.com"),
    ("phone", "+13175550100"),
    ("sms_number", "+13175550100"),
)
_FILE = "{{file}}"
_OTHERS = ("1", "true", "en-us")
"""For a key that stands where a text is not allowed: a number, a flag or a language."""


def values_for(sources: list[Source], given: Mapping[str, str]) -> dict[str, str]:
    """A value for each key without one, in the order of the files. The default is the key itself."""
    users: dict[str, list[Source]] = {}
    keys = {source.name: open_placeholders(source, given) for source in sources}
    sources = [source for source in sources if keys[source.name]]
    for source in sources:
        for key in keys[source.name]:
            users.setdefault(key, []).append(source)
    names = _names(sources, given)
    values = {key: _FILE if names.count(key) > 1 else _suggestion(key) for key in users}
    # Most keys take any text: only flows that it makes faulty need another value.
    faulty = [source for source in sources if _errors([source], {**given, **values})]
    for key, using in users.items():
        suspects = [source for source in using if source in faulty]
        if suspects:
            values[key] = _best(key, suspects, {**given, **values})
    return values


def _names(sources: list[Source], given: Mapping[str, str]) -> list[str]:
    """For each flow whose name is a key, the key: as one text for all, it would give several flows one name."""
    programs = (read_flow(source, substitutions=given, allow_placeholders=True)[0] for source in sources)
    written = [shown(program.name) for program in programs if program is not None]
    return [name[2:-2].strip() for name in written if name.startswith("{{") and name.endswith("}}")]


def _suggestion(key: str) -> str:
    folded = key.casefold()
    return next((value for word, value in _BY_WORD if word in folded), _plain(key))


def _plain(key: str) -> str:
    """The key as a text that can stand anywhere in YAML."""
    return "".join(character if character.isalnum() or character in " _-." else "_" for character in key).strip() or "x"


def _best(key: str, using: list[Source], values: dict[str, str]) -> str:
    """The first candidate with the fewest errors in the flows that use the key."""
    return min((values[key], *_OTHERS), key=lambda value: _errors(using, {**values, key: value}))


def _errors(sources: list[Source], values: Mapping[str, str]) -> int:
    found = (read_flow(source, substitutions=values)[1] for source in sources)
    return sum(fault.is_error for faults in found for fault in faults)
