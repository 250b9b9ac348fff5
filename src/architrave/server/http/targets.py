"""Request targets: which path, query and authority a request line names, without decoding or normalizing anything."""

import re
from dataclasses import dataclass

_ABSOLUTE = re.compile(r"(?i:https?)://([^/?]+)([^?]*)(?:\?(.*))?\Z")


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a request line. `path` and `query` are as sent; `authority` is None unless it is in the target.

    Nothing is decoded, so that two spellings of a path are two paths: `%2f`, `..`, `;` and `//` mean nothing here.
    """

    path: str
    query: str = ""
    authority: str | None = None


def target_of(sent: bytes, method: str) -> Target | None:
    """What a request target means (RFC 9112, section 3.2); None if it is not valid."""
    if not sent.isascii() or b"#" in sent:
        return None
    text = sent.decode("ascii")
    if text[:1] == "/":
        path, _, query = text.partition("?")
        return Target(path, query)
    if text == "*":
        return Target("*") if method == "OPTIONS" else None
    absolute = _ABSOLUTE.match(text)
    if absolute is None:
        return None
    authority, path, query = absolute.groups()
    return Target(path or "/", query or "", authority)
