"""The host names that a server accepts.

Requests to other names are refused, to protect local servers from DNS rebinding by web pages.
"""

from architrave.cloud.hosts import bare_host, domain_of
from architrave.server.http import RequestHeaders
from architrave.server.refusals import Refusal

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_REMEMBERED = 64


def is_loopback_name(name: str) -> bool:
    """Whether a host name always means this machine."""
    return name in _LOOPBACK_NAMES or name.endswith(".localhost")


class OwnNames:
    """The loopback names, the cloud's names, and `names`; None accepts any name."""

    def __init__(self, names: frozenset[str] | None) -> None:
        self._names = names
        self._known: set[bytes] = set()

    def refusal(self, headers: RequestHeaders) -> Refusal | None:
        """Why a request with these headers is refused; None if it is accepted."""
        host = headers.raw(b"host")
        if self._names is None or host is None or host in self._known:
            return None
        name = bare_host(host.decode("latin-1"))
        if not self._has(name, self._names):
            return Refusal(
                421,
                "misdirected.request",
                "Host {host} is not allowed. Use localhost, or start the server with --server-name {host}.",
                {"host": name},
            )
        if len(self._known) < _REMEMBERED:
            self._known.add(host)
        return None

    @staticmethod
    def _has(name: str, names: frozenset[str]) -> bool:
        return is_loopback_name(name) or name in names or domain_of(name) is not None
