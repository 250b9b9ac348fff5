"""A scripted HTTP server on 127.0.0.1, which records what it receives."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LATE_SECONDS = 50
"""When a late answer is sent: before the sender's own timeout, which its tests are not about."""


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Answer:
    """What is sent back; a `late` answer is not sent while anybody waits for it."""

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    late: bool = False


@dataclass
class Loopback:
    port: int
    received: list[Received]

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"


@contextlib.contextmanager
def loopback(answer: Callable[[Received], Answer] | Answer) -> Iterator[Loopback]:
    received: list[Received] = []
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            got = Received(self.command, self.path, headers, body)
            received.append(got)
            reply = answer if isinstance(answer, Answer) else answer(got)
            if reply.late:
                over.wait(LATE_SECONDS)
            with contextlib.suppress(OSError):
                self.send_response(reply.status)
                for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Loopback(server.server_address[1], received)
    finally:
        over.set()
        server.shutdown()
        server.server_close()
