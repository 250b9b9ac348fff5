"""Drawing a flow of 60 actions, from its Program to the SVG."""

import time
from statistics import median
from typing import Any

from benchmarks.reading import flow_of

ACTIONS = 60


def measure() -> dict[str, Any]:
    """Milliseconds of CPU and bytes for 60 actions, in proportion to those of a flow that is about as long."""
    from architrave.diagnostics import Source
    from architrave.diagram.outline import outline_of
    from architrave.diagram.svg import svg_of
    from architrave.flows.reader import read_flow

    program, diagnostics = read_flow(Source("bench.yaml", flow_of(400)))
    assert program is not None, diagnostics
    took: list[float] = []
    drawn = ""
    for _ in range(20):
        began = time.process_time()
        drawn = svg_of(outline_of(program))
        took.append(time.process_time() - began)
    share = ACTIONS / len(program.actions)
    milliseconds, size = median(took) * 1000 * share, len(drawn.encode()) * share
    return {"drawing": {"milliseconds": round(milliseconds, 2), "bytes": round(size), "actions": len(program.actions)}}


if __name__ == "__main__":
    print(measure())
