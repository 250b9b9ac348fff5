"""The harness: its files agree with each other, and the commands of the image run."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.logs import log_file
from tests.processes import held_port
from tests.server.process import ARCHITRAVE

ROOT = Path(__file__).parents[2]
HARNESS = ROOT / "examples" / "harness"
COMPOSE: dict[str, Any] = yaml.safe_load((HARNESS / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
START_SECONDS = 60


def instruction(name: str) -> list[str]:
    """The JSON form of the last CMD or ENTRYPOINT."""
    found = re.findall(rf"^{name} (\[.*\])$", DOCKERFILE, re.MULTILINE)
    result: list[str] = json.loads(found[-1])
    return result


def health_check() -> list[str]:
    found = re.search(r"^HEALTHCHECK.*\\\n\s+CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found is not None
    result: list[str] = json.loads(found.group(1))
    return result


def test_image_and_compose_file_agree() -> None:
    server, service = COMPOSE["services"]["architrave"], COMPOSE["services"]["service"]
    assert (HARNESS / server["build"] / "Dockerfile").is_file()
    assert server["healthcheck"]["test"] == ["CMD", *health_check()]
    assert service["depends_on"] == {"architrave": {"condition": "service_healthy"}}
    port = re.findall(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)[-1]
    assert service["environment"]["API_URL"] == f"http://architrave:{port}"
    assert instruction("CMD")[-1] == port
    assert server["ports"] == [f"127.0.0.1:{port}:{port}"]
    for mount in (*server["volumes"], *service["volumes"]):
        assert (HARNESS / mount.split(":")[0]).exists()


def test_the_image_does_not_run_as_root_and_has_what_it_copies() -> None:
    assert re.search(r"^USER (?!root)", DOCKERFILE, re.MULTILINE)
    for line in re.findall(r"^COPY (?!--)(.*)$", DOCKERFILE, re.MULTILINE):
        assert all((ROOT / part).exists() for part in line.split()[:-1])


def check_health(port: int) -> int:
    command = [part.replace(":8642", f":{port}") for part in health_check()]
    return subprocess.run([sys.executable, *command[1:]], capture_output=True, check=False).returncode


@pytest.mark.slow
def test_what_the_image_runs_serves_the_service(tmp_path: Path) -> None:
    with held_port() as port:
        _serve_the_service(port, tmp_path)


def _serve_the_service(port: int, tmp_path: Path) -> None:
    put = {"/org": str(ROOT / "examples" / "order-sync"), "0.0.0.0": "127.0.0.1", "8642": str(port)}
    arguments = [put.get(part, part) for part in instruction("CMD")]
    assert instruction("ENTRYPOINT") == ["architrave"]
    environment = os.environ | {"XDG_STATE_HOME": str(tmp_path)}
    database = ["--database", str(tmp_path / "kept.db")]
    assert check_health(port) != 0
    with log_file("serve").open("wb") as log:
        server = subprocess.Popen(
            [ARCHITRAVE, *arguments, *database], env=environment, stdout=subprocess.DEVNULL, stderr=log
        )
    try:
        end = time.monotonic() + START_SECONDS
        while check_health(port) != 0:
            assert time.monotonic() < end, "the server did not become healthy"
            assert server.poll() is None, "the server exited"
            time.sleep(0.2)
        variables = {**COMPOSE["services"]["service"]["environment"], "API_URL": f"http://127.0.0.1:{port}"}
        done = subprocess.run(
            [sys.executable, HARNESS / "service.py"],
            env=os.environ | variables,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("COMPLETED")
    finally:
        server.terminate()
        server.wait(START_SECONDS)
