"""Memory per waiting execution: 10,000 executions of a flow that waits for an hour, in one embedded engine.

Measured is the process's own memory before and after, as the kernel counts it, with the allocator's slack included.
"""

import asyncio
import gc
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.serving import INPUTS, LONG_WAIT, ORGANIZATION

EXECUTIONS = 10_000


def measure() -> dict[str, Any]:
    """Bytes per waiting execution, in a process of its own."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.waiting"], stdout=subprocess.PIPE, check=True)
    return {"waiting": json.loads(done.stdout)}


def _resident() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    raise SystemExit("this kernel does not tell how much memory a process has")


async def _wait_all(folder: Path) -> dict[str, Any]:
    from architrave.definitions.reader import read_organization
    from architrave.engine import Launch
    from architrave.engine.clock import wall_clock
    from architrave.engine.embedded import EmbeddedEngine
    from architrave.engine.handlers import Handlers
    from architrave.engine.identifiers import new_execution_id
    from architrave.store import open_store

    definition, _ = read_organization(ORGANIZATION, environment={})
    assert definition is not None
    program = next(flow.program for flow in definition.flows if flow.id == LONG_WAIT)
    store, _ = open_store(folder / "waiting.db")
    assert store is not None
    engine = EmbeddedEngine(store, lambda _: program, Handlers())
    await engine.start()

    async def launch(count: int) -> None:
        for _ in range(count):
            await engine.launch(
                Launch(new_execution_id(), program.hash, LONG_WAIT, "1.0", "waits", wall_clock(), dict(INPUTS))
            )

    async def settle(waiting: int) -> None:
        while engine.health().waiting < waiting or engine.health().running:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        gc.collect()

    await asyncio.gather(*(launch(20) for _ in range(50)))
    await settle(1_000)
    before = _resident()
    await asyncio.gather(*(launch(EXECUTIONS // 50) for _ in range(50)))
    await settle(1_000 + EXECUTIONS)
    after = _resident()
    await engine.stop(grace=0)
    store.close()
    return {"bytes_per_execution": round((after - before) / EXECUTIONS)}


if __name__ == "__main__":
    with TemporaryDirectory(prefix="architrave-waiting-") as folder:
        json.dump(asyncio.run(_wait_all(Path(folder))), sys.stdout)
