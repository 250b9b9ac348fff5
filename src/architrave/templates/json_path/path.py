"""A path that was read, ready to be followed through data."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from architrave.templates.faults import Fault, Refused
from architrave.templates.json_path.faults import BadPath
from architrave.templates.json_path.filters import Failed
from architrave.templates.json_path.reading import read_path
from architrave.templates.json_path.steps import Path
from architrave.templates.json_path.walk import Budget, NoValue, read

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A path in Jayway's notation."""

    text: str
    path: Path

    @property
    def definite(self) -> bool:
        """Whether the path selects a single value; otherwise its result is an array."""
        return self.path.definite

    def read(self, data: Any) -> Any:
        """The value of the path in JSON data.

        Raises NoValue if there is none or the path cannot be followed to its end, and Refused if the evaluation takes
        too long.
        """
        try:
            return read(self.path, data, data, Budget())
        except Failed:
            raise NoValue from None
        except RecursionError:
            raise Refused(f"The path {self.text} was stopped: it is nested too deeply.") from None


@lru_cache(maxsize=512)
def compile_path(text: str) -> JsonPath | Fault:
    """The path in a text, or why it cannot be read. Results are cached."""
    if len(text) > LONGEST:
        return Fault(f"The path is longer than {LONGEST:,} characters.")
    try:
        return JsonPath(text, read_path(text))
    except BadPath as problem:
        return Fault(f"The path {text} is not valid: {problem}.")
