"""The gate of all output: whatever is written to standard output or standard error becomes visible text first.

Names in flows, requests and answers of servers may contain characters that a terminal acts on. No command has to think
of them: the streams do. Colors pass only through `styled`, whose writers make each piece of text visible themselves.
"""

import io
import re
import sys
from typing import Any, BinaryIO, TextIO, cast

from architrave.diagnostics.visible import visible

_COLOR = re.compile(r"(\x1b\[[0-9;]*m)")
_ASCII = frozenset({"ascii", "us-ascii", "ansi_x3.4-1968", "646"})


class VisibleStream(io.TextIOWrapper):
    """A text stream that escapes what a terminal would act on. `is_plain`: it can show nothing but ASCII."""

    is_plain = False
    replaced: TextIO | None = None
    """The stream that this one replaces, which would close what is below when it is forgotten."""

    def write(self, text: str, /) -> int:
        """Write text, made visible. Returns the length of the text that was given."""
        self.write_checked(visible(text))
        return len(text)

    def write_colored(self, text: str) -> int:
        """Write text that may contain color sequences, and no others."""
        parts = _COLOR.split(text)
        self.write_checked("".join(part if number % 2 else visible(part) for number, part in enumerate(parts)))
        return len(text)

    def write_checked(self, text: str) -> None:
        """Write text as it is, with escapes for what the terminal's encoding lacks."""
        super().write(text.encode("ascii", "backslashreplace").decode("ascii") if self.is_plain else text)

    def close(self) -> None:
        """Flush. The stream below belongs to the one that this one replaces."""
        self.flush()


class _Colored:
    """A stream for text whose color sequences are our own."""

    def __init__(self, stream: VisibleStream) -> None:
        self._stream = stream
        self.write = stream.write_colored

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def styled(stream: TextIO) -> TextIO:
    """The same stream for text with colors, whose other parts were made visible before they were colored."""
    return cast("TextIO", _Colored(stream)) if isinstance(stream, VisibleStream) else stream


def settle_streams() -> None:
    """Put both output streams behind the gate, and make a closed standard input read as empty.

    Files and pipes get UTF-8, regardless of the system's encoding. A terminal gets its own encoding, with escapes for
    characters that it cannot show.
    """
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - None if it was closed
        sys.stdin = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.stdout, sys.stderr = _settled(sys.stdout), _settled(sys.stderr)


def _settled(stream: TextIO) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper) or isinstance(stream, VisibleStream):
        return stream
    is_terminal, encoding, unbuffered = stream.isatty(), stream.encoding, stream.write_through
    stream.flush()
    is_plain = is_terminal and encoding.lower() in _ASCII
    settled = VisibleStream(
        cast("BinaryIO", stream.buffer),  # pyright: ignore[reportUnknownMemberType]
        encoding=encoding if is_terminal and not is_plain else "utf-8",  # click replaces streams of ASCII by its own
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
        write_through=unbuffered,
    )
    settled.is_plain = is_plain
    settled.replaced = stream
    return settled
