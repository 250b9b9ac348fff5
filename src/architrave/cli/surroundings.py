"""How `eval` answers an expression's questions: with the current time, random numbers and an organization.

With `--org`, the organization is the one in the folder. Without it, every lookup succeeds with an entity of that name,
as the documentation's examples assume; these names are recorded, so that the command can list them.
"""

import random
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import click

from architrave.cloud.system_prompts import is_system_prompt
from architrave.expressions.question import Question

if TYPE_CHECKING:
    from architrave import LocalPlatform
    from architrave.contract import LookUp


class Imagined:
    """An organization in which every lookup succeeds. `taken` describes what was looked up and may not exist."""

    def __init__(self) -> None:
        self.taken: dict[str, None] = {}
        self._system_prompts: set[str] = set()

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any]:  # noqa: ARG002
        """An entity with the value as its name. The same name always has the same id."""
        name = str(value)
        if noun != "systemPrompt" or not (is_system_prompt(name) or name in self._system_prompts):
            self.taken[f"{noun} “{name}”"] = None
        entity = {
            "id": str(uuid5(NAMESPACE_URL, f"architrave:{noun}:{name.casefold()}")),
            "name": name,
            "state": "active",
        }
        if noun == "systemPrompt" and is_system_prompt(name):
            self._system_prompts.add(entity["id"])
        if noun == "user":
            entity |= {"username": name, "email": name}
        return entity | {by: value}


class Surroundings:
    """The language and organization of one `eval`."""

    def __init__(self, language: str, org: str | None) -> None:
        self.language = language
        self.imagined = Imagined()
        self._look_up: LookUp = self.imagined.look_up if org is None else _folder(org).look_up

    def ask(self, question: Question) -> Any:
        """Answer an expression's question; None is NOT_SET."""
        match question.name:
            case "now":
                now = datetime.now(UTC)
                return now.replace(microsecond=now.microsecond // 1000 * 1000)
            case "random":
                return Decimal(f"{random.random():.16f}")  # noqa: S311 - not used for secrets
            case "randomInt":
                limit: int = question.arguments[0]
                return random.randint(min(limit, 0), max(limit, 0))  # noqa: S311
            case "language" | "defaultLanguage":
                return self.language
            case "supportedLanguages":
                return (self.language,)
            case "lookUp":
                noun, by, value = question.arguments
                return self._look_up(noun, by, value)
            case _:
                return None


def _folder(folder: str) -> "LocalPlatform":
    """The organization in a folder, open until the command ends."""
    import architrave
    from architrave.local.faults import CannotOpenError

    try:
        return click.get_current_context().with_resource(architrave.open(folder, mocks={}, needs_secrets=False))
    except CannotOpenError as problem:
        from architrave.cli.refusing import refuse

        refuse(problem, problem.diagnostics)
