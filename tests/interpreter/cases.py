"""Flows with cases: `flows/NAME.yaml`, `flows/NAME.cases.yaml`, and the expected trace of each case.

Every engine can run them: a case has a program, a start, common modules, and handlers for all its effects. The keys of
a case, all of them optional:

    inputs: {Flow.name: value}      the inputs of the launch
    at: 2026-03-02T09:00:00Z        when it is launched; the first of January 2026 otherwise
    org: {queues: [{name: Support}]}  the organization, as org.yaml has it
    table: {Name: {key: row}}       data tables, with the rows by their keys
    mocks: {Category/Name: reply}   replies of data actions, as a mocks file has them
    modules: [name]                 common modules, by the names of their files
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from architrave.definitions.files import TextFiles
from architrave.definitions.mocks import Mocks, read_mocks
from architrave.definitions.reader import read_organization
from architrave.diagnostics import Source
from architrave.diagnostics.renderers.text import render_text
from architrave.engine.handlers import Directory, Edit, Handlers
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.flows.yaml import plain_value, read_yaml
from architrave.interpreter.effects import Start
from architrave.organization.directory import Directory as OrganizationDirectory

FLOWS = Path(__file__).parent / "flows"
LAUNCHED_AT = 1_767_225_600_000
"""2026-01-01T00:00:00Z."""


@dataclass(frozen=True)
class Case:
    """One case: `given` is its entry in the cases file."""

    flow: str
    name: str
    given: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.flow}: {self.name}"

    @property
    def golden(self) -> Path:
        return FLOWS / f"{self.flow}.{self.name.replace(' ', '-').replace(',', '')}.trace.txt"

    @property
    def program(self) -> Program:
        return read_program(self.flow)

    @property
    def modules(self) -> dict[str, Program]:
        programs = [read_program(name) for name in self.given.get("modules", ())]
        return {program.hash: program for program in programs}

    @property
    def start(self) -> Start:
        from datetime import datetime

        at = self.given.get("at")
        launched_at = LAUNCHED_AT if at is None else int(datetime.fromisoformat(at).timestamp() * 1000)
        return Start("e-1", self.given.get("inputs", {}), launched_at)

    @property
    def mocks(self) -> Mocks:
        mocks, faults = read_mocks(Source("mocks.yaml", json.dumps(self.given.get("mocks", {}))))
        assert not faults
        return mocks

    def handlers(self) -> Handlers:
        directory, mocks = self._directory(), self.mocks
        return Handlers(lambda: directory, mocks=lambda: mocks)

    def _directory(self) -> Directory:
        texts = {"org.yaml": json.dumps({"name": "Test", **self.given.get("org", {})})}
        organization, faults = read_organization(TextFiles(texts), environment={})
        assert organization is not None, faults
        by_name = {program.name.casefold(): program for program in self.modules.values()}

        def module(by: str, value: str, reference: str | None) -> dict[str, Any] | None:
            program = by_name.get(value.casefold())
            return None if program is None else {"name": program.name, "hash": program.hash}

        return Tables(OrganizationDirectory.of(organization, module), self.given.get("table", {}))


@dataclass(frozen=True)
class Tables:
    """A directory with the data tables of the case."""

    inner: OrganizationDirectory
    tables: dict[str, dict[str, Any]]

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:
        if noun == "dataTable":
            return {"name": value} if value in self.tables else None
        if noun == "dataTableRow":
            return self.tables.get(within or "", {}).get(value)
        return self.inner.look_up(noun, by, value, within)

    def all(self, noun: str) -> list[dict[str, Any]]:
        return self.inner.all(noun)

    @property
    def version(self) -> int:
        return self.inner.version

    def edits_since(self, version: int) -> list[Edit] | None:
        return self.inner.edits_since(version)

    def apply(self, edits: Iterable[Edit]) -> None:
        self.inner.apply(edits)


@cache
def read_program(name: str) -> Program:
    path = FLOWS / f"{name}.yaml"
    program, faults = read_flow(Source(path.name, path.read_text(encoding="utf-8")))
    assert program is not None
    errors = [fault for fault in faults if fault.is_error]
    assert not errors, render_text(errors, {path.name: Source(path.name, path.read_text(encoding="utf-8"))})
    return program


def cases() -> Iterator[Case]:
    for path in sorted(FLOWS.glob("*.cases.yaml")):
        node, faults = read_yaml(Source(path.name, path.read_text(encoding="utf-8")))
        assert node is not None
        assert not faults, faults
        for name, given in plain_value(node).items():
            yield Case(path.name.partition(".")[0], name, given)


ALL = list(cases())
