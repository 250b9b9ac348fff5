"""Splits any URL into host and path, even a malformed one."""

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?:[^/@?#]*@)?(?P<host>[^/?#]*)(?P<rest>.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Address:
    """Host and path of a URL; None for a part that is unknown, such as a host that is a variable."""

    host: str | None
    path: str | None


def read_address(url: str) -> Address:
    """Split a URL; without a scheme, it starts with the host, as in curl."""
    found = _ADDRESS.match(url.strip())
    if found is None:
        return Address(None, None)
    host, path = found.group("host"), found.group("rest").partition("#")[0]
    if not path.startswith("/"):
        path = f"/{path}"
    # A variable may contain the scheme, the host and the beginning of the path: "$BASE/flows/executions".
    if re.search(r"\$\{?\w|\{\{|%\w+%", host):
        at = path.find("/api/v2/")
        is_whole = re.match(r"\$\{?\w|\{\{|%\w+%", host) is not None
        return Address(None, path[at:] if at >= 0 else None if is_whole else path)
    return Address(host or None, path)
