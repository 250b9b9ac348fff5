"""What `serve` says when it cannot listen: which server of the user has the port."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from architrave.cli import proxying
from architrave.cli.taken_ports import why_not
from architrave.client import local_servers
from architrave.client.local_servers import Running
from architrave.server.running import CannotListen, PortInUse, listen

OTHER = "Port 1 is in use."


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[int]:
    """A port on which another program listens."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def announce(folder: Path, port: int) -> int:
    """Announce a server for a folder, as `serve` does; returns its process."""
    running = Running(f"http://127.0.0.1:{port}", os.getpid(), str(folder.resolve()), "id", "secret")
    local_servers.announce(running, folder / local_servers.HIDDEN_FOLDER)
    return running.process


def test_a_server_of_this_folder(port: int, tmp_path: Path) -> None:
    process = announce(tmp_path, port)
    said = why_not(PortInUse(OTHER), port, tmp_path)
    assert said.startswith(f"An Architrave server already serves this folder at http://127.0.0.1:{port}. ")
    assert f"process {process}" in said
    assert "--port 0" in said


def test_a_server_of_another_folder(port: int, tmp_path: Path) -> None:
    other = tmp_path / "another one"
    announce(other, port)
    said = why_not(PortInUse(OTHER), port, tmp_path)
    assert said.startswith(f"An Architrave server already serves '{other}' at http://127.0.0.1:{port}. ")


def test_a_server_with_another_port(port: int, tmp_path: Path) -> None:
    announce(tmp_path, port)
    assert why_not(PortInUse(OTHER), port + 1, tmp_path) == OTHER


def test_another_program_or_another_reason(port: int, tmp_path: Path) -> None:
    assert why_not(PortInUse(OTHER), port, tmp_path) == OTHER
    announce(tmp_path, port)
    assert why_not(CannotListen("Not allowed."), port, tmp_path) == "Not allowed."


def test_the_proxy_and_the_socket_say_the_same(port: int, tmp_path: Path) -> None:
    with pytest.raises(PortInUse):
        listen("127.0.0.1", port)
    announce(tmp_path, port)
    options = proxying.ProxyOptions(tmp_path, "127.0.0.1", port, "platform", "eu-west-1", frozenset(), "text")
    with pytest.raises(click.UsageError, match="already serves this folder at"):
        proxying.serve_upstream(options)
