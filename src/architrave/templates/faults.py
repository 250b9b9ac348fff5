"""The errors of templates and paths: a value when parsing fails, an exception when evaluation fails."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text cannot be parsed. `offset` counts code points from the start of the text."""

    message: str
    offset: int = 0


class Refused(Exception):  # noqa: N818 - shown to the person who wrote the template
    """A template or path was parsed but cannot be evaluated. The message says why."""
