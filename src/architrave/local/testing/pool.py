"""Runs tests in several processes. Each reads the same files, and runs its share of the cases or mutants."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

from architrave.local.testing.faults import CannotTestError
from architrave.local.testing.options import TestOptions
from architrave.local.testing.results import CaseResult, Report
from architrave.local.testing.running import run_case

if TYPE_CHECKING:
    from architrave.flowtests.cases import Case
    from architrave.local.testing.alone import DataActionSubject
    from architrave.local.testing.mutants import Tried
    from architrave.local.testing.mutation import Mutation, Planned
    from architrave.local.testing.subjects import Subject

    NumberedMutants = list[tuple[int, Tried | None]]

T = TypeVar("T")
R = TypeVar("R")

SHARES = 4
"""How many shares of the cases each process gets, so that slow ones do not wait for one process."""

_STARTED_BY = "fork" if sys.platform == "linux" else "spawn"
"""A fork is ready at once; nothing here has started a thread by then."""

Numbered = list[tuple[int, CaseResult]]


def processors() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_in_processes(options: TestOptions, number: int, processes: int) -> Iterable[Numbered]:
    """The results of `number` cases, with their places in the order of the files, as they come.

    Raises CannotTestError if a process ends.
    """
    return _shared(_run_share, options, range(number), processes)


def try_in_processes(options: TestOptions, planned: "Planned", processes: int) -> "Iterable[NumberedMutants]":
    """What becomes of mutants, with their numbers, as they come. Raises CannotTestError if a process ends."""
    return _shared(_try_share, options, planned, processes)


def _shared(
    work: Callable[[TestOptions, Sequence[T]], R], options: TestOptions, items: Sequence[T], processes: int
) -> Iterator[R]:
    """The results of a function for shares of the items, as they come."""
    shares = min(len(items), processes * SHARES)
    with ProcessPoolExecutor(processes, mp_context=get_context(_STARTED_BY)) as pool:
        running = [pool.submit(work, options, items[share::shares]) for share in range(shares)]
        try:
            for done in as_completed(running):
                yield done.result()
        except BrokenProcessPool:
            raise CannotTestError("A process that ran tests has ended. Run again with -n 1 to see why.") from None


@lru_cache(maxsize=1)
def _cases(options: TestOptions) -> "list[tuple[Case, Subject | DataActionSubject]]":
    """The cases, read once by each process."""
    from architrave.local.testing.testing import Preparing

    return [pair for each in Preparing(options, Report()).prepare() for pair in each.cases]


def _run_share(options: TestOptions, numbers: Sequence[int]) -> Numbered:
    """In a process: the results of these cases."""
    cases = _cases(options)

    async def run() -> Numbered:
        return [(number, await run_case(*cases[number])) for number in numbers if number < len(cases)]

    return asyncio.run(run())


@lru_cache(maxsize=1)
def _mutation(options: TestOptions) -> "Mutation":
    """The mutants of the cases, made once by each process."""
    from architrave.local.testing.mutation import Mutation

    return Mutation(_cases(options))


def _try_share(options: TestOptions, planned: "Sequence[tuple[int, tuple[int, ...]]]") -> "NumberedMutants":
    """In a process: what becomes of these mutants."""
    mutation = _mutation(options)

    async def run() -> "NumberedMutants":
        return [(number, await mutation.tried(number, cases)) for number, cases in planned]

    return asyncio.run(run())
