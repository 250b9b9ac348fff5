"""The errors of templates and paths: a value when parsing fails, an exception when evaluation fails."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text cannot be read. `offset` counts code points from the text's start."""

    message: str
    offset: int = 0


class Refused(Exception):  # noqa: N818 - it is said to the person who wrote the template
    """A template or path that could be read but not be carried out. The message says why."""
