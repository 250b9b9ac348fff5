"""The arguments of `check_launch`: what they may be, and clear errors for what they may not be."""

import json
import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

from architrave.contract import Contract, Sent
from architrave.contract.reading import FoundRequest, NotARequest, ReadFile, as_body, read_requests
from architrave.definitions.regular_files import CannotReadFileError, read_file

Request = Path | str | bytes | bytearray | memoryview | Mapping[str, Any] | Sequence[Any] | float | bool | None
"""A launch request: the path of its file, its text, or its body as a JSON value."""

_LONGEST_PATH = 1000
_FILE_NAME = re.compile(r"(?:[A-Za-z]:)?[^\s:=?&<>]+\.(?:json|http|rest|har|log|txt|sh|curl|ya?ml|java|py|js|ts|go|md)")
CONTRACTS: tuple[Contract, ...] = get_args(Contract)
Kind = TypeVar("Kind")


class CannotReadError(ValueError):
    """The request's file, or the flow or organization to check against, cannot be read; the text says why.

    For a flow or an organization with errors, the text lists all of them.
    """


class NoSuchFileError(CannotReadError, FileNotFoundError):
    """A file does not exist; the text says which, and what it was to be."""


def read_sent(request: Request, name: str, entry: int | None = None) -> Sent:
    """The one launch in a file, a text or a JSON value, or the one with the number `entry`.

    `name` is what diagnostics call it, if it is not a file.
    """
    if isinstance(request, Path):
        with reading():
            data = read_file(request, "the request")
        found = read_requests(data, str(request), reads_from(request.parent))
        if isinstance(found, NotARequest):
            raise CannotReadError(found.message(str(request), str(request)))
        return _one_of(found, str(request), entry)
    if isinstance(request, str | bytes | bytearray | memoryview):
        data = request.encode("utf-8", "surrogatepass") if isinstance(request, str) else bytes(request)
        found = read_requests(data, name, reads_from(Path()))
        if isinstance(request, str) and _is_file_name(request):
            raise CannotReadError(
                f"{request!r} is the name of a file, not a request. To check the file, pass Path({request!r})."
            )
        return as_body(data, name) if isinstance(found, NotARequest) else _one_of(found, name, entry)
    return as_body(_body_of(request), name)


def _is_file_name(text: str) -> bool:
    """Whether a text is the name of a file: of one that exists, or one with the suffix of a request."""
    if not text.strip() or len(text) > _LONGEST_PATH or any(char in text for char in "\n\r\0{[\"'"):
        return False
    if _FILE_NAME.fullmatch(text.strip()):
        return True
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _one_of(found: Sequence[FoundRequest], name: str, entry: int | None) -> Sent:
    if entry is not None:
        if not 1 <= entry <= len(found):
            raise CannotReadError(f"There is no launch {entry} in {name}. {_listed(found)}")
        return found[entry - 1].sent
    if len(found) > 1:
        raise CannotReadError(f"{name} contains {len(found)} launches. {_listed(found)} Pass entry=N to check one.")
    return found[0].sent


def _listed(found: Sequence[FoundRequest]) -> str:
    """Each launch with its number, its label and its line."""
    launches = "; ".join(f"{number}: {item.label} (line {item.line})" for number, item in enumerate(found, 1))
    return f"It has {launches}."


@contextmanager
def reading() -> Generator[None]:
    """Raises NoSuchFileError for a file that does not exist, and CannotReadError for one that cannot be read."""
    try:
        yield
    except CannotReadFileError as problem:
        raise (NoSuchFileError if problem.is_missing else CannotReadError)(str(problem)) from None


def path_of(value: Any, argument: str) -> Path | None:
    """The path of a flow or an organization, if one is given."""
    return None if value is None else Path(_checked(value, (str, Path), argument, "a path"))


def text_of(value: Any, argument: str) -> str:
    """A text."""
    return _checked(value, (str,), argument, "a text")


def number_of(value: Any, argument: str) -> int | None:
    """A number, if one is given."""
    return None if value is None else _checked(value, (int,), argument, "a number")


def contract_of(value: Any) -> Contract:
    """The name of a contract."""
    if value not in CONTRACTS:
        raise ValueError(f"contract must be {' or '.join(map(repr, CONTRACTS))}, not {value!r}.")
    return value


def headers_of(value: Any) -> dict[str, str]:
    """The headers of a request."""
    headers = cast("Mapping[object, object]", _checked(value, (Mapping,), "headers", "a mapping of names to texts"))
    for name, text in headers.items():
        _checked(name, (str,), "The name of a header", "a text")
        _checked(text, (str,), f"The header {name}", "a text")
    return cast("dict[str, str]", dict(headers))


def texts_of(value: Any, argument: str) -> tuple[str, ...]:
    """Several texts, such as scopes. One text has them separated by spaces, as in a token response."""
    if isinstance(value, str):
        return tuple(value.split())
    several = cast("Iterable[object]", _checked(value, (Iterable,), argument, "a text, or a list of texts"))
    return tuple(_checked(each, (str,), f"Each of {argument}", "a text") for each in several)


def _checked(value: Any, kinds: tuple[type[Kind], ...], argument: str, what: str) -> Any:
    if not isinstance(value, kinds):
        raise TypeError(f"{argument} must be {what}, not {type(value).__name__}.")
    return value


def _body_of(value: Any) -> bytes:
    """A JSON value as the body that a client would send."""
    try:
        text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    except (TypeError, ValueError) as problem:
        reason = str(problem).rstrip(".")
        raise type(problem)(f"The request cannot be written as JSON: {reason}.") from None
    except RecursionError:
        raise ValueError("The request cannot be written as JSON: it is nested too deeply.") from None
    return text.encode("utf-8", "surrogatepass")


def _plain(value: Any) -> Any:
    """What `json` does not know: any mapping is an object."""
    if isinstance(value, Mapping):
        return dict(cast("Mapping[object, object]", value))
    kind = cast("type[object]", type(value))
    hint = " Convert it with dataclasses.asdict." if hasattr(kind, "__dataclass_fields__") else ""
    raise TypeError(f"{kind.__name__} is not a JSON type.{hint}")


def reads_from(folder: Path) -> ReadFile:
    """Reads the files in a folder that a request names; None for those that cannot be read."""

    def read_named(name: str) -> bytes | None:
        try:
            return read_file(folder / name)
        except CannotReadFileError:
            return None

    return read_named
