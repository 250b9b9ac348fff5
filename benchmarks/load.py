"""Load: sends one request repeatedly over several connections; each connection sends again when its response arrives.

Uses `wrk` if it is installed, otherwise this module in a separate process: raw bytes over asyncio protocols, which
costs a fraction of what responding does. The report says how busy each side was.
"""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """The result: the numbers of 200 and other responses, the duration, and the CPU that sending took."""

    good: int
    bad: int
    seconds: float
    cpu_seconds: float
    p50_ms: float
    p99_ms: float
    generator: str

    @property
    def rate(self) -> float:
        return self.good / self.seconds


def cpu_seconds(pid: int) -> float:
    """CPU seconds used by a process and its descendants."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    children = " ".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(cpu_seconds(int(child)) for child in children.split())


def send(port: int, path: str, headers: dict[str, str], body: bytes, *, seconds: float, connections: int = 64) -> Load:
    """Send the request repeatedly for some seconds."""
    if shutil.which("wrk") and not os.environ.get("ARCHITRAVE_OWN_LOAD"):
        return _wrk(port, path, headers, body, seconds, connections)
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    request = "\r\n".join([*lines, "", ""]).encode() + body
    command = [sys.executable, "-m", "benchmarks.load", str(port), str(seconds), str(connections)]
    done = subprocess.run(command, input=request, stdout=subprocess.PIPE, check=True)
    return Load(**json.loads(done.stdout))


def _wrk(port: int, path: str, headers: dict[str, str], body: bytes, seconds: float, connections: int) -> Load:
    script = ['wrk.method = "POST"', f"wrk.body = {json.dumps(body.decode())}"]
    script += [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items()]
    script.append(
        "done = function(summary, latency) io.stdout:write(string.format('RESULT %d %d %d %d %d\\n', summary.requests,"
        " summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout,"
        " summary.duration, latency:percentile(50), latency:percentile(99))) end"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write("\n".join(script))
        file.flush()
        url = f"http://127.0.0.1:{port}{path}"
        before = os.times()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "-s", file.name, url]
        out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
        after = os.times()
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", out)
    assert found, out
    requests, bad, micros, p50, p99 = map(int, found.groups())
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Load(requests - bad, bad, micros / 1e6, cpu, p50 / 1000, p99 / 1000, "wrk")


class _Connection(asyncio.Protocol):
    """One connection: sends, reads one response, sends again."""

    def __init__(self, request: bytes, tally: "_Tally") -> None:
        self._request = request
        self._tally = tally
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._next()

    def _next(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer = self._buffer + data if self._buffer else data
        end = buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        lower = buffer[:end].lower()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 :].split(b"\r\n", 1)[0])
        if len(buffer) < end + 4 + length:
            return
        self._buffer = b""
        self._tally.took.append(time.perf_counter() - self._sent)
        if buffer[9:12] == b"200":
            self._tally.good += 1
        else:
            self._tally.bad += 1
        if not self._tally.over:
            self._next()


class _Tally:
    good = 0
    bad = 0
    over = False

    def __init__(self) -> None:
        self.took: list[float] = []


async def _send_for(port: int, request: bytes, seconds: float, connections: int) -> Load:
    loop = asyncio.get_running_loop()
    tally = _Tally()
    made = [
        await loop.create_connection(lambda: _Connection(request, tally), "127.0.0.1", port) for _ in range(connections)
    ]
    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.sleep(seconds)
    tally.over = True
    took, used = time.perf_counter() - began, time.process_time() - cpu
    result = (tally.good, tally.bad)
    for transport, _ in made:
        transport.close()
    latencies = sorted(tally.took) or [0.0]
    p50, p99 = latencies[len(latencies) // 2] * 1000, latencies[int(len(latencies) * 0.99)] * 1000
    return Load(*result, took, used, p50, p99, "benchmarks.load")


def main() -> None:
    port, seconds, connections = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    request = sys.stdin.buffer.read()
    try:
        import uvloop

        runner = uvloop.run
    except ImportError:
        runner = asyncio.run
    json.dump(asdict(runner(_send_for(port, request, seconds, connections))), sys.stdout)


if __name__ == "__main__":
    main()
