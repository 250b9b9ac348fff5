"""Reads and checks the launches in a file, against what the options of `architrave check` name."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli import files
from architrave.cli.exit_codes import USAGE
from architrave.cli.files import STANDARD_INPUT
from architrave.cli.options import nearest_organization
from architrave.cli.refusing import SeveralLines
from architrave.cli.views.errors import show_message
from architrave.diagnostics.visible import visible_line

if TYPE_CHECKING:
    from architrave.contract import Contract
    from architrave.contract.reading import FoundRequest, NotARequest
    from architrave.organization.launch_check import LaunchCheck, World

_REQUESTS = ("{", "[", "curl ", "POST ")
"""How a request begins when it is passed instead of its file."""
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Against:
    """What requests are checked against. At most one of `target` and the other two sources of flows is set."""

    flow: str | None
    org: str | None
    target: str | None
    contract: "Contract"
    scopes: tuple[str, ...] | None
    own_hosts: frozenset[str]

    @property
    def names_flows(self) -> bool:
        """Whether the options name a source of flows."""
        return bool(self.flow or self.org or self.target)


@dataclass(frozen=True, slots=True)
class Checked:
    """A request, the result of its check, and what it was checked against."""

    request: "FoundRequest"
    result: "LaunchCheck"
    world: "World"


def read_file(request: str, environment: str | None = None) -> "tuple[FoundRequest, ...]":
    """The launches in a file. A file that contains none is a usage error that says what it is.

    `environment` is a file with the values of variables.
    """
    from architrave.contract.reading import NotARequest
    from architrave.organization.launch_check import read_launches

    if request != "-" and request.lstrip().startswith(_REQUESTS) and not _is_there(Path(request)):
        raise click.UsageError("REQUEST must be a file. To check a request itself, pipe it into `architrave check -`.")
    variables = _read_environment(environment) if environment is not None else None
    folder, name = (Path(), STANDARD_INPUT) if request == "-" else (Path(request).parent, request)
    found = read_launches(files.read_file(request, "the request"), name, folder, variables)
    if isinstance(found, NotARequest):
        from architrave.cli.views.screen import show_wrapped

        show_wrapped(_message(found, request), err=True)
        raise SystemExit(USAGE)
    return found


def only(launches: "Sequence[FoundRequest]", number: int) -> "FoundRequest":
    """One of the launches in a file, by its number."""
    if number > len(launches):
        count = "one launch" if len(launches) == 1 else f"{len(launches)} launches"
        raise click.UsageError(f"There is no launch {number}: the file has {count}.")
    return launches[number - 1]


def _read_environment(path: str) -> dict[str, str]:
    from architrave.contract.reading.variables import read_environment

    variables = read_environment(files.read_file(path, "--environment").decode("utf-8", "replace"))
    if variables is None:
        raise click.UsageError(
            f"{path} is not an environment: it must be one that Postman exported, or a JSON object of names and values."
        )
    return variables


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a body may be longer than a file name can be
        return False


def _message(found: "NotARequest", request: str) -> str:
    import shlex

    from architrave.contract.wording import shorten

    name = "Standard input" if request == "-" else shorten(request, _LONGEST_NAME)
    return found.message(name, shlex.quote(request))


@contextmanager
def checking(requests: "Sequence[FoundRequest]", request: str, against: Against, form: str) -> Generator[list[Checked]]:
    """The results for the requests of the file `request`. A server stays connected until the context ends.

    A flow or an organization with errors is a usage error. If a server cannot be asked, nothing is checked.
    """
    if against.target is not None:
        from architrave.cli.targets import connected
        from architrave.client.remote_flows import RemoteFlows
        from architrave.organization.launch_check import World

        with connected(against.target, form) as client:
            world = World(RemoteFlows(client))
            yield [_check(item, world, against) for item in requests]
        return
    world = _named_world(against)
    if against.names_flows:
        yield [_check(item, world, against) for item in requests]
    else:
        yield _against_nearest([_check(item, world, against) for item in requests], request, against)


def _check(request: "FoundRequest", world: "World", against: Against) -> Checked:
    from architrave.organization.launch_check import as_sender_says, check_sent

    sent = as_sender_says(request.sent, against.scopes, against.own_hosts)
    return Checked(request, check_sent(sent, world, against.contract), world)


def _named_world(against: Against) -> "World":
    from architrave.organization.launch_check import CannotReadError, open_world

    try:
        return open_world(against.flow, against.org)
    except CannotReadError as fault:
        what = against.flow or against.org
        raise SeveralLines(f"Cannot check against {visible_line(str(what))}:\n\n{fault}") from None
    except OSError as error:
        raise click.UsageError(f"Cannot read {error.filename}: {error.strerror}.") from None


def _against_nearest(alone: list[Checked], request: str, against: Against) -> list[Checked]:
    """The checks against the file's nearest organization, for those requests whose flow it has."""
    from architrave.contract.rules import UNKNOWN_FLOW
    from architrave.organization.launch_check import CannotReadError, open_world

    nearest = nearest_organization(request)
    if nearest is None:
        return alone
    try:
        world = open_world(None, nearest)
    except (CannotReadError, OSError):
        return alone
    checked = [_check(item.request, world, against) for item in alone]
    fits = [
        "flow" not in item.result.not_checked and not any(one.rule is UNKNOWN_FLOW for one in item.result.diagnostics)
        for item in checked
    ]
    if any(fits):
        show_message(f"Organization: {nearest}")
    return [item if fit else before for before, item, fit in zip(alone, checked, fits, strict=True)]
