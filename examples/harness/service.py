"""A typical service: logs in, launches the order sync, waits for its end. Standard library only."""

import base64
import json
import os
import sys
import time
import urllib.error
import urllib.request
from typing import Any

API_URL = os.environ["API_URL"]
ORDER_SYNC = "a1b2c3d4-5678-90ab-cdef-1234567890ab"


def call(path: str, data: bytes | None = None, **headers: str) -> dict[str, Any]:
    """Send a request, with POST if it has data. An error response ends the service with its message."""
    request = urllib.request.Request(API_URL + path, data, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            result: dict[str, Any] = json.load(answer)
            return result
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.code}: {json.load(error)['message']}")


def log_in() -> str:
    """The Authorization header of a client-credentials token."""
    client = f"{os.environ['GENESYSCLOUD_OAUTHCLIENT_ID']}:{os.environ['GENESYSCLOUD_OAUTHCLIENT_SECRET']}"
    basic = "Basic " + base64.b64encode(client.encode()).decode()
    token: str = call("/oauth/token", b"grant_type=client_credentials", Authorization=basic)["access_token"]
    return f"Bearer {token}"


def main() -> None:
    """Launch, wait for the end, print the result."""
    bearer = log_in()
    body = {"flowId": ORDER_SYNC, "inputData": {"Flow.batchId": "batch-7", "Flow.sourceSystem": "erp"}}
    launched = call(
        "/api/v2/flows/executions",
        json.dumps(body).encode(),
        **{"Authorization": bearer, "Content-Type": "application/json"},
    )
    while True:
        execution = call(f"/api/v2/flows/executions/{launched['id']}", Authorization=bearer)
        if execution["status"] != "RUNNING":
            break
        time.sleep(0.2)
    print(execution["status"], json.dumps(execution.get("outputData")))
    sys.exit(execution["status"] != "COMPLETED")


if __name__ == "__main__":
    main()
