"""Launches accepted and executions completed per second, compared with the baseline, in alternating rounds of one run.

The baseline and our server get the same load. Our server also runs the launches that it accepts to their end;
executions are counted from the first launch to the last outcome. Rounds alternate, so that other load on the machine
affects both.
"""

import time
from statistics import median
from typing import Any

from benchmarks.load import Load, cpu_seconds, send
from benchmarks.serving import TEN_ACTIONS, Server, floor, launch_body, ours

PATH = "/api/v2/flows/executions"
ROUNDS = 3
SECONDS = 4.0
SETTLE_SECONDS = 120


def measure() -> dict[str, Any]:
    """Both results, and how busy each side was."""
    floors: list[float] = []
    accepted: list[float] = []
    completed: list[float] = []
    busy: dict[str, float] = {}
    cpu: dict[str, list[float]] = {"floor": [], "ours": []}
    body = launch_body(TEN_ACTIONS)
    for _ in range(ROUNDS):
        with floor() as server:
            _warm(server, body)
            load, used = _round(server, body)
            floors.append(load.rate)
            busy["floor"] = used / load.seconds
            cpu["floor"].append(used / load.good * 1e6)
        with ours() as server:
            _warm(server, body)
            _settled(server)
            before = _finished(server)
            began, at_start = time.monotonic(), cpu_seconds(server.process.pid)
            load, used = _round(server, body)
            accepted.append(load.rate)
            busy["ours"] = used / load.seconds
            busy["load"] = load.cpu_seconds / load.seconds
            _settled(server)
            cpu["ours"].append((cpu_seconds(server.process.pid) - at_start) / load.good * 1e6)
            completed.append((_finished(server) - before) / (time.monotonic() - began))
        if load.bad:
            raise SystemExit(f"{load.bad} launches of {load.good + load.bad} were not accepted")
    at_floor, ours_accepted, ours_completed = median(floors), median(accepted), median(completed)
    return {
        "launches": {
            "floor": round(at_floor),
            "ours": round(ours_accepted),
            "ratio": round(ours_accepted / at_floor, 3),
        },
        "executions": {
            "floor": round(at_floor),
            "ours": round(ours_completed),
            "ratio": round(ours_completed / at_floor, 3),
        },
        "machine": {
            "generator": load.generator,
            "p50_ms": round(load.p50_ms, 2),
            "p99_ms": round(load.p99_ms, 2),
            "cores_busy": {name: round(value, 2) for name, value in busy.items()},
            "cpu_microseconds": {name: round(median(values)) for name, values in cpu.items()},
            "rounds": {
                "floor": [round(rate) for rate in floors],
                "accepted": [round(rate) for rate in accepted],
                "completed": [round(rate) for rate in completed],
            },
        },
    }


def _warm(server: Server, body: bytes) -> None:
    send(server.port, PATH, server.headers, body, seconds=1)


def _round(server: Server, body: bytes) -> tuple[Load, float]:
    before = cpu_seconds(server.process.pid)
    load = send(server.port, PATH, server.headers, body, seconds=SECONDS)
    return load, cpu_seconds(server.process.pid) - before


def _finished(server: Server) -> int:
    finished: int = server.get("/architrave/health")["engine"]["finished"]
    return finished


def _settled(server: Server) -> None:
    """Wait until every accepted launch has its outcome."""
    end = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < end:
        health = server.get("/architrave/health")["engine"]
        if health["finished"] >= health["launched"]:
            return
        time.sleep(0.02)
    raise SystemExit("some executions did not end")


if __name__ == "__main__":
    import json

    print(json.dumps(measure(), indent=2))
