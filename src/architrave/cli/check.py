"""`architrave check`: checks launch requests."""

import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Generator

    from architrave.contract import Contract
    from architrave.contract.reading import FoundRequest, NotARequest
    from architrave.organization.launch_check import LaunchCheck, World

    Checked = tuple[FoundRequest, LaunchCheck]

_GATEWAY = "GENESYSCLOUD_GATEWAY_HOST"
_REQUESTS = ("{", "[", "curl ", "POST ")
"""How a request begins when it is passed instead of its file."""
_STANDARD_INPUT = "<stdin>"
_LONGEST_NAME = 200
_FOUND = 1
_USAGE = 2


@dataclass(frozen=True, slots=True)
class _Against:
    """What the options say that requests are checked against."""

    flow: str | None
    org: str | None
    target: str | None
    contract: "Contract"
    scopes: tuple[str, ...] | None

    @property
    def knows_flows(self) -> bool:
        return bool(self.flow or self.org or self.target)


@click.command()
@click.argument("request")
@click.option("--flow", metavar="FILE", help="Check against this flow file.")
@click.option("--org", metavar="FOLDER", help="Check against the organization in this folder.")
@click.option("--target", metavar="URL|PROFILE", help="Check against the flows of this server.")
@click.option(
    "--contract",
    type=click.Choice(["platform", "extended"]),
    default="platform",
    show_default=True,
    help="Which fields a launch may have.",
)
@click.option("--scope", "scopes", multiple=True, metavar="NAME", help="A scope or permission of the token.")
@click.option("--fix", is_flag=True, help="Print the corrected body.")
@click.option("--write", is_flag=True, help="With --fix: write the corrected body to the file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="Output format.",
)
def command(
    request: str,
    flow: str | None,
    org: str | None,
    target: str | None,
    contract: str,
    scopes: tuple[str, ...],
    fix: bool,
    write: bool,
    form: str,
) -> None:
    """Check the launch request in a file.

    REQUEST is a file with a JSON body, an HTTP message, a curl command, a browser's HAR file or "Copy as fetch", a
    Postman collection, or the log of an HTTP client; `-` is standard input. Of a file with several requests, each
    launch is checked.

    Without --flow, --org or --target only the request itself is checked.

    Exit code: 0 no problems, 1 problems found (with --fix: problems left), 2 usage error, or not a request.
    """
    if write and (not fix or request == "-"):
        raise click.UsageError("--write needs --fix, and a file as REQUEST.")
    if target is not None and (flow is not None or org is not None):
        raise click.UsageError("--target cannot be combined with --flow or --org: check against one of them.")
    requests = _read(request)
    known = "extended" if contract == "extended" else "platform"
    against = _Against(flow, org, target, known, _split(scopes))
    with _world(against) as world:
        checked = [(item, _check(item, world, against)) for item in requests]
        if fix:
            raise SystemExit(_fix(checked, world, against, Path(request) if write else None, form))
    from architrave.cli.views.checks import print_for_programs, print_reports

    if form == "text":
        print_reports(checked)
    else:
        print_for_programs(checked, form)
    raise SystemExit(0 if all(result.ok for _, result in checked) else _FOUND)


def _split(scopes: tuple[str, ...]) -> tuple[str, ...] | None:
    found = tuple(scope for text in scopes for scope in text.replace(",", " ").split())
    return found if scopes else None


def _read(request: str) -> "tuple[FoundRequest, ...]":
    """The launches in a file. A file that contains none is a usage error that says what it is."""
    from architrave.contract.reading import NotARequest
    from architrave.organization.launch_check import read_launches

    if request != "-" and request.lstrip().startswith(_REQUESTS) and not _is_there(Path(request)):
        raise click.UsageError("REQUEST must be a file. To check a request itself, pipe it into `architrave check -`.")
    try:
        found = read_launches(sys.stdin.buffer.read() if request == "-" else Path(request), _STANDARD_INPUT)
    except IsADirectoryError as error:
        raise click.UsageError(f"{error.filename} is a folder. Name a file.") from None
    except OSError as error:
        raise click.UsageError(f"Cannot read {error.filename}: {error.strerror}.") from None
    if isinstance(found, NotARequest):
        click.echo(_message(found, request), err=True)
        raise SystemExit(_USAGE)
    return found


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
def _world(against: _Against) -> "Generator[World]":
    """What to check against. A flow or organization with errors is a usage error; a server that fails is a problem."""
    from architrave.organization.launch_check import CannotReadError, World, open_world

    if against.target is not None:
        with _server(against.target) as flows:
            yield World(flows)
        return
    try:
        world = open_world(against.flow, against.org)
    except CannotReadError as fault:
        what = against.flow or against.org
        raise click.UsageError(f"Cannot check against {what}, because it has errors:\n\n{fault}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{against.flow} is not UTF-8 text.") from None
    except IsADirectoryError as error:
        raise click.UsageError(f"{error.filename} is a folder. Name a file.") from None
    except OSError as error:
        raise click.UsageError(f"Cannot read {error.filename}: {error.strerror}.") from None
    yield world


@contextmanager
def _server(target: str):
    from architrave.client.platform import PlatformClient, Refused
    from architrave.client.remote_flows import RemoteFlows
    from architrave.client.targets import NoTarget, find_target

    try:
        found = find_target(target, folder=Path.cwd())
        with PlatformClient(found) as client:
            yield RemoteFlows(client)
    except (NoTarget, Refused) as error:
        click.echo(f"The request was not checked against {target}: {error}", err=True)
        raise SystemExit(_FOUND) from None


def _check(request: "FoundRequest", world: "World", against: _Against) -> "LaunchCheck":
    from architrave.organization.launch_check import as_sender_says, check_sent

    sent = as_sender_says(request.sent, against.scopes, _own_hosts())
    result: LaunchCheck = check_sent(sent, world, against.contract)
    return result


def _own_hosts() -> frozenset[str]:
    host = os.environ.get(_GATEWAY, "").strip().lower()
    return frozenset({host} if host else ())


def _fix(checked: "list[Checked]", world: "World", against: _Against, path: Path | None, form: str) -> int:
    """Print or write the corrected bodies, what was fixed, and what is left. Returns the exit code."""
    from architrave.cli.correcting import corrected_text, repair, write_corrected, written_to
    from architrave.cli.views.checks import print_fixes, print_for_programs, print_label

    repaired = [repair(result, world, against.contract) for _, result in checked]
    is_text = form == "text"
    if path is not None:
        write_corrected(path, [result for _, result in checked])
    hint = " If some fields are flow inputs, add --flow FILE, --org FOLDER or --target URL and try again."
    for index, ((request, result), after) in enumerate(zip(checked, repaired, strict=True)) if is_text else ():
        if len(checked) > 1:
            click.echo("\n" if index else "", err=True, nl=False)
            print_label(request, err=True)
        if path is None:
            click.echo(corrected_text(result), nl=False)
        print_fixes(result, after, hint="" if against.knows_flows else hint)
        if path is not None and result.corrected is not None:
            click.echo(f"The corrected body was written to {written_to(path, result)}.", err=True)
    if not is_text:
        print_for_programs(checked, form)
    return 0 if all(after.ok for after in repaired) else _FOUND
