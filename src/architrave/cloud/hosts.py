"""Hosts: which belong to the cloud, which may be one of the sender's machines, and which are neither."""

import re
from ipaddress import ip_address

DOMAINS = (
    "mypurecloud.com",
    "mypurecloud.ie",
    "mypurecloud.com.au",
    "mypurecloud.jp",
    "mypurecloud.de",
    "usw2.pure.cloud",
    "cac1.pure.cloud",
    "apne2.pure.cloud",
    "euw2.pure.cloud",
    "aps1.pure.cloud",
    "use2.us-gov-pure.cloud",
    "sae1.pure.cloud",
    "mec1.pure.cloud",
    "apne3.pure.cloud",
    "euc2.pure.cloud",
    "mxc1.pure.cloud",
    "apse1.pure.cloud",
    "edee1.eusc-pure.cloud",
)
"""The domains of the cloud's regions; the Platform API is at `api.` plus a domain. Source: the official SDKs."""

_OWN = re.compile(r"(?:[^.]+|.*\.(?:local|localhost|internal|test|lan|home|svc|cluster))\Z")

_AUTHORITY = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{0,5}))?")
_MOST_PORT = 65_535
_IPV6 = 6
_IPV6_IN_URL = re.compile(
    r"(?P<before>[a-z+]+://(?:[^/@]*@)?)(?P<host>[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)(?=[/?]|$)"
)
_MAYBE_PORT = re.compile(r":\d{4,5}$")

_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_LONGEST_NAME = 253


def is_host_name(text: str) -> bool:
    """Whether this is a host name or an IP address, and nothing more: no scheme, port, path or wildcard."""
    try:
        ip_address(text[1:-1] if text.startswith("[") and text.endswith("]") else text)
    except ValueError:
        name = text.removesuffix(".")
        return len(name) <= _LONGEST_NAME and all(_LABEL.fullmatch(label) for label in name.split("."))
    return True


def host_of(authority: str) -> str | None:
    """The host in `host` or `host:port`, as a Host header has it, in lower case; None if it is anything else.

    An IP address gets its shortest form. One dot after a name is ignored. No other part of a URL is accepted: no
    credentials, no zone of an IPv6 address, no port beyond 65535 (RFC 9110, section 7.2; RFC 3986, section 3.2.2).
    """
    found = _AUTHORITY.fullmatch(authority)
    if found is None or int(found[3] or 0) > _MOST_PORT:
        return None
    if found[1] is not None:
        try:
            address = ip_address(found[1])
        except ValueError:
            return None
        return str(address) if address.version == _IPV6 else None
    name = found[2].lower().removesuffix(".")
    return name if is_host_name(name) and not name.endswith(".") else None


def bare_host(host: str) -> str:
    """The host name without the port, in lower case, of whatever a person wrote. A server needs `host_of`."""
    name = host.strip().lower().rstrip(".")
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0] if name.count(":") == 1 else name


def is_api_host(host: str) -> bool:
    """Whether this host serves the cloud's Platform API."""
    name = bare_host(host)
    return name.startswith("api.") and name[4:] in DOMAINS


def domain_of(host: str) -> str | None:
    """The cloud domain that a host belongs to (`apps.mypurecloud.com`, `login.…`, `ORG.…`), None for others."""
    name = bare_host(host)
    return next((domain for domain in DOMAINS if name == domain or name.endswith(f".{domain}")), None)


def is_own_host(host: str) -> bool:
    """Whether the host may be a machine of the sender: an IP address, a name without dots, a private domain."""
    name = bare_host(host)
    try:
        ip_address(name)
    except ValueError:
        return _OWN.match(name) is not None
    return True


def without_brackets(host: str) -> str:
    """A host as sockets want it: an IPv6 address may be in brackets, as in a URL."""
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def with_brackets(url: str) -> str | None:
    """A URL with brackets around an IPv6 address in the place of its host; None if the end could be a port."""
    found = _IPV6_IN_URL.match(url)
    if found is None:
        return url
    if _MAYBE_PORT.search(found["host"]):
        return None
    try:
        ip_address(found["host"])
    except ValueError:
        return url
    return f"{found['before']}[{found['host']}]{url[found.end() :]}"
