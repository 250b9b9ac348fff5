"""JSON pointers (RFC 6901): the paths into a document in diagnostics and fixes."""

from collections.abc import Iterable


def join_pointer(path: Iterable[str | int]) -> str:
    """The JSON pointer for a path of keys and indexes; the empty path is `""`, the whole document."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
