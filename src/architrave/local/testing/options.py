"""What to test, and how."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TestOptions:
    """The options of `architrave test`. `paths` are files, folders, or FILE::NAME; `text` and `tags` select tests.

    `coverage`: measure what the tests reach. `mutate`: measure which changes of the flows they notice. `fail_under` is
    how much of the outputs they must take, or with `mutate` how many changes they must notice, in percent.
    """

    paths: tuple[str, ...]
    text: str | None = None
    tags: frozenset[str] = frozenset()
    coverage: bool = False
    mutate: bool = False
    fail_under: float | None = None

    __test__ = False  # its name begins like that of a test of pytest
