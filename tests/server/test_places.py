"""`architrave serve` where folders cannot be written or do not exist, and at addresses of IPv6."""

import os
import re
import shutil
import socket
import stat
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.logs import log_file
from tests.processes import stop
from tests.server.process import ARCHITRAVE

pytestmark = pytest.mark.slow

AS_THE_OWNER = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")
"""Takes from root what other users do not have: writing where the permissions forbid it."""

can_lose_rights = os.geteuid() != 0 or shutil.which("setpriv") is not None


@contextmanager
def served(
    copied: Path,
    *options: str,
    within: tuple[str, ...] = (),
    environment: dict[str, str] | None = None,
    umask: int = -1,
) -> Generator[tuple[str, str]]:
    """A running server: its URL, and its log until then."""
    log = log_file("serve")
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [*within, ARCHITRAVE, "serve", str(copied), "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            umask=umask,
            env=dict(os.environ) if environment is None else environment,
        )
        try:
            assert process.stdout is not None
            found = next((found for line in process.stdout if (found := re.search(r"http://\S+", line))), None)
            assert found is not None, log.read_text()
            yield found.group(), log.read_text()
        finally:
            stop(process)
            if process.stdout is not None:
                process.stdout.close()


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_an_ipv6_host_may_be_in_brackets(copied: Path, host: str) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with served(copied, "--host", host) as (url, _):
        assert url.startswith("http://[::1]:")


def test_all_files_are_private_whatever_the_umask(copied: Path) -> None:
    with served(copied, umask=0):
        files = [path for path in (copied / ".architrave").iterdir() if path.name != ".gitignore"]
        assert {"architrave.db", "architrave.db.lock", "client.json", "server.json"} <= {path.name for path in files}
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


@pytest.mark.skipif(not can_lose_rights, reason="needs to lose root's rights")
def test_a_secret_that_cannot_be_kept_is_reported_with_what_to_do(copied: Path, tmp_path: Path) -> None:
    copied.chmod(0o555)
    options = ("--database", str(tmp_path / "elsewhere.db"))
    within = AS_THE_OWNER if os.geteuid() == 0 else ()
    environment = {**os.environ, "XDG_STATE_HOME": "/proc"}
    try:
        with served(copied, *options, within=within, environment=environment) as (url, log):
            assert "cannot save the secret of the client architrave" in log
            assert "org.yaml" in log
            assert f"use --target {url}" in log
    finally:
        copied.chmod(0o755)


def test_it_serves_without_a_home(copied: Path, tmp_path: Path) -> None:
    no_home = tmp_path / "sitecustomize"
    no_home.mkdir()
    (no_home / "sitecustomize.py").write_text(
        "import pathlib\n@classmethod\ndef home(_):\n    raise RuntimeError('no home')\npathlib.Path.home = home\n"
    )
    environment = {name: value for name, value in os.environ.items() if name not in ("HOME", "XDG_STATE_HOME")}
    environment["PYTHONPATH"] = os.pathsep.join([str(no_home), os.environ.get("PYTHONPATH", "")])
    with served(copied, environment=environment) as (url, log):
        assert url.startswith("http://127.0.0.1:")
        assert "Traceback" not in log
