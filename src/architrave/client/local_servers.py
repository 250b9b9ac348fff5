"""The servers that run on this machine, as the commands of the same user find them.

A server keeps a client of its own in its folder and announces, beside it and among the user's servers, where it
answers. The files hold that client's secret, so that only their owner may read them.
"""

import json
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

OWN_CLIENT_ID = "architrave"
HIDDEN_FOLDER = ".architrave"
_CLIENT_FILE = "client.json"
_SERVER_FILE = "server.json"
_SECRET_BYTES = 32
_CONNECT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs on this machine: where, by which process, for which folder, and its own client."""

    url: str
    process: int
    folder: str
    client_id: str
    client_secret: str

    def to_json(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def own_secret(folder: Path) -> str:
    """The secret of a server's own client: the one that `folder` keeps, or a new one, which `announce` keeps."""
    return _kept_secret(folder) or secrets.token_urlsafe(_SECRET_BYTES)


def _kept_secret(folder: Path) -> str | None:
    try:
        return str(json.loads((folder / _CLIENT_FILE).read_text(encoding="utf-8"))["secret"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def announce(running: Running, folder: Path) -> list[Path]:
    """Write where a server answers. Returns the files that could be written; they are to be removed when it stops.

    The server's own client is kept in `folder` from now on. What servers left that were killed is removed.
    """
    if _kept_secret(folder) != running.client_secret:
        _write_private(folder / _CLIENT_FILE, {"id": running.client_id, "secret": running.client_secret})
    for path in _announced():
        if (other := _read(path)) is not None and not _is_alive(other.process):
            path.unlink(missing_ok=True)
    files = [folder / _SERVER_FILE, _servers() / f"{running.process}.json"]
    return [path for path in files if _write_private(path, running.to_json())]


def find_running(folder: Path | None = None, url: str | None = None) -> list[Running]:
    """The servers of this user that run, the one of `folder` first, then the newest.

    With `url` only those that are to be there; without, those that take connections: the number of a process that was
    killed may be another's by now.
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


def _servers() -> Path:
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "architrave" / "servers"


def _announced() -> list[Path]:
    """The files of the user's servers, the newest first."""
    try:
        return sorted(_servers().glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    except OSError:
        return []


def _read(path: Path) -> Running | None:
    try:
        return Running(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
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
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(record, file)
    except OSError:
        return False
    return True
