"""The host names that a server accepts.

Requests to other names are refused, to protect local servers from DNS rebinding by web pages.
"""

from architrave.cloud.hosts import domain_of, host_of
from architrave.server.http import Request
from architrave.server.refusals import Refusal, refused

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

    def refusal(self, request: Request) -> Refusal | None:
        """Why a request is refused for the host that it names; None if it is accepted.

        A request names its host in the Host header, which HTTP/1.0 does not need, and perhaps in its target.
        """
        sent = request.headers.raw(b"host")
        if sent is not None and sent not in self._known:
            refusal = self._refusal(sent.decode("latin-1"), "The Host header")
            if refusal is not None:
                return refusal
            if len(self._known) < _REMEMBERED:
                self._known.add(sent)
        if request.authority is None:
            return None
        return self._refusal(request.authority, "The host in the request target")

    def _refusal(self, authority: str, part: str) -> Refusal | None:
        name = host_of(authority)
        if name is None:
            return refused(400, f"{part} is not valid. Write a host name or IP address, and a port if needed.")
        if self._names is None or self._has(name, self._names):
            return None
        return Refusal(
            421,
            "misdirected.request",
            "Host {host} is not allowed. Use localhost, or start the server with --server-name {host}.",
            {"host": name},
        )

    @staticmethod
    def _has(name: str, names: frozenset[str]) -> bool:
        return is_loopback_name(name) or name in names or domain_of(name) is not None
