"""A flow as its file has it: the text, what is known of it, and its program once somebody needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from architrave.diagnostics import Source
from architrave.flows.outline import Outline, outline_of
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.flows.substitutions import substituted


@dataclass(slots=True, repr=False)
class FlowContent:
    """A flow that could be read. `substitutions` are those that its text was read with."""

    source: Source
    outline: Outline
    substitutions: Mapping[str, str] = field(default_factory=dict[str, str])
    _program: Program | None = field(default=None, compare=False)

    @classmethod
    def of(cls, source: Source, program: Program, substitutions: Mapping[str, str] | None = None) -> "FlowContent":
        """The content that a program was just read from."""
        return cls(source, outline_of(program), substitutions or {}, program)

    @property
    def text(self) -> str:
        """The whole text after substitutions; `outline.hash` is its digest."""
        return substituted(self.source, self.substitutions).text

    @property
    def program_in_memory(self) -> Program | None:
        """The program, if somebody has needed it already: reading a large flow takes long."""
        return self._program

    @property
    def program(self) -> Program:
        """The program, which is read when it is first needed. Raises LookupError if it cannot be read any more."""
        if self._program is None:
            self._program, _ = read_flow(self.source, substitutions=self.substitutions)
            if self._program is None:
                raise LookupError(self.outline.hash)
        return self._program
