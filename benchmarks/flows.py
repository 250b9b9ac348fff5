"""Organizations with many flows: a saved file, the second start, a page of the list, an idle server, and `check`.

All figures are CPU time, so that a busy machine matters little. Most of the time goes into the first reading of the
flows, which is not measured.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

import architrave
from architrave.definitions.values import derived_id
from benchmarks.reading import LINES, flow_of

SAVED_OF, STARTED_WITH, CHECKED_OF = 1_000, 5_000, 500
SHORT = 60
"""The lines of each flow where thousands are read."""
IDLE_SECONDS = 15.0
COMMAND = [sys.executable, "-m", "architrave"]


def measure() -> dict[str, Any]:
    """CPU seconds of a saved file, a start and a check, CPU milliseconds of a page, and cores of an idle server."""
    with _organization(SAVED_OF, LINES) as folder:
        saved = asyncio.run(_saved(folder))
    with _organization(CHECKED_OF, LINES) as folder:
        check = _checked(folder)
    with _organization(STARTED_WITH, SHORT) as folder:
        with _serving(folder):
            pass
        with _serving(folder) as served:
            start = served.cpu
            page = _page(served)
            time.sleep(IDLE_SECONDS / 3)
            before = served.cpu
            time.sleep(IDLE_SECONDS)
            idle = (served.cpu - before) / IDLE_SECONDS
    return {
        "flows": {
            "saved_seconds": round(saved, 3),
            "start_seconds": round(start, 2),
            "page_milliseconds": round(page * 1000, 2),
            "idle_cores": round(idle, 4),
            "check_seconds": round(check, 2),
        }
    }


@contextmanager
def _organization(count: int, lines: int) -> Generator[Path]:
    text = flow_of(lines)
    name = next(line for line in text.splitlines() if line.strip().startswith("name:"))
    with TemporaryDirectory() as folder:
        (Path(folder) / "flows").mkdir()
        (Path(folder) / "org.yaml").write_text("name: Many\n", encoding="utf-8")
        for number in range(count):
            flow = text.replace(name, f"  name: Flow {number}", 1)
            (Path(folder) / "flows" / f"{number:05}.yaml").write_text(flow, encoding="utf-8")
        yield Path(folder)


async def _saved(folder: Path) -> float:
    """CPU of taking over one file that is saved, the best of five."""
    file, took = folder / "flows" / "00007.yaml", list[float]()
    async with architrave.open(folder, environment={}) as platform:
        await platform.start()
        for _ in range(5):
            file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
            began = time.process_time()
            assert any(each.is_new for each in platform._reload().published)
            took.append(time.process_time() - began)
    return min(took)


def _page(served: "Served") -> float:
    """CPU of one page of the list of flows, with the HTTP around it."""
    token = json.loads(_answer(served.url, "/oauth/token", served.basic, b"grant_type=client_credentials"))
    pages = 300
    before = served.cpu
    for _ in range(pages):
        _answer(served.url, "/api/v2/flows?pageSize=25", f"Bearer {token['access_token']}")
    return (served.cpu - before) / pages


def _answer(url: str, path: str, authorization: str, form: bytes | None = None) -> bytes:
    request = Request(f"{url}{path}", form, {"Authorization": authorization})
    with urlopen(request) as response:
        content: bytes = response.read()
        return content


def _checked(folder: Path) -> float:
    """CPU of `architrave check --org` for a launch of one of the flows, the best of three."""
    request = folder / "request.json"
    request.write_text(json.dumps({"flowId": derived_id("workflow", "Flow 77")}), encoding="utf-8")
    took: list[float] = []
    for _ in range(3):
        before = os.times()
        subprocess.run([*COMMAND, "check", request, "--org", folder], stdout=subprocess.DEVNULL, check=True)
        after = os.times()
        took.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(took)


@dataclass(frozen=True, slots=True)
class Served:
    """A server in its own process. `basic` is the header with which its client logs in."""

    process: "subprocess.Popen[str]"
    url: str
    basic: str

    @property
    def cpu(self) -> float:
        """CPU seconds that it has used; Linux only."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _serving(folder: Path) -> Generator[Served]:
    command = [*COMMAND, "serve", str(folder), "--port", "0", "--format", "json", "--log-format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        (client,) = ready["clients"]
        login = b64encode(f"{client['id']}:{client['secret']}".encode()).decode()
        yield Served(process, ready["url"], f"Basic {login}")
        process.terminate()


if __name__ == "__main__":
    print(measure())
