"""A template's budget: steps, and characters that it creates or scans."""

from dataclasses import dataclass, field

from architrave.templates.faults import Refused
from architrave.templates.patterns import BadPattern, Pattern, compile_pattern

STEPS = 50_000
CHARACTERS = 8_000_000
LONGEST_TEXT = 1_048_576
"""The maximum length of a text that a template creates, including its output, in characters."""

CHARACTERS_PER_INSTRUCTION = 20
"""How many characters take as long as compiling one instruction of a pattern."""

MOST_ITEMS = 10_000
"""The maximum number of items in a list that a template creates."""


@dataclass(slots=True)
class Budget:
    """The remaining budget of one rendering."""

    steps: int = STEPS
    characters: int = CHARACTERS
    patterns: dict[str, Pattern] = field(default_factory=dict[str, Pattern])
    """The patterns that were compiled, which are paid for once."""

    def step(self, steps: int = 1) -> None:
        """Pay for nodes or iterations of a loop."""
        self.steps -= steps
        if self.steps < 0:
            raise Refused(f"The template was stopped: it takes more than {STEPS:,} steps.")

    def text(self, value: str) -> str:
        """Pay for a created text, and return it."""
        if len(value) > LONGEST_TEXT:
            raise Refused(f"The template was stopped: it creates a text of more than {LONGEST_TEXT:,} characters.")
        self.look_through(len(value))
        return value

    def look_through(self, characters: int) -> None:
        """Pay for work that takes time proportional to the length of a text."""
        self.characters -= characters
        if self.characters < 0:
            raise Refused(f"The template was stopped: it processes more than {CHARACTERS:,} characters.")

    def pattern(self, source: str) -> Pattern:
        """A compiled pattern, paid for by its size, whether or not it was compiled for another template before."""
        found = self.patterns.get(source)
        if found is None:
            try:
                found = compile_pattern(source)
            except BadPattern as problem:
                raise Refused(f"The pattern {source!r} cannot be used: {problem}.") from None
            self.look_through(found.size * CHARACTERS_PER_INSTRUCTION)
            self.patterns[source] = found
        return found
