"""Runs every command in the documentation, page by page, and compares its output with the page.

In a page, a fenced block marked `console` is a session. A line that begins with `$ ` is a command (a line that ends in
`\\` continues), and the lines after it are its output. `…` in such a line matches anything; other lines may come in
between. ` &` at the end keeps a server running until the page ends; ` # exit 1` sets an exit code other than 0. A
server uses any free port, which replaces the port that the page shows: the default, or that of its `--port`. A block
marked `json file=NAME` (or yaml, sh, python …) is a file that the page's sessions use.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from architrave.cli.serve import DEFAULT_PORT
from tests.logs import log_file

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "tutorials").glob("*.md"))]
FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WAIT_SECONDS = 60
SHOWN = f"127.0.0.1:{DEFAULT_PORT}"
READY = "Press Ctrl+C"
"""What a server prints last, when it answers."""


@dataclass
class Command:
    """One command of a session: the shell text, its expected lines, the expected exit code."""

    text: str
    expected: list[str] = field(default_factory=list)
    exit_code: int = 0
    background: bool = False

    def at(self, addresses: dict[str, str]) -> "Command":
        """The command with the addresses of the session's servers instead of those that the page shows."""

        def real(text: str) -> str:
            for shown, address in addresses.items():
                text = text.replace(shown, address)
            return text

        return replace(self, text=real(self.text), expected=[real(line) for line in self.expected])

    @property
    def address(self) -> str:
        """The address that the page shows for a server that this command starts."""
        port = re.search(r" --port (\d+)", self.text)
        return f"127.0.0.1:{port[1]}" if port else SHOWN


def commands(session: str) -> Iterator[Command]:
    """The commands of a session block."""
    current: Command | None = None
    continued = False
    for line in session.splitlines():
        if continued and current is not None:
            current.text += "\n" + line
            continued = line.endswith("\\")
        elif line.startswith("$ "):
            if current is not None:
                yield finished(current)
            current = Command(line[2:])
            continued = line.endswith("\\")
        elif current is not None and line.strip():
            current.expected.append(line)
    if current is not None:
        yield finished(current)


def finished(command: Command) -> Command:
    """The command with its marks read and removed."""
    if found := re.search(r"\s+# exit (\d+)$", command.text):
        command.exit_code = int(found[1])
        command.text = command.text[: found.start()]
    if command.text.endswith(" &"):
        command.background = True
        command.text = command.text[:-2]
    return command


def assert_shows(output: str, expected: list[str], command: str) -> None:
    """Fail unless the expected lines are in the output, in order; `…` matches anything."""
    lines = iter(output.splitlines())
    for wanted in expected:
        pattern = re.compile(".*".join(re.escape(part) for part in wanted.strip().split("…")))
        assert any(pattern.fullmatch(line.strip()) for line in lines), (
            f"$ {command}\nthe page shows\n  {wanted}\nbut it printed\n{output}"
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clean folder like a newcomer's checkout, without files that running has created."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns(".architrave"))
    return tmp_path


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    home.mkdir()
    return {**os.environ, "HOME": str(home), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in PAGES if "```console" in p.read_text("utf-8")], ids=lambda p: p.stem)
def test_page(page: Path, folder: Path, environment: dict[str, str]) -> None:
    servers: list[subprocess.Popen[str]] = []
    addresses: dict[str, str] = {}
    try:
        for kind, text in FENCE.findall(page.read_text(encoding="utf-8")):
            if named := re.search(r"\bfile=(\S+)", kind):
                (folder / named[1]).parent.mkdir(parents=True, exist_ok=True)
                (folder / named[1]).write_text(text, encoding="utf-8")
            elif kind.split()[:1] == ["console"]:
                for command in commands(text):
                    if command.background:
                        serve(command, addresses, folder, environment, servers)
                    else:
                        run(command.at(addresses), folder, environment)
    finally:
        for server in servers:
            with suppress(ProcessLookupError):  # it may have exited, because a page may show that
                os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=WAIT_SECONDS)


def serve(
    command: Command,
    addresses: dict[str, str],
    folder: Path,
    environment: dict[str, str],
    servers: list[subprocess.Popen[str]],
) -> None:
    """Start a page's server, wait until it is ready, and compare its output. Adds its address."""
    text = re.sub(r" --port \d+", "", command.at(addresses).text)
    out, log = folder / f"server-{len(servers)}.out", log_file("serve")

    def printed() -> str:
        return out.read_text(encoding="utf-8") + log.read_text(encoding="utf-8")

    with out.open("wb") as stdout, log.open("wb") as stderr:
        server = subprocess.Popen(
            ["bash", "-c", f"exec {text} --port 0"],
            cwd=folder,
            env=environment,
            stdout=stdout,
            stderr=stderr,
            text=True,
            start_new_session=True,
        )
    servers.append(server)
    deadline = time.monotonic() + WAIT_SECONDS
    while READY not in printed():
        assert server.poll() is None, printed()
        assert time.monotonic() < deadline, f"$ {command.text}\nis not ready:\n{printed()}"
        time.sleep(0.05)
    found = re.search(r"127\.0\.0\.1:\d+", printed())
    assert found, printed()
    addresses[command.address] = found[0]
    assert_shows(printed(), command.at(addresses).expected, command.text)


def run(command: Command, folder: Path, environment: dict[str, str]) -> None:
    """Run one command in the page's folder and compare its output."""
    if command.text.startswith("curl ") and shutil.which("curl") is None:
        pytest.skip("curl is not on this machine")
    done = subprocess.run(
        ["bash", "-c", command.text],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=WAIT_SECONDS,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode == command.exit_code, f"$ {command.text}\nexited with {done.returncode}\n{output}"
    assert_shows(output, command.expected, command.text)


LINKING = [
    *PAGES,
    *(ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/README.md")),
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
    *sorted((ROOT / "examples").rglob("*.md")),
]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub generates them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", LINKING, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    broken: list[str] = []
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        if "://" not in target and not (file.exists() and (not anchor or anchor in anchors(file))):
            broken.append(target)
    assert broken == []
