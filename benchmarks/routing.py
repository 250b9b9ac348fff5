"""The time to find an endpoint, or to say why there is none, with 10, 100 and 1,000 endpoints.

It must not depend on their number. `ratio` is the time with 1,000 endpoints over the time with 10, for the kind of
request where it is largest; `unknown` is the slowest unknown path over an endpoint that is found.
"""

import timeit
from typing import Any

from architrave.cloud.api_paths import api_paths
from architrave.contract import LAUNCH_PATH
from architrave.server.endpoint import Endpoint
from architrave.server.endpoints import LAUNCH
from architrave.server.routing import Routes

COUNTS = (10, 100, 1000)
FEWEST, MOST = min(COUNTS), max(COUNTS)
UUID = "a1b2c3d4-5678-90ab-cdef-1234567890ab"
FOUND = ("GET", f"/api/v2/agentic/virtualagents/{UUID}/jobs/{UUID}")
REQUESTS = {
    "found": FOUND,
    "not_served": ("GET", "/api/v2/workforcemanagement/businessunits"),
    "wrong_method": ("PUT", LAUNCH_PATH),
}
UNKNOWN = {
    "misspelt": ("GET", "/api/v2/routing/queus"),
    "far": ("GET", "/api/v2/routing/penguins/of/the/south"),
    "long": ("GET", "/api/v2/" + "penguins" * 1000),
    "many_parts": ("GET", "/api/v2" + "/workforcemanagment" * 15),
}
ROUNDS = 20
"""The best round counts, to exclude the influence of other processes."""

TIMES = 50


def routes(count: int) -> Routes:
    """A server with this many of the cloud's endpoints; the launch and the one that is found are among them."""
    every = [(method, path) for path, methods in api_paths().items() for method in methods]
    paths = [(method, path) for method, path in every if "/agentic/" in path]
    others = [each for each in every if each not in paths and each != (LAUNCH.method, LAUNCH.path)]
    others = [each for each in others if "/workforcemanagement/businessunits" not in each[1]]
    chosen = [*paths[: FEWEST - 1], *others[: count - FEWEST]]
    return Routes([LAUNCH, *(Endpoint(method, path, None) for method, path in chosen)])


def microseconds(server: Routes, method: str, path: str) -> float:
    """The time of one look-up."""
    return timeit.timeit(lambda: server.find(method, path), number=TIMES) / TIMES * 1_000_000


def measure() -> dict[str, Any]:
    """Microseconds by number of endpoints and kind of request, and the two ratios."""
    everything = REQUESTS | UNKNOWN
    servers = {count: routes(count) for count in COUNTS}
    took: dict[int, dict[str, float]] = {count: {} for count in COUNTS}
    for _ in range(ROUNDS):
        for name, request in everything.items():
            for count, server in servers.items():  # in turns, so that a busy moment concerns all of them
                took[count][name] = min(took[count].get(name, 1e9), microseconds(server, *request))
    ratio = max(took[MOST][name] / took[FEWEST][name] for name in everything)
    unknown = max(took[MOST][name] for name in UNKNOWN) / took[MOST]["found"]
    rounded = {str(count): {name: round(value, 1) for name, value in times.items()} for count, times in took.items()}
    return {"routing": {"microseconds": rounded, "ratio": round(ratio, 2), "unknown": round(unknown)}}


if __name__ == "__main__":
    print(measure())
