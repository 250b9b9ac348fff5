"""Takes an address apart into host and path, whatever is in it."""

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?(?:[^/@?#]*@)?(?P<host>[^/?#]*)(?P<rest>.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Address:
    """Host and path of a URL; None for what cannot be known, such as a host that is a variable."""

    host: str | None
    path: str | None


def read_address(url: str) -> Address:
    """Take a URL apart; one without a scheme begins with its host, as curl has it."""
    found = _ADDRESS.match(url.strip())
    if found is None:
        return Address(None, None)
    host, path = found.group("host"), found.group("rest").partition("#")[0]
    if not path.startswith("/"):
        path = f"/{path}"
    # A variable may hold the scheme, the host and the beginning of the path too: "$BASE/flows/executions".
    if re.match(r"\$\{?\w|\{\{|%\w+%", host):
        at = path.find("/api/v2/")
        return Address(None, path[at:] if at >= 0 else None)
    return Address(host or None, path)
