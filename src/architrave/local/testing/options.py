"""What to test, and how."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TestOptions:
    """The options of `architrave test`. `paths` are files, folders, or FILE::NAME; the rest selects among the tests."""

    paths: tuple[str, ...]
    text: str | None = None
    tags: frozenset[str] = frozenset()

    __test__ = False  # its name begins like that of a test of pytest
