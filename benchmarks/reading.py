"""Reading and checking a flow of 300 lines."""

import time
from pathlib import Path
from statistics import median
from typing import Any

LINES = 300
_TEN_ACTIONS = Path(__file__).parent / "organization" / "flows" / "ten-actions.yaml"


def flow_of(lines: int) -> str:
    """The benchmarks' flow, with its actions repeated up to this number of lines."""
    text = _TEN_ACTIONS.read_text(encoding="utf-8")
    begin = text.index("          - updateData:")
    end = text.index("          - endWorkflow:")
    head, actions, tail = text[:begin], text[begin:end], text[end:]
    body = actions
    while (head + body + tail).count("\n") + actions.count("\n") <= lines:
        body += actions
    return head + body + tail


def measure() -> dict[str, Any]:
    """Milliseconds to read the flow once, with all checks."""
    from architrave.diagnostics import Source
    from architrave.flows.reader import read_flow

    source = Source("bench.yaml", flow_of(LINES))
    lines = source.text.count("\n")
    program, diagnostics = read_flow(source)
    assert program is not None, diagnostics
    took: list[float] = []
    for _ in range(20):
        began = time.process_time()
        read_flow(source)
        took.append(time.process_time() - began)
    return {"reading": {"milliseconds": round(median(took) * 1000 * LINES / lines, 2), "lines": lines}}


if __name__ == "__main__":
    print(measure())
