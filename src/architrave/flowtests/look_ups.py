"""What look-ups find in a test: entities and rows that the organization lacks, or has otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from architrave.flows.yaml import Node
from architrave.flowtests.noted import Noted
from architrave.flowtests.objects import Object, key, keyed
from architrave.flowtests.rules import FLOWTEST_SHAPE
from architrave.flowtests.shapes import Anything, Flag, Given, MapOf, Reader, Schema, Text

_ANSWERS = ("found", "notFound", "failure")


@keyed
class LookUpGiven:
    """One answer: to all look-ups of a noun, or to those with a value."""

    noun: Noted[str] | None = key(Text(), "What is looked up: queue, user, dataTableRow, …", required=True)
    by: Noted[str] | None = key(Text(), "The property by which: id, name, email, key. Default: any.")
    value: Noted[Given] | None = key(Anything(), "The value of that property. Default: any.")
    within: Noted[str] | None = key(Text(), "The data table. Default: any.")
    found: Noted[Given] | None = key(Anything(), "What is found: its properties, or a list for a search.")
    not_found: Noted[bool] | None = key(Flag(), "Nothing is found.", "notFound")
    failure: Noted[Mapping[str, Noted[Given]]] | None = key(
        MapOf(Anything(), "part"), "The look-up fails: `{errorType: …, errorMessage: …}`."
    )


@dataclass(frozen=True, slots=True)
class LookUpShape:
    """An answer, with exactly one of found, notFound and failure."""

    def read(self, node: Node, reader: Reader) -> LookUpGiven | None:
        """The answer."""
        given = Object(LookUpGiven, "a look-up").read(node, reader)
        if given is None:
            return None
        answers = [each for each in (given.found, given.not_found, given.failure) if each is not None]
        if len(answers) != 1:
            message = f"A look-up has exactly one of {', '.join(_ANSWERS)}."
            return reader.fault(FLOWTEST_SHAPE, node, message, "Write `found: {NAME: VALUE}` or `notFound: true`.")
        if given.found is not None and not isinstance(given.found.value.value, dict | list):
            return reader.misfit(given.found.node, "a map of properties, or a list of these")
        return given

    def schema(self) -> Schema:
        """As `Shape`."""
        return {**Object(LookUpGiven, "a look-up").schema(), "oneOf": [{"required": [each]} for each in _ANSWERS]}


def plain(given: Mapping[str, Noted[Given]]) -> dict[str, Any]:
    """Values without their places."""
    return {name: each.value.value for name, each in given.items()}
