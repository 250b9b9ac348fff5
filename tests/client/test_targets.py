"""The targets of requests, and their credentials."""

import contextlib
import os
import socket

import pytest

from architrave.client import local_servers
from architrave.client.local_servers import Running
from architrave.client.targets import NoTarget, OthersOnlyError, find_target

CONFIG = """
[DEFAULT]
environment = "mypurecloud.de"
client_credentials = "id-1"
client_secret = "secret-1"
[local]
gateway_protocol = "http"
gateway_host = "127.0.0.1"
gateway_port = "8642"
access_token = "token-1"
[irish]
environment = "eu-west-1"
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / ".gc").mkdir()
    (tmp_path / ".gc" / "config.toml").write_text(CONFIG)
    return tmp_path


TARGETS = [
    ("https://api.mypurecloud.com", "https://api.mypurecloud.com", "https://login.mypurecloud.com"),
    ("http://[::1]:8642", "http://[::1]:8642", "http://[::1]:8642"),
    ("http://::1/", "http://[::1]", "http://[::1]"),
    ("http://127.0.0.1:8642/", "http://127.0.0.1:8642", "http://127.0.0.1:8642"),
    ("eu-central-1", "https://api.mypurecloud.de", "https://login.mypurecloud.de"),
    ("usw2.pure.cloud", "https://api.usw2.pure.cloud", "https://login.usw2.pure.cloud"),
    ("DEFAULT", "https://api.mypurecloud.de", "https://login.mypurecloud.de"),
    ("local", "http://127.0.0.1:8642", "http://127.0.0.1:8642"),
    ("irish", "https://api.mypurecloud.ie", "https://login.mypurecloud.ie"),
]


@pytest.mark.parametrize(("to", "api", "login"), TARGETS)
def test_addresses(home, to, api, login):
    target = find_target(to, folder=home, environment={})
    assert (target.api_url, target.login_url) == (api, login)


def test_credentials_from_the_environment_override_those_of_a_profile(home):
    assert find_target("DEFAULT", folder=home, environment={}).client_id == "id-1"
    environment = {"GENESYSCLOUD_OAUTHCLIENT_ID": "id-2", "GENESYSCLOUD_OAUTHCLIENT_SECRET": "secret-2"}
    target = find_target("DEFAULT", folder=home, environment=environment)
    assert (target.client_id, target.client_secret) == ("id-2", "secret-2")
    assert find_target("local", folder=home, environment={}).access_token == "token-1"


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("locl", 'Did you mean "local"?'),
        ("zzz", "Available profiles"),
        (None, "architrave serve"),
        ("http://::1:8642", "must be in brackets"),
    ],
)
def test_no_target(home, to, said):
    with pytest.raises(NoTarget, match=said):
        find_target(to, folder=home, environment={})


@pytest.fixture
def urls():
    """The URLs of two servers that accept connections, and of one that does not."""
    with contextlib.ExitStack() as open_until_the_end:
        sockets = [open_until_the_end.enter_context(socket.socket()) for _ in range(3)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        for one in sockets[:2]:
            one.listen()
        yield [f"http://127.0.0.1:{one.getsockname()[1]}" for one in sockets]


def test_the_running_server_of_a_folder_comes_first(home, urls):
    folder = home / "org"
    (folder / "flows").mkdir(parents=True)
    other = Running(urls[0], os.getpid(), "/other", "architrave", "s-other")
    local_servers.announce(other, home / "other" / ".architrave")
    with pytest.raises(OthersOnlyError, match=f"{urls[0]}  /other") as others:
        find_target(None, folder=folder / "flows", environment={})
    assert others.value.running == (other,)
    own = Running(urls[1], os.getpid(), str(folder), "architrave", "s-own")
    for path in local_servers.announce(own, folder / ".architrave").files:
        assert path.stat().st_mode & 0o077 == 0
    target = find_target(None, folder=folder / "flows", environment={})
    assert (target.api_url, target.client_secret) == (urls[1], "s-own")
    assert find_target(urls[1], folder=home, environment={}).client_secret == "s-own"
    assert find_target(str(folder), folder=home, environment={}).client_secret == "s-own"
    with pytest.raises(NoTarget, match="No server serves"):
        find_target(str(home), folder=home, environment={})
    again = Running(urls[0], os.getpid(), str(folder), "architrave", "s-again")
    local_servers.announce(again, home / "kept" / ".architrave")
    with pytest.raises(NoTarget, match="Several servers serve"):
        find_target(None, folder=folder, environment={})


def test_a_server_above_the_folders_own_organization_is_not_its_server(home, urls):
    outer, inner = home / "outer", home / "outer" / "inner"
    inner.mkdir(parents=True)
    served = Running(urls[0], os.getpid(), str(outer), "architrave", "s")
    local_servers.announce(served, outer / ".architrave")
    assert find_target(None, folder=inner, environment={}).api_url == urls[0]
    assert find_target(None, folder=inner, organization=outer, environment={}).api_url == urls[0]
    with pytest.raises(OthersOnlyError):
        find_target(None, folder=inner, organization=inner, environment={})


def test_a_killed_server_is_not_found_and_its_files_are_removed(home, urls):
    dead = Running(urls[0], 2**22 - 1, str(home), "architrave", "s")
    left = local_servers.announce(dead, home / ".architrave").files
    with pytest.raises(NoTarget):
        find_target(None, folder=home, environment={})
    local_servers.announce(Running(urls[1], os.getpid(), "/other", "architrave", "s"), home / "other" / ".architrave")
    assert [path for path in left if path.exists()] == [home / ".architrave" / "server.json"]


def test_a_process_with_the_id_of_a_killed_server_is_not_a_server(home, urls):
    local_servers.announce(Running(urls[2], os.getpid(), str(home), "architrave", "s"), home / ".architrave")
    with pytest.raises(NoTarget, match="No Architrave server is running"):
        find_target(None, folder=home, environment={})
    assert find_target(urls[2], folder=home, environment={}).client_secret == "s"


def test_without_a_home_folder_only_profiles_are_missing(home, monkeypatch):
    def unknown():
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr("pathlib.Path.home", unknown)
    assert find_target("http://[::1]:8642", folder=home).api_url == "http://[::1]:8642"
    announced = local_servers.announce(Running("http://127.0.0.1:1", 1, str(home), "a", "s"), home / ".architrave")
    assert [path.name for path in announced.files] == ["server.json"]
    with pytest.raises(NoTarget, match=r"Set \$HOME"):
        find_target("a-profile", folder=home)
    with pytest.raises(NoTarget, match="No server serves"):
        find_target(str(home), folder=home)
