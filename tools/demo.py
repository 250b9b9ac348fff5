"""`make demo`: explain a real failing launch, fix it and run it, without asking any questions.

Serves the example organization, sends the body that a real team was stuck on, shows what is wrong with it, launches
the corrected body, waits for the end, and shows what ran. The output fits on two screens.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
ARCHITRAVE = Path(sys.executable).with_name("architrave")
CLIENT = ("erp-sync", "dev-only-erp-sync")
FLOW_ID = "a1b2c3d4-5678-90ab-cdef-1234567890ab"
START_SECONDS = 30
INDENT = "   "
WIDTH = min(shutil.get_terminal_size().columns, 110)
ENVIRONMENT = {**os.environ, "COLUMNS": str(WIDTH - len(INDENT))}
"""The commands' output is indented, and fits the terminal."""

STUCK = {
    "flowId": FLOW_ID,
    "user": {"id": "usr-9876-5432-10fe-dcba"},
    "customData": {"batchId": "sync-2023-10-27", "sourceSystem": "mulesoft-erp"},
}
"""The body that a team sent from Java, convinced that it was correct."""


NEXT = """\
See this run with all values:  .venv/bin/architrave run FLOW
                               (FLOW is examples/order-sync/flows/
                               order-sync.yaml)
Set up your own flows:         .venv/bin/architrave init FOLDER
Serve them:                    .venv/bin/architrave serve FOLDER
Walk through it:               docs/tutorials/rejected-launch.md"""


def main() -> int:
    """Run the demo. Returns 0 if everything worked."""
    with tempfile.TemporaryDirectory(prefix="architrave-demo-") as folder:
        organization = Path(folder) / "order-sync"
        shutil.copytree(ROOT / "examples" / "order-sync", organization, ignore=shutil.ignore_patterns(".architrave"))
        with _served(organization) as (url, log):
            return _tour(url, log)


def _tour(url: str, log: Path) -> int:
    _title("1. Serve the organization in examples/order-sync like the cloud")
    print(f"   architrave serve examples/order-sync      → {url}")
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as http:
        token = http.post("/oauth/token", auth=CLIENT, data={"grant_type": "client_credentials"}).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"

        _title("2. Send a team's request, unchanged")
        print(_indent(f"POST {url}/api/v2/flows/executions\n" + _body(STUCK)))
        refused = http.post("/api/v2/flows/executions", json=STUCK)
        if refused.status_code != httpx.codes.BAD_REQUEST:
            print(f"   expected 400, but the server responded with {refused.status_code}: {refused.text}")
            return 1
        print()
        _say('The cloud responds only 400 "Invalid request body". Architrave says what is wrong, and where:')
        print(_indent(_diagnostics(log.read_text(encoding="utf-8"))))

        _title("3. Fix the launch with `architrave check --fix`")
        body = Path(log.parent / "request.json")
        body.write_text(json.dumps(STUCK, indent=2), encoding="utf-8")
        checked = _architrave("check", body, "--org", log.parent / "order-sync", "--format", "json", expect={0, 1})
        corrected = json.loads(checked)["corrected"]
        _say(
            'It moves the inputs automatically. "user" needs a decision by a person: this flow does not need to '
            "know who launched it, so we remove the field."
        )
        del corrected["user"]
        print(_indent(_body(corrected)))
        launched = http.post("/api/v2/flows/executions", json=corrected)
        if launched.status_code != httpx.codes.OK:
            print(f"   the corrected launch was rejected: {launched.text}")
            return 1
        execution = launched.json()["id"]
        print(f"\n   200: execution {execution} is on disk and running.")

        _title("4. See what it did: architrave trace --brief")
        environment = {"GENESYSCLOUD_OAUTHCLIENT_ID": CLIENT[0], "GENESYSCLOUD_OAUTHCLIENT_SECRET": CLIENT[1]}
        print(_indent(_architrave("trace", execution, "--brief", "--target", url, "--wait", environment=environment)))
        ended = http.get(f"/api/v2/flows/executions/{execution}").json()
    if ended["status"] != "COMPLETED":
        print(f"   the execution ended with {ended['status']}: {ended.get('flowErrorInfo')}")
        return 1
    _title("Next")
    print(_indent(NEXT) + "\n")
    return 0


@contextmanager
def _served(organization: Path) -> Iterator[tuple[str, Path]]:
    log = organization.parent / "serve.log"
    with log.open("w", encoding="utf-8") as stream:
        server = subprocess.Popen(
            [ARCHITRAVE, "serve", organization, "--port", "0", "--log-bodies"],
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
            env=ENVIRONMENT,
        )
        try:
            yield _address(server, log), log
        finally:
            server.terminate()
            server.wait(timeout=START_SECONDS)


def _address(server: "subprocess.Popen[str]", log: Path) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found.group()
    raise SystemExit("The server did not start:\n" + log.read_text(encoding="utf-8"))


def _architrave(*arguments: object, expect: set[int] | None = None, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [ARCHITRAVE, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**ENVIRONMENT, **(environment or {})},
    )
    if done.returncode not in (expect or {0}):
        raise SystemExit(f"architrave {arguments[0]} exited with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout.rstrip()


def _diagnostics(log: str) -> str:
    """The diagnostics among the server's log lines."""
    start = re.search(r"^(error|warning)\[", log, re.MULTILINE)
    return log[start.start() :].rstrip() if start else log.rstrip()


def _body(body: dict[str, object]) -> str:
    """The body as JSON, one field per line if it fits."""
    short = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in body.items())
    fits = all(len(line) < WIDTH - len(INDENT) for line in short.split("\n"))
    return f"{{\n{short}\n}}" if fits else json.dumps(body, indent=2)


def _say(text: str) -> None:
    print(textwrap.fill(text, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT) + "\n")


def _title(text: str) -> None:
    print(f"\n\N{BOX DRAWINGS HEAVY HORIZONTAL}\N{BOX DRAWINGS HEAVY HORIZONTAL} {text}\n")


def _indent(text: str) -> str:
    return "\n".join(f"{INDENT}{line}" for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())
