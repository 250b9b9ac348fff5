"""`architrave check`: checks a launch request."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from architrave.cli.options import Verb, format_option, nearest_organization, org_option

if TYPE_CHECKING:
    from architrave.organization.launch_check import LaunchCheck

_GATEWAY = "GENESYSCLOUD_GATEWAY_HOST"
_NOT_CHECKED = {
    "host": "host",
    "path": "path",
    "method": "method",
    "token": "token",
    "content-type": "content type",
    "permission": "permission (--scope)",
    "body": "fields of the body",
    "flow": "flow (--flow or --org)",
    "inputs": "inputs",
    "initiator": "initiator (--org)",
    "queue": "queue (--org)",
    "participant": "participant (--org)",
}
_REQUESTS = ("{", "[", "curl ", "POST ")
"""How a request begins when it is passed instead of its file."""

_TOGETHER = (
    (("host", "path", "method", "token", "content-type"), "URL and headers (pass the whole request or curl command)"),
    (("flow", "inputs"), "flow and inputs (--flow or --org)"),
)
"""Parts that are named together if none of them was checked."""


@click.command(
    cls=Verb,
    examples=(
        "architrave check request.json",
        "architrave check request.json --flow order-sync.yaml --fix",
        "pbpaste | architrave check - --org my-org",
    ),
    page="docs/contracts.md",
)
@click.argument("request")
@click.option("--flow", metavar="FILE", help="Check against this flow file.")
@org_option("Check against the organization in this folder.")
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
@format_option("sarif", "github")
def command(
    request: str,
    flow: str | None,
    org: str | None,
    contract: str,
    scopes: tuple[str, ...],
    fix: bool,
    write: bool,
    form: str,
) -> None:
    """Check a launch request.

    REQUEST is a file with a JSON body, a raw HTTP message or a curl command; `-` is standard input. Without --flow or
    --org only the request itself is checked.

    Exit code: 0 no problems, 1 problems found (with --fix: problems left), 2 usage error.
    """
    if write and (not fix or request == "-"):
        raise click.UsageError("--write needs --fix, and a file as REQUEST.")
    options = {"flow": flow, "org": org, "contract": contract, "scopes": _split(scopes), "own_hosts": _own_hosts()}
    read = _read(request)
    nearest = nearest_organization(request) if flow is None and org is None else None
    result = None if nearest is None else _check_against_nearest(read, nearest, options)
    result = result or _check(read, options)
    if not fix:
        _print(result, form)
        raise SystemExit(0 if result.ok else 1)
    repaired = _repaired(result, options)
    if write:
        from architrave.cli.correcting import write_corrected

        write_corrected(Path(request), result)
    elif form == "text":
        from architrave.cli.correcting import corrected_text

        click.echo(corrected_text(result), nl=False)
    _print(result if form != "text" else repaired, form, err=form == "text")
    if form == "text" and result.corrected is None and not result.ok:
        hint = " If some fields are flow inputs, add --flow FILE or --org FOLDER and try again."
        click.echo(f"Nothing could be fixed automatically.{'' if flow or org else hint}", err=True)
    raise SystemExit(0 if repaired.ok else 1)


def _split(scopes: tuple[str, ...]) -> list[str] | None:
    found = [scope for text in scopes for scope in text.replace(",", " ").split()]
    return found if scopes else None


def _own_hosts() -> frozenset[str]:
    import os

    host = os.environ.get(_GATEWAY, "").strip().lower()
    return frozenset({host} if host else ())


def _read(request: str) -> "Path | bytes":
    if request == "-":
        return sys.stdin.buffer.read()
    path = Path(request)
    if request.lstrip().startswith(_REQUESTS) and not _is_there(path):
        raise click.UsageError("REQUEST must be a file. To check a request itself, pipe it into `architrave check -`.")
    return path


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a body may be longer than a file name can be
        return False


def _check(request: "Path | bytes", options: dict[str, Any]) -> "LaunchCheck":
    from architrave.organization.launch_check import CannotReadError, check_launch

    try:
        return check_launch(request, **options, name="<stdin>")
    except CannotReadError as fault:
        what = options["flow"] or options["org"] or request
        raise click.UsageError(f"Cannot check against {what}:\n\n{fault}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{options['flow']} is not UTF-8 text.") from None
    except IsADirectoryError as error:
        raise click.UsageError(f"{error.filename} is a folder. Name a file.") from None
    except OSError as error:
        raise click.UsageError(f"Cannot read {error.filename}: {error.strerror}.") from None


def _check_against_nearest(request: "Path | bytes", org: Path, options: dict[str, Any]) -> "LaunchCheck | None":
    """The check against the request's nearest organization; None if it has errors, or not the flow of the request."""
    from architrave.contract import rules
    from architrave.organization.launch_check import CannotReadError, check_launch

    try:
        against: dict[str, Any] = {**options, "org": org}
        result: LaunchCheck = check_launch(request, **against, name="<stdin>")
    except (CannotReadError, UnicodeDecodeError, OSError):
        return None
    if any(item.rule is rules.UNKNOWN_FLOW for item in result.diagnostics) or "flow" in result.not_checked:
        return None
    click.echo(f"Organization: {org}", err=True)
    options["org"] = org
    return result


def _repaired(result: "LaunchCheck", options: dict[str, Any]) -> "LaunchCheck":
    """The result for the corrected request: what a person still has to decide."""
    if result.corrected is None:
        return result
    from msgspec.structs import replace

    from architrave.cli.correcting import encode_body
    from architrave.contract.layout import Layout
    from architrave.diagnostics import Source
    from architrave.organization.launch_check import LaunchCheck, check_sent

    body = encode_body(result.result.corrected)
    layout = result.sent.layout
    source = Source("<corrected>", body.decode())
    sent = replace(
        result.sent,
        body=body,
        layout=Layout(
            layout.source if layout else source, ((0, 0),), layout.parts if layout else {}, body_source=source
        ),
    )
    repaired: LaunchCheck = check_sent(sent, options["flow"], options["org"], options["contract"])
    return repaired


def _print(result: "LaunchCheck", form: str, *, err: bool = False) -> None:
    if form == "json":
        from architrave.cli.correcting import encode_json

        click.echo(encode_json(result.result.to_json()))
    elif form == "sarif":
        import json

        from architrave import __version__
        from architrave.diagnostics.renderers.sarif import render_sarif

        click.echo(json.dumps(render_sarif(result.diagnostics, __version__), indent=2, ensure_ascii=False))
    elif form == "github":
        from architrave.diagnostics.renderers.github import render_github

        if result.diagnostics:
            click.echo(render_github(result.diagnostics))
    else:
        _print_text(result, err=err)


def _print_text(result: "LaunchCheck", *, err: bool) -> None:
    errors = sum(item.is_error for item in result.diagnostics)
    if result.diagnostics:
        click.echo(f"{result}\n", err=err)
    if errors:
        status = (
            f"The API would respond with {result.status}." if result.status else "The request would not reach the API."
        )
        count = "1 problem" if errors == 1 else f"{errors} problems"
        first = next(item.rule.slug for item in result.diagnostics if item.is_error)
        which = "it" if errors == 1 else "the first problem"
        click.echo(f"{count}. {status} Run `architrave explain {first}` to learn about {which}.", err=err)
        if result.corrected is not None and not err:
            click.echo("Some problems can be fixed automatically: run `architrave check --fix`.", err=err)
    else:
        what = "errors" if result.diagnostics else "problems"
        click.echo(f"No {what} found in the parts that were checked.", err=err)
    if result.not_checked:
        click.echo(f"Not checked: {_join_open(result.not_checked)}.", err=err)


def _join_open(points: tuple[str, ...]) -> str:
    names = {point: _NOT_CHECKED[point] for point in points}
    for group, name in _TOGETHER:
        if names.keys() >= set(group):
            names |= dict.fromkeys(group, name)
    return ", ".join(dict.fromkeys(names.values()))
