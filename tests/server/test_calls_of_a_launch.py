"""How many of our functions a launch and its execution call: what a launch costs, on a machine however busy."""

import asyncio
import json
import shutil
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
import pytest

import architrave
from architrave import AsyncLocalPlatform

ORGANIZATION = Path(__file__).parents[2] / "benchmarks" / "organization"
TEN_ACTIONS = "00000000-0000-4000-8000-000000000010"
CLIENT = ("bench", "bench-only")
OURS = str(Path(architrave.__file__).parent)

MOST = 326
"""More than this is slower than the budgets of `python -m benchmarks launches` allow."""

CONNECTIONS = 16
LAUNCHES_EACH = 10


class Calls:
    """Counts the calls of our functions, and of compiled expressions, in this thread."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, frame: FrameType, event: str, _about: Any) -> None:
        file = frame.f_code.co_filename
        self.count += event == "call" and (file == "<expression>" or file.startswith(OURS))


@pytest.mark.slow
def test_a_launch_of_ten_actions_calls_few_functions(tmp_path: Path) -> None:
    folder = shutil.copytree(ORGANIZATION, tmp_path / "org", ignore=shutil.ignore_patterns(".architrave"))
    calls = asyncio.run(calls_of_launches(folder, tmp_path / "kept.db"))
    assert calls / (CONNECTIONS * LAUNCHES_EACH) < MOST


async def calls_of_launches(folder: Path, database: Path) -> int:
    async with architrave.open(folder, database=database, workers=0, environment={}) as platform:
        url = httpx.URL((await platform.serve()).url)
        request = launch(url, await token(url))
        connections = [await asyncio.open_connection(url.host, url.port) for _ in range(CONNECTIONS)]
        await send_all(platform, connections, request, 1)  # compiles the expressions, for example
        calls = Calls()
        sys.setprofile(calls)
        try:
            await send_all(platform, connections, request, LAUNCHES_EACH)
        finally:
            sys.setprofile(None)
        for _, writer in connections:
            writer.close()
        return calls.count


async def token(url: httpx.URL) -> str:
    async with httpx.AsyncClient(base_url=url) as http:
        answer = await http.post("/oauth/token", auth=CLIENT, data={"grant_type": "client_credentials"})
        issued: str = answer.json()["access_token"]
        return issued


def launch(url: httpx.URL, token: str) -> bytes:
    inputs = {"Flow.batchId": "B-1001", "Flow.sourceSystem": "ERP"}
    body = json.dumps({"flowId": TEN_ACTIONS, "name": "counted", "inputData": inputs})
    head = (
        f"POST /api/v2/flows/executions HTTP/1.1\r\nHost: {url.host}:{url.port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return f"{head}{body}".encode()


async def send_all(
    platform: AsyncLocalPlatform,
    connections: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]],
    request: bytes,
    times: int,
) -> None:
    """Send a launch over all connections at once, several times, and wait until all executions have ended."""

    async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(times):
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))

    await asyncio.gather(*(send(*connection) for connection in connections))
    health = platform.services.engine.health
    while health().finished < health().launched:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
