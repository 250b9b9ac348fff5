"""Audio and Communication: what a flow plays or shows, as a list of parts that tests and the console can read.

Nothing is played here. A part has a kind, its words, the plain value that it was made from, and the options for
playing it:

    [prompt] Welcome [number] one hundred twenty five point two five [blank] 500 ms [tts: es-US, no bargeIn] Hola

is the readable form of one Audio with four parts. Kinds are `tts`, `ssml`, `prompt`, `blank`, `boolean`, `number`,
`ordinal`, `percent`, `currency`, `date`, `time`, `dateTime`, `duration`, `phoneNumber`, `timeRange`, `text`, and for
parts that only a digital channel shows, the type's name (`card`, `quickReplies`, …).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

Options = tuple[tuple[str, str | bool], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to play or show.

    `text` is the words that are said or shown, `value` the plain JSON that it was made from, `options` by name.
    """

    kind: str
    text: str
    value: Any = field(default=None, hash=False)
    options: Options = ()

    def with_options(self, options: Mapping[str, str | bool]) -> "Part":
        """This part with more options; an existing option is replaced."""
        return replace(self, options=tuple({**dict(self.options), **options}.items()))

    def __str__(self) -> str:
        shown = ", ".join(_show_option(name, value) for name, value in self.options)
        label = f"[{self.kind}: {shown}]" if shown else f"[{self.kind}]"
        return f"{label} {self.text}".rstrip()

    def to_json(self) -> dict[str, Any]:
        """The part as plain JSON."""
        return {"kind": self.kind, "text": self.text, "value": self.value, "options": dict(self.options)}


def _show_option(name: str, value: str | bool) -> str:
    if isinstance(value, str):
        return value
    return name if value else f"no {name}"


@dataclass(frozen=True, slots=True)
class Multimodal:
    """A part of a Communication with one form for voice channels and another for text channels."""

    voice: tuple[Part, ...]
    text: tuple[Part, ...]

    def __str__(self) -> str:
        return f"[voice] {_readable(self.voice)} [text] {_readable(self.text)}"

    def to_json(self) -> dict[str, Any]:
        """The part as plain JSON."""
        return {
            "kind": "multimodal",
            "voice": [part.to_json() for part in self.voice],
            "text": [part.to_json() for part in self.text],
        }


@dataclass(frozen=True, slots=True)
class Audio:
    """What a call plays, one part after the other. Without parts it is empty audio (documented for NOT_SET)."""

    parts: tuple[Part, ...] = ()

    def __str__(self) -> str:
        return _readable(self.parts) or "[blank]"

    def to_json(self) -> list[dict[str, Any]]:
        """The parts as plain JSON."""
        return [part.to_json() for part in self.parts]


@dataclass(frozen=True, slots=True)
class Communication:
    """What a flow says or shows on any channel."""

    parts: tuple[Part | Multimodal, ...] = ()

    def __str__(self) -> str:
        return _readable(self.parts)

    @property
    def text(self) -> str:
        """The text that a text channel shows: the result of ToString (documented for a text).

        Parts are joined with a space, except next to white space and before punctuation (assumed).
        """
        texts = [part.text for part in text_parts(self.parts) if part.text]
        spaced = [f"{_gap(left, right)}{right}" for left, right in pairwise(texts)]
        return "".join([*texts[:1], *spaced])

    def to_json(self) -> list[dict[str, Any]]:
        """The parts as plain JSON."""
        return [part.to_json() for part in self.parts]


def text_parts(parts: Iterable[Part | Multimodal]) -> tuple[Part, ...]:
    """The parts that a text channel shows, with the text form of multimodal parts and without silence."""
    flat = (inner for part in parts for inner in (part.text if isinstance(part, Multimodal) else (part,)))
    return tuple(part for part in flat if part.kind != "blank")


def voice_parts(parts: Iterable[Part | Multimodal]) -> tuple[Part, ...]:
    """The parts that a voice channel plays, with the voice form of multimodal parts."""
    return tuple(inner for part in parts for inner in (part.voice if isinstance(part, Multimodal) else (part,)))


def _gap(left: str, right: str) -> str:
    return "" if left[-1].isspace() or right[0].isspace() or right[0] in ".,;:!?)…" else " "


def _readable(parts: Iterable[Part | Multimodal]) -> str:
    return " ".join(map(str, parts))
