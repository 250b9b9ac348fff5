"""The called side: a web service that knows which calls it was asked for, and how often."""

import json
import shutil
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from tests.crash.serving import ORGANIZATION

TAKES_SECONDS = 0.02


class CalledSide:
    """Answers each call after a moment, and counts it by its idempotency key: EXECUTION-NUMBER."""

    def __init__(self) -> None:
        self._calls: Counter[str] = Counter()
        self._callers: dict[str, list[str]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        side = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                side.count(self.headers["Idempotency-Key"], self.path[1:])
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                time.sleep(TAKES_SECONDS)
                body = b'{"accepted": true}'
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 128

            def handle_error(self, *_: Any) -> None:
                """A caller that was killed does not matter."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def count(self, key: str, caller: str) -> None:
        """Note a call."""
        with self._lock:
            self._calls[key] += 1
            self._callers.setdefault(key, []).append(caller)

    @property
    def calls(self) -> Counter[str]:
        """How often each call was asked for until now."""
        with self._lock:
            return Counter(self._calls)

    def callers(self, key: str) -> list[str]:
        """The folders of the servers that asked for a call, in order."""
        with self._lock:
            return list(self._callers[key])

    @property
    def host(self) -> str:
        """HOST:PORT."""
        return f"127.0.0.1:{self._server.server_port}"

    def organization(self, folder: Path) -> Path:
        """A copy of the crash harness's organization whose data action calls this service."""
        shutil.copytree(ORGANIZATION, folder, ignore=shutil.ignore_patterns(".architrave", "mocks.yaml"))
        action = {
            "name": "Post order",
            "integrationType": "custom-rest-actions",
            "actionType": "custom",
            "config": {
                "request": {
                    "requestUrlTemplate": f"http://{self.host}/{folder.name}",
                    "requestType": "POST",
                    "headers": {"Content-Type": "application/json"},
                    "requestTemplate": '{"ticket": "${input.ticket}", "index": ${input.index}}',
                },
                "response": {
                    "translationMap": {"accepted": "$.accepted"},
                    "translationMapDefaults": {"accepted": "false"},
                    "successTemplate": '{"accepted": ${accepted}}',
                },
            },
            "contract": {
                "input": {
                    "inputSchema": {
                        "type": "object",
                        "properties": {"ticket": {"type": "string"}, "index": {"type": "integer"}},
                    }
                },
                "output": {"successSchema": {"type": "object", "properties": {"accepted": {"type": "boolean"}}}},
            },
        }
        path = folder / "data-actions" / "ERP" / "Post order.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(action), encoding="utf-8")
        return folder
