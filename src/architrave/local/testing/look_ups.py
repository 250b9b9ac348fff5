"""The organization of a test: what the test says that look-ups find, over the organization itself."""

from dataclasses import dataclass
from typing import Any, cast

from architrave.engine.handlers import Directory
from architrave.flowtests.cases import Case
from architrave.flowtests.look_ups import LookUpGiven, plain
from architrave.interpreter.effects import Json

_BY = ("id", "name", "email")


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What look-ups find: a list of entities, none, or a failure. Without `by`, `value` or `within`, whichever."""

    noun: str
    by: str | None = None
    value: Json = None
    within: str | None = None
    found: tuple[dict[str, Any], ...] = ()
    failure: dict[str, Any] | None = None

    def fits(self, noun: str, by: str, value: Any, within: str | None) -> bool:
        """Whether it answers a look-up. Case does not matter."""
        return (
            _same(self.noun, noun)
            and (self.by is None or _same(self.by, by))
            and (self.value is None or _same(self.value, value))
            and (self.within is None or _same(self.within, within))
        )


@dataclass(frozen=True, slots=True)
class GivenDirectory:
    """A directory with the answers that a test gives; the first that fits counts, and then the organization."""

    directory: Directory
    answers: tuple[GivenAnswer, ...]

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:
        """As `Directory.look_up`. What is found also has the value by which it was looked up."""
        given = next((each for each in self.answers if each.fits(noun, by, value, within)), None)
        if given is None:
            return self.directory.look_up(noun, by, value, within)
        if given.failure is not None:
            return {"failure": given.failure}
        found = given.found[0] if given.found else None
        return {by: value, **found} if found is not None and by in _BY else found

    def all(self, noun: str) -> list[dict[str, Any]]:
        """As `Directory.all`, with those that the test gives."""
        given = [entity for each in self.answers if _same(each.noun, noun) for entity in each.found]
        return [*given, *self.directory.all(noun)]


def with_look_ups(directory: Directory, case: Case) -> Directory:
    """The directory of a case."""
    given = [each.value for each in case.look_ups_given]
    return GivenDirectory(directory, tuple(map(_answer, given))) if given else directory


def _answer(given: LookUpGiven) -> GivenAnswer:
    found: Any = None if given.found is None else given.found.value.value
    listed = cast("list[dict[str, Any]]", found if isinstance(found, list) else [] if found is None else [found])
    return GivenAnswer(
        "" if given.noun is None else given.noun.value,
        None if given.by is None else given.by.value,
        None if given.value is None else given.value.value.value,
        None if given.within is None else given.within.value,
        tuple(listed),
        None if given.failure is None else plain(given.failure.value),
    )


def _same(one: Any, other: Any) -> bool:
    return str(one).casefold() == str(other).casefold()
