"""The dependencies of a flow without an organization: the files in its folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from architrave.cloud.system_prompts import is_system_prompt
from architrave.definitions.files import FolderFiles
from architrave.diagnostics import Source
from architrave.flows.known import KnownModule
from architrave.flows.program import Program
from architrave.flows.reader import read_flow

_ENTITIES = UUID("00000000-0000-4000-8000-000000000000")


@dataclass(slots=True)
class Siblings:
    """A directory for a flow without an organization.

    It finds the common modules in the flow's folder, which it reads on first use, and the entities that literals name:
    in the cloud, a flow can be published only if they exist, so they cannot be missing at run time.
    """

    folder: Path | None
    substitutions: Mapping[str, str]
    modules: dict[str, Program]
    sources: dict[str, Source]
    program: Program
    _by_name: dict[str, Program] | None = field(default=None)

    def look_up(self, noun: str, by: str, value: Any, within: str | None = None, /) -> dict[str, Any] | None:  # noqa: ARG002
        """A common module or a literal's entity, by name. Without an organization, nothing else exists."""
        if noun != "commonModule":
            return self._entity(noun, str(value)) if by == "name" else None
        if self._by_name is None:
            self._by_name = dict(self._read())
            self.modules.update({program.hash: program for program in self._by_name.values()})
        program = self._by_name.get(str(value).casefold())
        return None if program is None else {"name": program.name, "version": "1.0", "hash": program.hash}

    def known_module(self, name: str) -> KnownModule | None:
        """What a flow that calls a common module must observe; None if the folder does not have it."""
        self.look_up("commonModule", "name", name)
        program = (self._by_name or {}).get(name.casefold())
        return None if program is None else KnownModule(serves=program.serves)

    def all(self, noun: str) -> list[dict[str, Any]]:  # noqa: ARG002
        """Always empty."""
        return []

    def _entity(self, noun: str, name: str) -> dict[str, Any] | None:
        wanted = (noun, name.casefold())
        for program in (self.program, *self.modules.values()):
            for of, written in program.entities:
                if (of, written.casefold()) == wanted:
                    return {"id": str(uuid5(_ENTITIES, f"{of} {written}")), "name": written}
        if noun == "systemPrompt" and is_system_prompt(name):
            return {"id": str(uuid5(_ENTITIES, f"{noun} {name.casefold()}")), "name": name.casefold(), "type": "system"}
        return None

    def _read(self) -> list[tuple[str, Program]]:
        programs: list[tuple[str, Program]] = []
        if self.folder is None:
            return programs
        files = FolderFiles(self.folder)
        for path in sorted(self.folder.glob("*.y*ml")):
            source = files.read(path.name)
            if isinstance(source, Source) and "commonModule" in source.text:
                program, faults = read_flow(source, substitutions=self.substitutions, known=None)
                is_module = program is not None and program.flow_type == "commonModule"
                if program is not None and is_module and not any(fault.is_error for fault in faults):
                    self.sources[program.hash] = source
                    programs.append((program.name.casefold(), program))
        return programs
