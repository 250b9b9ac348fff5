"""The guard around each file: a bug in Architrave that shows while a file is read or checked is one diagnostic.

The file counts as one with an error; all other files are read as if it were not there.
"""

from collections.abc import Callable
from functools import wraps
from traceback import extract_tb
from typing import Any, Protocol, TypeVar, cast, runtime_checkable

from architrave.diagnostics.diagnostic import Diagnostic
from architrave.diagnostics.rules import INTERNAL_FAULT
from architrave.diagnostics.source import Source

CAUGHT: tuple[type[Exception], ...] = (Exception,)
"""What the guard catches. Tests that look for bugs set it to `()`."""

_HELP = (
    "This is a bug in Architrave, not in your file. Please report it with this message and the file, or the part of it "
    "that causes the message. Other files are not affected."
)
_PACKAGE = "architrave"
_SHOWN = 3


@runtime_checkable
class _OfSource(Protocol):
    """What was read from a source."""

    @property
    def source(self) -> Source: ...


Read = TypeVar("Read", bound=Callable[..., tuple[Any, tuple[Diagnostic, ...]]])


def guarded(otherwise: Callable[[], object]) -> Callable[[Read], Read]:
    """Makes a reader guarded: a function that returns a value and its diagnostics.

    One of its arguments is a Source, or has one as `source`.

    `otherwise` makes the value of a file whose reading fails because of a bug.
    """

    def guard(read: Read) -> Read:
        @wraps(read)
        def guarded_read(*args: Any, **kwargs: Any) -> tuple[Any, tuple[Diagnostic, ...]]:
            try:
                return read(*args, **kwargs)
            except CAUGHT as error:
                read_from = (each.source if isinstance(each, _OfSource) else each for each in args)
                name = next((each.name for each in read_from if isinstance(each, Source)), None)
                return otherwise(), (internal_fault(name, error),)

        return cast("Read", guarded_read)

    return guard


def internal_fault(file: str | None, error: Exception) -> Diagnostic:
    """A bug that showed while a file was read or checked.

    It says where in Architrave. The error's text is left out: it can have values of the file, which may be secret.
    """
    places = [
        f"{frame.filename[frame.filename.rindex(_PACKAGE) :]}:{frame.lineno}"
        for frame in extract_tb(error.__traceback__)
        if _PACKAGE in frame.filename
    ]
    where = f" at {', '.join(reversed(places[-_SHOWN:]))}" if places else ""
    message = f"Internal error while this file was read: {type(error).__name__}{where}."
    return Diagnostic(INTERNAL_FAULT, message, file=file, help=_HELP)
