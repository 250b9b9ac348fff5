"""Other programs that tests start: a port for them, and their end."""

import socket
import subprocess
from typing import Any

END_SECONDS = 60.0


def free_port() -> int:
    """A port of 127.0.0.1 at which nobody listens now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def stop(process: subprocess.Popen[Any]) -> None:
    """End a process: kindly first."""
    process.terminate()
    try:
        process.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
