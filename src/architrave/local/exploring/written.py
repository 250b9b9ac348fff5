"""Cases written as flow tests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from architrave.exploring.cases import FAILURE, FOUND, ITEMS, SEARCHED, TIMEOUT, Answer, Asked, Case
from architrave.exploring.seen import Problem
from architrave.flows.yaml.write import inline
from architrave.flowtests.document import DEFAULT_START
from architrave.flowtests.times import moment_of
from architrave.interpreter.effects import Json
from architrave.interpreter.trace import iso

_START = moment_of(DEFAULT_START)


@dataclass(frozen=True, slots=True)
class Header:
    """The top of a test file: its flow, its organization's folder (`none` without one), and substitutions."""

    flow: str
    org: str
    substitutions: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def text(self) -> str:
        """The lines before the tests."""
        lines = [f"flow: {inline(self.flow)}", f"org: {inline(self.org)}"]
        if self.substitutions:
            lines.append(f"substitutions: {inline(self.substitutions)}")
        return "\n".join(lines) + "\n"


def document(header: Header, tests: Iterator[list[str]] | list[list[str]]) -> str:
    """A test file."""
    return "\n".join([header.text, "tests:", *(line for test in tests for line in test)]) + "\n"


@dataclass(frozen=True, slots=True)
class Also:
    """What else a test has beside its case: replies and look-ups that are written in the test which was explored."""

    mocks: Mapping[str, Any] = field(default_factory=dict[str, Any])
    look_ups: tuple[Any, ...] = ()


def written(name: str, case: Case, expect: Mapping[str, Any], also: Also | None = None) -> list[str]:
    """The lines of one test."""
    lines = [f"  - name: {inline(name)}", *_case_lines(case, also or Also())]
    if expect:
        lines.append("    expect:")
        lines += [f"      {key}: {inline(value)}" for key, value in expect.items()]
    return lines


def expectation(problem: Problem) -> dict[str, Any]:
    """What a test expects of a run with this problem, so that it passes as long as the problem is there."""
    if problem.kind not in ("fault", "loop"):
        return {}
    error = {"type": problem.type} | ({} if problem.action is None else {"action": problem.action})
    return {"status": "FAILED", "error": error}


def _case_lines(case: Case, also: Also) -> Iterator[str]:
    if case.at != _START:
        yield f"    at: {iso(case.at)}"
    if case.seed:
        yield f"    seed: {case.seed}"
    if case.inputs:
        bare = {name.removeprefix("Flow."): value for name, value in case.inputs.items()}
        yield f"    inputs: {inline(bare)}"
    if also.mocks or any(case.replies.values()):
        yield "    mocks:"
        yield from (f"      {inline(name)}: {inline(value)}" for name, value in also.mocks.items())
        for name, listed in case.replies.items():
            if len(listed) == 1:
                yield f"      {inline(name)}: {inline(_reply(listed[0]))}"
            elif listed:
                yield f"      {inline(name)}:"
                yield from (f"        - {inline(_reply(each))}" for each in listed)
    if also.look_ups or case.found:
        yield "    lookUps:"
        yield from (f"      - {inline(each)}" for each in also.look_ups)
        yield from (f"      - {inline(_look_up(*each))}" for each in case.found.items())


def _reply(answer: Answer) -> dict[str, Json]:
    return {TIMEOUT: True} if answer.kind == TIMEOUT else {answer.kind: dict(answer.values)}


def _look_up(asked: Asked, answer: Answer) -> dict[str, Any]:
    which: dict[str, Any] = {"noun": asked.noun, "by": asked.by, "value": asked.value}
    if asked.within is not None:
        which["within"] = asked.within
    if answer.kind == FOUND:
        values = dict(answer.values)
        return {**which, "found": values.get(ITEMS) if asked.by == SEARCHED else values}
    return {**which, **({"failure": dict(answer.values)} if answer.kind == FAILURE else {"notFound": True})}
