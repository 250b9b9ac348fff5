"""`architrave check`: judges a launch request."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from architrave.organization.launch_check import LaunchCheck

_GATEWAY = "GENESYSCLOUD_GATEWAY_HOST"
_NOT_JUDGED = {
    "host": "the host",
    "path": "the path",
    "method": "the method",
    "token": "the token",
    "content-type": "the content type",
    "permission": "the permission (--scope)",
    "body": "the fields of the body",
    "flow": "the flow (--flow or --org)",
    "inputs": "its inputs",
    "initiator": "the initiator (--org)",
    "queue": "the queue (--org)",
    "participant": "the participant (--org)",
}
_REQUESTS = ("{", "[", "curl ", "POST ")
"""How a request begins that was given in place of its file."""

_AROUND_BODY = ("host", "path", "method", "token", "content-type")


@click.command()
@click.argument("request")
@click.option("--flow", metavar="FILE", help="The flow file that the launch is meant for.")
@click.option("--org", metavar="FOLDER", help="The organization that the launch is sent to.")
@click.option(
    "--contract",
    type=click.Choice(["platform", "extended"]),
    default="platform",
    show_default=True,
    help="The fields that a launch may have.",
)
@click.option("--scope", "scopes", multiple=True, metavar="NAME", help="A scope or permission that the token has.")
@click.option("--fix", is_flag=True, help="Print the corrected body.")
@click.option("--write", is_flag=True, help="With --fix: put the corrected body into the file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How to print what is found.",
)
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
    """Judge a launch request.

    REQUEST is a file with a JSON body, a raw HTTP message or a curl command; `-` is standard input. Without --flow or
    --org only the request itself is judged. The exit code is 0 when nothing stands against the launch, 1 when something
    does (with --fix: when something is left), 2 for wrong usage.
    """
    if write and (not fix or request == "-"):
        raise click.UsageError("--write goes with --fix, and with a file.")
    options = {"flow": flow, "org": org, "contract": contract, "scopes": _split(scopes), "own_hosts": _own_hosts()}
    result = _check(_read(request), options)
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
        raise click.UsageError("REQUEST is a file; to judge a request itself, pipe it into: architrave check -")
    return path


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a body is soon longer than a name may be
        return False


def _check(request: "Path | bytes", options: dict[str, Any]) -> "LaunchCheck":
    from architrave.organization.launch_check import CannotReadError, check_launch

    try:
        return check_launch(request, **options, name="<stdin>")
    except CannotReadError as fault:
        what = options["flow"] or options["org"]
        raise click.UsageError(f"{what} cannot be checked against, because it has errors:\n\n{fault}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{options['flow']} is not UTF-8 text.") from None
    except IsADirectoryError as error:
        raise click.UsageError(f"{error.filename} is a folder; a file is wanted.") from None
    except OSError as error:
        raise click.UsageError(f"{error.filename} cannot be read: {error.strerror}.") from None


def _repaired(result: "LaunchCheck", options: dict[str, Any]) -> "LaunchCheck":
    """The judgement of the corrected request: what is left for a person to decide."""
    if result.corrected is None:
        return result
    from msgspec.structs import replace

    from architrave.cli.correcting import encode_body
    from architrave.contract.layout import Layout
    from architrave.diagnostics import Source
    from architrave.organization.launch_check import LaunchCheck, check_sent

    body = encode_body(result.corrected)
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

        click.echo(encode_json(result.to_json()))
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
        status = f"It would be answered with {result.status}." if result.status else "It would not reach the cloud."
        count = "1 problem" if errors == 1 else f"{errors} problems"
        first = next(item.rule.slug for item in result.diagnostics if item.is_error)
        click.echo(f"{count}. {status} More on the first: architrave explain {first}", err=err)
        if result.corrected is not None and not err:
            click.echo("Some of it can be corrected: architrave check --fix", err=err)
    else:
        click.echo("Nothing stands against this launch, as far as it was judged.", err=err)
    if result.not_checked:
        click.echo(f"Not judged: {_join_open(result.not_checked)}.", err=err)


def _join_open(points: tuple[str, ...]) -> str:
    names = [_NOT_JUDGED[name] for name in points]
    if set(_AROUND_BODY) <= set(points):
        names = ["all around the body", *(_NOT_JUDGED[name] for name in points if name not in _AROUND_BODY)]
    return ", ".join(names)
