"""Other programs that tests start: a port for them, and their end."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

END_SECONDS = 60.0


@contextmanager
def held_port() -> Iterator[int]:
    """A port of 127.0.0.1, on which a server may be started, ended and started again.

    A socket that never listens is bound to it meanwhile. Linux lets a server have the port all the same, and gives it
    to no other process that asks for any; other systems would keep it from the server too, so there it is only free.
    """
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        if sys.platform != "linux":
            one.close()
        yield port


def stop(process: subprocess.Popen[Any]) -> None:
    """End a process: kindly first."""
    process.terminate()
    try:
        process.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
