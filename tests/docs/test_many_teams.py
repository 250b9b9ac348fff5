"""The page for operators: its files fit the commands and the image, its numbers are those of the code."""

import json
import logging
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from architrave.cli.logs import JsonLines
from architrave.cli.serve import DEFAULT_PORT
from architrave.cli.serve import command as serve
from architrave.cli.worker import command as worker
from architrave.engine import EngineHealth
from architrave.engine.durable.retention import KEPT_DAYS
from architrave.local.platform import GRACE_SECONDS
from architrave.server.endpoints import ENDPOINTS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "many-teams.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```\S+ file=(\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
VARIABLES = {str(one.envvar) for command in (serve, worker) for one in command.params if isinstance(one, click.Option)}
NAMED = re.compile(r"ARCHITRAVE_(?:SERVE|WORKER)_[A-Z_]+")
MISSPELLED = {"ARCHITRAVE_SERVE_RATELIMIT"}
"""What a page shows as a mistake."""

WITHOUT_TOKEN = {one.path for one in ENDPOINTS if one.method == "GET" and not one.needs_token}


def parsed(arguments: list[str], environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The options of `architrave serve` as it would read them. Raises UsageError for what it would refuse."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with serve.make_context("serve", arguments) as context:
        return context.params


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda one: one.stem)
def test_a_page_names_only_variables_that_exist(page: Path) -> None:
    assert set(NAMED.findall(page.read_text(encoding="utf-8"))) - VARIABLES - MISSPELLED == set()


def test_the_page_names_every_variable_of_a_server() -> None:
    wanted = {name for name in VARIABLES if name.startswith("ARCHITRAVE_SERVE_")}
    of_proxies = {"ARCHITRAVE_SERVE_UPSTREAM", "ARCHITRAVE_SERVE_UPSTREAM_PROXY"}
    assert wanted - set(NAMED.findall(PAGE)) == of_proxies, "a server with them runs no flows"


def test_the_image_of_a_team_starts_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    base, team = (ROOT / "Dockerfile").read_text(encoding="utf-8"), FILES["team/Dockerfile"]
    (command,) = re.findall(r"^CMD (\[.*\])$", team, re.MULTILINE)
    environment = dict(re.findall(r"(ARCHITRAVE_\w+)=(\S+)", team))
    arguments = json.loads(command)
    options = parsed(arguments[1:], environment, monkeypatch)
    assert arguments[0] == "serve"
    assert (options["host"], options["port"]) == ("0.0.0.0", DEFAULT_PORT)
    assert f"EXPOSE {DEFAULT_PORT}" in base
    assert Path(options["database"]).parent.as_posix() in re.findall(r"^VOLUME (\S+)$", team, re.MULTILINE)
    assert f"install -d -o architrave -g architrave {Path(options['database']).parent.as_posix()}" in team
    assert f" {options['org'].as_posix()}\n" in team
    assert re.findall(r"^USER (\w+)$", team, re.MULTILINE)[-1] == "architrave"
    assert "useradd --create-home --uid 1000 architrave" in base
    for argument in re.findall(r"--build-arg (\w+)=", PAGE):
        assert re.search(rf"^ARG {argument}\b", base, re.MULTILINE), argument


def test_the_unit_starts_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = FILES["architrave@.service"].replace("%i", "orders")
    (command,) = re.findall(r"^ExecStart=/opt/architrave/bin/architrave (.*)$", unit, re.MULTILINE)
    lines = re.findall(r"^Environment=(\S+?)=(\S+)$", unit, re.MULTILINE)
    lines += re.findall(r"^(\w+)=(\S+)$", FILES["orders.env"], re.MULTILINE)
    options = parsed(shlex.split(command)[1:], dict(lines), monkeypatch)
    assert (options["port"], options["rate_limit"], options["log_format"]) == (8643, 300, "json")
    assert options["server_names"] == ("orders.test.example.com",)
    assert "StateDirectory=architrave/orders\n" in unit
    assert options["database"] == "/var/lib/architrave/orders/architrave.db"
    assert int(re.findall(r"TimeoutStopSec=(\d+)", unit)[0]) > GRACE_SECONDS


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "architrave@orders.service"
    program = Path(sys.executable).with_name("architrave")
    unit.write_text(FILES["architrave@.service"].replace("/opt/architrave/bin/architrave", str(program)))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    about = [line for line in done.stderr.splitlines() if "architrave@" in line]
    assert about == []


def test_the_manifest_fits_the_image_and_the_server() -> None:
    spec = yaml.safe_load(FILES["architrave.yaml"])["spec"]
    pod = spec["template"]["spec"]
    (container,) = pod["containers"]
    assert spec["replicas"] == 1, "a SQLite database has one owner"
    assert spec["strategy"]["type"] == "Recreate"
    assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"]
    assert pod["terminationGracePeriodSeconds"] > GRACE_SECONDS
    assert pod["securityContext"]["runAsUser"] == 1000
    for name in ("readinessProbe", "startupProbe", "livenessProbe"):
        probe = container[name]["httpGet"]
        assert probe["path"] in WITHOUT_TOKEN
        assert probe["port"] == container["ports"][0]["containerPort"] == DEFAULT_PORT
    assert {one["name"] for one in container["env"] if one["name"].startswith("ARCHITRAVE_")} <= VARIABLES
    assert container["volumeMounts"] == [{"name": pod["volumes"][0]["name"], "mountPath": "/data"}]


def test_the_numbers_of_the_engine_are_those_of_the_page() -> None:
    (listed,) = re.findall(r"`health` is also where the numbers are: (.*?)\. `GET", PAGE, re.DOTALL)
    assert re.findall(r"`(\w+)`", listed) == list(EngineHealth().to_json())
    assert f"deleted {KEPT_DAYS:g} days after they end" in PAGE
    assert f"for at most {GRACE_SECONDS} seconds" in PAGE


def test_a_line_of_the_log_has_the_fields_of_the_page() -> None:
    line = json.loads(JsonLines().format(logging.makeLogRecord({"msg": "x", "name": "architrave"})))
    (listed,) = re.findall(r"each line is an object with (.*?), and", PAGE, re.DOTALL)
    assert re.findall(r"`(\w+)`", listed) == list(line)
