"""The local servers that are running, so that commands of the same user can find them.

A server saves its client in its organization's hidden folder. It writes its URL there and to the user's list of
servers. The files contain the client's secret, so only their owner can read them.
"""

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from architrave.definitions.regular_files import read_text

OWN_CLIENT_ID = "architrave"
OWN_CLIENT_NAME = "Architrave's own client"
HIDDEN_FOLDER = ".architrave"
_CLIENT_FILE = "client.json"
_SERVER_FILE = "server.json"
_SECRET_BYTES = 32
_CONNECT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Running:
    """A running local server: its URL, process id, folder and client."""

    url: str
    process: int
    folder: str
    client_id: str
    client_secret: str
    certificate: str | None = None
    """The path of the authority that vouches for the server; None without TLS."""
    names: tuple[str, ...] = ()
    """The host names that the server accepts in addition to the loopback names."""

    def to_json(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def own_secret(folder: Path) -> str:
    """The secret of the server's client: the one saved in `folder`, or a new one, which `announce` saves."""
    return _kept_secret(folder) or secrets.token_urlsafe(_SECRET_BYTES)


def _kept_secret(folder: Path) -> str | None:
    try:
        return str(json.loads(read_text(folder / _CLIENT_FILE))["secret"])
    except (ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class Announced:
    """What could be written about a server: the files to remove when it stops, and whether its secret is saved."""

    files: tuple[Path, ...]
    has_secret: bool


def announce(running: Running, folder: Path) -> Announced:
    """Write the files that make a server findable.

    Also saves the server's client in `folder`, and removes files left by servers that were killed.
    """
    has_secret = _kept_secret(folder) == running.client_secret or _write_private(
        folder / _CLIENT_FILE, {"id": running.client_id, "secret": running.client_secret}
    )
    for path in _announced():
        if (other := _read(path)) is not None and not _is_alive(other.process):
            path.unlink(missing_ok=True)
    files = [folder / _SERVER_FILE]
    if (servers := _servers()) is not None:
        files.append(servers / f"{running.process}.json")
    return Announced(tuple(path for path in files if _write_private(path, running.to_json())), has_secret)


def find_running(folder: Path | None = None, url: str | None = None) -> list[Running]:
    """The user's running servers: first the one for `folder`, then the newest.

    With `url`, only servers with this URL. Without it, only servers that accept connections, because the process id of
    a killed server may have been reused.
    """
    candidates: list[Path] = []
    if folder is not None:
        candidates = [
            parent / HIDDEN_FOLDER / _SERVER_FILE for parent in (folder.absolute(), *folder.absolute().parents)
        ]
    found: list[Running] = []
    for path in (*candidates, *_announced()):
        running = _read(path)
        if running is None or running in found or not _is_alive(running.process):
            continue
        if running.url == url or (url is None and _accepts(running.url)):
            found.append(running)
    return found


def _servers() -> Path | None:
    """The folder of the user's list of servers; None for a user without a home folder, such as a container's."""
    try:
        state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    except RuntimeError:
        return None
    return Path(state) / "architrave" / "servers"


def _announced() -> list[Path]:
    """The files of the user's servers, newest first."""
    servers = _servers()
    if servers is None:
        return []
    try:
        return sorted(servers.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    except OSError:
        return []


def _read(path: Path) -> Running | None:
    try:
        said = json.loads(read_text(path))
        return Running(**said | {"names": tuple(said.get("names") or ())})
    except (ValueError, TypeError):
        return None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _accepts(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 80), _CONNECT_SECONDS).close()
    except OSError:
        return False
    return True


def _write_private(path: Path, record: dict[str, Any]) -> bool:
    from architrave.store.folders import make_folder  # slow to import

    try:
        make_folder(path.parent, 0o700)
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(record, file)
    except OSError:
        return False
    return True
