"""Memory per waiting execution: 10,000 executions of a flow that waits for an hour, in one embedded engine.

Measures the process's memory before and after, as the kernel counts it, including the allocator's slack. Ten thousand
executions wait already, so that the database's cache, which does not grow with what waits, is full.
"""

import asyncio
import gc
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.serving import INPUTS, LONG_WAIT, ORGANIZATION

if TYPE_CHECKING:
    from architrave import AsyncLocalPlatform

EXECUTIONS = 10_000


def measure() -> dict[str, Any]:
    """Bytes per waiting execution, measured in a separate process."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.waiting"], stdout=subprocess.PIPE, check=True)
    return {"waiting": json.loads(done.stdout)}


def _resident() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    raise SystemExit("this kernel does not report the memory of a process")


async def _wait_all(folder: Path) -> dict[str, Any]:
    import architrave

    opening = architrave.open(ORGANIZATION, database=folder / "waiting.db", environment={}, workers=0)
    async with opening as platform:
        await platform.start()
        return await _measured(platform)


async def _measured(platform: "AsyncLocalPlatform") -> dict[str, Any]:
    from architrave.engine import Launch
    from architrave.engine.identifiers import new_execution_id

    engine = platform.engine
    program = next(flow.program for flow in platform.definition.flows if flow.id == LONG_WAIT)

    async def launch(count: int) -> None:
        for _ in range(count):
            await engine.launch(
                Launch(new_execution_id(), program.hash, LONG_WAIT, "1.0", "waits", platform.clock(), dict(INPUTS))
            )

    async def settle(waiting: int) -> None:
        while engine.health().waiting < waiting or engine.health().running:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        gc.collect()

    await asyncio.gather(*(launch(EXECUTIONS // 50) for _ in range(50)))
    await settle(EXECUTIONS)
    before = _resident()
    await asyncio.gather(*(launch(EXECUTIONS // 50) for _ in range(50)))
    await settle(2 * EXECUTIONS)
    after = _resident()
    return {"bytes_per_execution": round((after - before) / EXECUTIONS)}


if __name__ == "__main__":
    with TemporaryDirectory(prefix="architrave-waiting-") as folder:
        json.dump(asyncio.run(_wait_all(Path(folder))), sys.stdout)
