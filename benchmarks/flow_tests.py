"""CPU seconds of `architrave test` with a table of 1,000 cases, start included."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.commands import cpu_of

CASES = 1_000
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "order-sync"


def measure() -> dict[str, Any]:
    """The median of several runs."""
    architrave = str(Path(sys.executable).with_name("architrave"))
    with tempfile.TemporaryDirectory() as folder:
        table = "batchId,sourceSystem,expect.outputs.ordersSynced\n"
        table += "".join(f"B-{number},erp,5\n" for number in range(CASES))
        (Path(folder) / "cases.csv").write_text(table, encoding="utf-8")
        tests = Path(folder) / "many.flowtest.yaml"
        tests.write_text(
            f"flow: Order sync\norg: {EXAMPLE}\ntests:\n  - {{name: Many, cases: cases.csv}}\n", encoding="utf-8"
        )
        return {"flow_tests": {"cases": CASES, "seconds": cpu_of([architrave, "test", str(tests)], rounds=3)}}


if __name__ == "__main__":
    print(json.dumps(measure()))
