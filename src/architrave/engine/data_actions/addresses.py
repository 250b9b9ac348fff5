"""Which hosts may be called: those that are allowed by name, at addresses that a name may resolve to."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from architrave.cloud.hosts import is_host_name
from architrave.engine.data_actions.exchange import NotSent

HOST_NOT_ALLOWED = "HostNotAllowed"
"""The error code of a call that was not made (Architrave's)."""

_PORTS = {"http": 80, "https": 443}
_NAT64 = IPv6Address("64:ff9b::")

Resolve = Callable[[str, int], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """The hosts that flows may call, as `host:port` in lower case."""

    hosts: frozenset[str] = frozenset()

    @staticmethod
    def of(written: Iterable[str]) -> "AllowedHosts":
        """The hosts of `--allow-host`: HOST:PORT, HOST for port 443, or a URL. Raises ValueError with the reason."""
        return AllowedHosts(frozenset(_host_port(text) for text in written))

    def __contains__(self, host_port: str) -> bool:
        return host_port in self.hosts

    async def address_of(self, host: str, port: int, resolve: Resolve | None = None) -> str:
        """The IP address to connect to for a host. Raises NotSent if the host is not allowed, or cannot be resolved.

        A name that resolves to a private network, this machine or a cloud's metadata service is refused unless that
        address is allowed too: whoever controls a DNS name must not decide what we call.
        """
        name = joined(host, port)
        if name not in self.hosts:
            message = (
                f"{name} was not called: it is not an allowed host. Allow it with --allow-host {name}, "
                "or add a reply to the mocks file."
            )
            raise NotSent(message, HOST_NOT_ALLOWED, 403)
        try:
            addresses = await (resolve or _resolve)(host, port)
        except (OSError, UnicodeError):
            addresses = []
        if not addresses:
            raise NotSent(f"The host {host} cannot be resolved.")
        address = addresses[0]
        if not self._may_stand_for(host, address, port):
            message = (
                f"{name} was not called: {host} resolves to {address}, which is not a public address. "
                f"If you intend this, add --allow-host {joined(address, port)}."
            )
            raise NotSent(message, HOST_NOT_ALLOWED, 403)
        return address

    def _may_stand_for(self, host: str, address: str, port: int) -> bool:
        found = ip_address(address.partition("%")[0])
        if joined(address, port) in self.hosts or (found.is_loopback and host == "localhost"):
            return True
        return all(each.is_global and not each.is_multicast for each in _all_of(found))


def joined(host: str, port: int) -> str:
    """A host and a port as one text."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def port_of(scheme: str, port: int | None) -> int:
    """The port of an address, or the default port of its scheme."""
    return port or _PORTS[scheme]


def _all_of(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """An address and the IPv4 addresses embedded in it."""
    found: list[IPv4Address | IPv6Address] = [address]
    if isinstance(address, IPv6Address):
        carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if int(address) >> 32 == int(_NAT64) >> 32:
            carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
        found.extend(each for each in carried if each is not None)
    return found


def _host_port(text: str) -> str:
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
    except ValueError:
        parts = urlsplit("")
    try:
        host, port = parts.hostname, parts.port or _PORTS.get(parts.scheme or "https")
    except ValueError:
        host = port = None
    is_more = parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc
    if not host or port is None or is_more or parts.scheme not in {"", *_PORTS} or not is_host_name(host):
        raise ValueError(f"{text} is not a host. Write HOST:PORT, like api.example.com:443.")
    return joined(host.rstrip("."), port)


async def _resolve(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]
