"""The cost of checking a valid launch, compared with the whole launch.

Both are CPU time of one process: many concurrent requests call the application, with its store on disk, while the
launched executions run. The time of the check is also reported, for comparison with the baseline that `launches`
measures. `python -m benchmarks checking` prints the share; its budget is 20 %.
"""

import asyncio
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import architrave
from architrave.contract import LAUNCH_PATH, Sent, check
from architrave.server.app import Application
from architrave.server.http import Request, RequestHeaders
from architrave.server.services import Services

EXAMPLE = Path(__file__).parents[1] / "examples" / "order-sync"
CLIENT = "erp-sync"
BODY = json.dumps(
    {
        "flowId": "a1b2c3d4-5678-90ab-cdef-1234567890ab",
        "inputData": {"Flow.batchId": "sync-2023-10-27", "Flow.sourceSystem": "mulesoft-erp"},
    }
).encode()
LAUNCHES = 1_000
AT_ONCE = 64
CHECKS = 10_000
ROUNDS = 5
"""The best round counts, to exclude the influence of other processes."""


def measure() -> dict[str, Any]:
    """CPU microseconds of a check and of a launch, and the share of the check in the launch."""
    with TemporaryDirectory() as folder:
        check, launch = asyncio.run(_measure(Path(folder) / "kept.db"))
    return {"checking": {"check": round(check, 1), "launch": round(launch, 1), "share": round(check / launch, 3)}}


async def _measure(database: Path) -> tuple[float, float]:
    async with architrave.open(EXAMPLE, database=database, environment={}) as platform:
        await platform.start()
        return await _measured(platform.services)


async def _measured(services: Services) -> tuple[float, float]:
    token = services.organization.tokens.issue(CLIENT, seconds=3600)
    headers = [
        (b"host", b"127.0.0.1"),
        (b"authorization", f"Bearer {token}".encode()),
        (b"content-type", b"application/json"),
    ]
    checks = min(_check(services, headers) for _ in range(ROUNDS))
    launches = min([await _launch(services, headers) for _ in range(ROUNDS)])
    return checks, launches


def _check(services: Services, headers: list[tuple[bytes, bytes]]) -> float:
    caller = services.organization.caller(CLIENT)
    if caller is None:
        raise SystemExit(f"the example has no client {CLIENT}")
    start = time.process_time()
    for _ in range(CHECKS):
        check(Sent(BODY, RequestHeaders(headers)), token=caller.token, flows=services.organization.flows)
    return (time.process_time() - start) / CHECKS * 1e6


async def _launch(services: Services, headers: list[tuple[bytes, bytes]]) -> float:
    application = Application(services)
    left = iter(range(LAUNCHES))

    async def client() -> None:
        for _ in left:
            answer = await application(Request.received("POST", LAUNCH_PATH, headers, BODY))
            if answer is None or answer.status != 200:
                raise SystemExit(f"a launch failed with {answer}")

    start = time.process_time()
    await asyncio.gather(*(client() for _ in range(AT_ONCE)))
    return (time.process_time() - start) / LAUNCHES * 1e6


if __name__ == "__main__":
    print(json.dumps(measure()["checking"]))
