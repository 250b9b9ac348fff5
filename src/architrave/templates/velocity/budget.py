"""What a template may spend: steps, and characters that are made or looked through."""

from dataclasses import dataclass

from architrave.templates.faults import Refused

STEPS = 50_000
CHARACTERS = 8_000_000
LONGEST_TEXT = 1_048_576
"""How long any text may become that a template makes, its output among them, in characters."""

MOST_ITEMS = 10_000
"""How many items a list may have that a template makes."""


@dataclass(slots=True)
class Budget:
    """What is left for one rendering."""

    steps: int = STEPS
    characters: int = CHARACTERS

    def step(self) -> None:
        """Pay for one node or one turn of a loop."""
        self.steps -= 1
        if self.steps < 0:
            raise Refused(f"The template takes more than {STEPS:,} steps: it was stopped.")

    def text(self, value: str) -> str:
        """Pay for a text that was made, and give it back."""
        if len(value) > LONGEST_TEXT:
            raise Refused(f"The template makes a text of more than {LONGEST_TEXT:,} characters: it was stopped.")
        self.look_through(len(value))
        return value

    def look_through(self, characters: int) -> None:
        """Pay for work that takes time by the length of a text."""
        self.characters -= characters
        if self.characters < 0:
            raise Refused(f"The template works through more than {CHARACTERS:,} characters: it was stopped.")
