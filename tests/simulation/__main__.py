"""Run one seed and print its events, or many and print what they broke: `python -m tests.simulation SEED [END]`."""

import sys
import time

from tests.simulation.simulate import simulate
from tests.simulation.vfs import library


def main() -> int:
    sqlite = library()
    if sqlite is None:
        sys.stderr.write("The SQLite library of this Python cannot be found, so that its files cannot be simulated.\n")
        return 2
    first, *rest = map(int, sys.argv[1:])
    failed, events, began = 0, 0, time.perf_counter()
    for seed in range(first, rest[0] if rest else first + 1):
        run = simulate(seed, sqlite)
        events += len(run.events)
        failed += bool(run.broken)
        lines = [f"seed {seed}: {rule}" for rule in run.broken]
        sys.stdout.write("".join(f"{line}\n" for line in (lines if rest else [*run.events, *lines])))
    seconds = time.perf_counter() - began
    sys.stderr.write(f"{failed} failed, {events} events, {seconds:.1f} s\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
