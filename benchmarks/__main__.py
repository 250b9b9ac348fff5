"""`python -m benchmarks [NAME…]`: run the benchmarks, print each result with its budget, and write bench.json.

Slow results do not fail: on a shared machine, read the numbers instead of asserting on them. `--out FILE` sets another
output file.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

NAMES = (
    "launches",
    "checking",
    "expressions",
    "replay",
    "reading",
    "drawing",
    "routing",
    "commands",
    "waiting",
    "flows",
    "flow_tests",
)


def _printed_by(name: str) -> dict[str, Any]:
    """The JSON that a benchmark prints when it is run, under the benchmark's name."""
    done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, check=True)
    return {name: json.loads(done.stdout)}


def _measure(name: str) -> dict[str, Any]:
    if name in {"expressions", "replay"}:
        return _printed_by(name)
    measured: dict[str, Any] = import_module(f"benchmarks.{name}").measure()
    return measured


Line = tuple[str, str, Callable[[dict[str, Any]], float], float, bool]
LINES: tuple[Line, ...] = (
    ("launches accepted, of baseline", "{:.0%}", lambda r: r["launches"]["ratio"], 0.5, True),
    ("executions completed, of baseline", "{:.0%}", lambda r: r["executions"]["ratio"], 0.4, True),
    ("check, of its launch", "{:.0%}", lambda r: r["checking"]["share"], 0.2, False),
    ("expressions, times plain Python", "{:.1f}", lambda r: r["expressions"]["ratio"], 4, False),
    ("replayed actions per second", "{:,.0f}", lambda r: r["replay"]["actions_per_second"], 300_000, True),
    ("reading 300 lines, ms", "{:.1f}", lambda r: r["reading"]["milliseconds"], 25, False),
    ("1,000 endpoints, times 10", "{:.2f}", lambda r: r["routing"]["ratio"], 1.5, False),
    ("unknown path, times a found one", "{:.0f}", lambda r: r["routing"]["unknown"], 150, False),
    ("drawing 60 actions, ms", "{:.1f}", lambda r: r["drawing"]["milliseconds"], 3, False),
    ("drawing 60 actions, bytes", "{:,.0f}", lambda r: r["drawing"]["bytes"], 30_000, False),
    ("architrave --version, s", "{:.2f}", lambda r: r["cli"]["version_seconds"], 0.15, False),
    ("architrave check, s", "{:.2f}", lambda r: r["cli"]["check_seconds"], 0.35, False),
    ("a saved file of 1,000, s", "{:.3f}", lambda r: r["flows"]["saved_seconds"], 0.1, False),
    ("second start with 5,000 flows, s", "{:.2f}", lambda r: r["flows"]["start_seconds"], 5, False),
    ("a page of 5,000 flows, ms", "{:.1f}", lambda r: r["flows"]["page_milliseconds"], 5, False),
    ("idle with 5,000 flows, cores", "{:.4f}", lambda r: r["flows"]["idle_cores"], 0.01, False),
    ("check --org with 500 flows, s", "{:.2f}", lambda r: r["flows"]["check_seconds"], 0.5, False),
    ("1,000 flow tests, s", "{:.1f}", lambda r: r["flow_tests"]["seconds"], 5, False),
    ("bytes per waiting execution", "{:,.0f}", lambda r: r["waiting"]["bytes_per_execution"], 2048, False),
)
"""The printed lines: title, format, how to get the value, budget, and whether more is better."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(NAMES)} (default: all)")
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    asked = parser.parse_args()
    results: dict[str, Any] = {}
    for name in asked.names or NAMES:
        print(f"… {name}", file=sys.stderr, flush=True)
        results |= _measure(name)
    asked.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    report(results)


def report(results: dict[str, Any]) -> None:
    """Print the results with their budgets, and how busy the machine was."""
    if "launches" in results:
        launches, executions = results["launches"], results["executions"]
        print(f"baseline {launches['floor']:,}/s; accepted {launches['ours']:,}/s; completed {executions['ours']:,}/s")
        machine = results["machine"]
        busy = ", ".join(f"{name} {cores:.2f}" for name, cores in machine["cores_busy"].items())
        print(f"cores busy: {busy} (load by {machine['generator']}); p99 {machine['p99_ms']} ms")
        used = machine["cpu_microseconds"]
        print(f"CPU per launch: baseline {used['floor']} µs; ours, including its execution, {used['ours']} µs\n")
    for title, shape, value, budget, more_is_better in LINES:
        try:
            figure = value(results)
        except KeyError:
            continue
        holds = figure >= budget if more_is_better else figure <= budget
        sign = "≥" if more_is_better else "≤"
        print(
            f"{title:36} {shape.format(figure):>12}   budget {sign} {shape.format(budget):<9} {'' if holds else 'OVER'}"
        )


if __name__ == "__main__":
    main()
