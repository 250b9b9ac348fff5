"""`architrave check`: checks launch requests."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from architrave.cli.checking import Against, checking, only, read_file
from architrave.cli.exit_codes import GOOD, PROBLEMS
from architrave.cli.options import Verb, format_option, org_option
from architrave.cli.pipes import is_pipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from architrave.cli.checking import Checked

_GATEWAY = "GENESYSCLOUD_GATEWAY_HOST"


@click.command(
    cls=Verb,
    examples=(
        "architrave check request.json",
        "architrave check request.json --flow order-sync.yaml --fix",
        "architrave check browser.har --target eu-west-1",
        "pbpaste | architrave check - --org my-org",
    ),
    page="docs/checking.md",
)
@click.argument("request")
@click.option("--flow", metavar="FILE", help="Check against this flow file.")
@org_option("Check against the organization in this folder.")
@click.option(
    "--target",
    metavar="URL|PROFILE|FOLDER",
    help="Check against the flows of this server: a URL, a region, a profile in ~/.gc/config.toml, or the folder that "
    "a local server serves.",
)
@click.option(
    "--contract",
    type=click.Choice(["platform", "extended"]),
    default="platform",
    show_default=True,
    help="Which fields a launch may have.",
)
@click.option("--scope", "scopes", multiple=True, metavar="NAME", help="A scope or permission of the token.")
@click.option("--environment", metavar="FILE", help="Values of a collection's variables: a Postman environment.")
@click.option("--entry", type=click.IntRange(min=1), metavar="N", help="Check only the Nth launch in the file.")
@click.option("--fix", is_flag=True, help="Print the corrected body, what was fixed, and what is left.")
@click.option("--write", is_flag=True, help="With --fix: write the corrected body to the file.")
@format_option("sarif", "github")
def command(
    request: str,
    flow: str | None,
    org: str | None,
    target: str | None,
    contract: str,
    scopes: tuple[str, ...],
    environment: str | None,
    entry: int | None,
    fix: bool,
    write: bool,
    form: str,
) -> None:
    """Check the launch requests in a file.

    REQUEST is a file with a JSON body, an HTTP message, a curl command, a HAR file or "Copy as fetch" of a browser, a
    Postman collection, or the log of an HTTP client; `-` is standard input. Of a file with several requests, each
    launch is checked. Without --flow, --org or --target only the request itself is checked.

    Exit code: 0 no problems, 1 problems found (with --fix: problems left), or the server of --target refused, 2 usage
    error, or the file is not a request.
    """
    if write and (not fix or request == "-" or is_pipe(Path(request))):
        raise click.UsageError("--write needs --fix, and a file as REQUEST.")
    if target is not None and (flow is not None or org is not None):
        raise click.UsageError("--target cannot be combined with --flow or --org. Check against one of them.")
    known = "extended" if contract == "extended" else "platform"
    against = Against(flow, org, target, known, _split(scopes), _own_hosts())
    launches = read_file(request, environment)
    if entry is not None:
        launches = (only(launches, entry),)
    with checking(launches, request, against, form) as checked:
        if fix:
            raise SystemExit(_fix(checked, against, Path(request) if write else None, form))
    from architrave.cli.views.checks import print_for_programs, print_reports

    if form == "text":
        print_reports(checked)
    else:
        print_for_programs(checked, form)
    raise SystemExit(GOOD if all(item.result.ok for item in checked) else PROBLEMS)


def _split(scopes: tuple[str, ...]) -> tuple[str, ...] | None:
    found = tuple(scope for text in scopes for scope in text.replace(",", " ").split())
    return found if scopes else None


def _own_hosts() -> frozenset[str]:
    host = os.environ.get(_GATEWAY, "").strip().lower()
    return frozenset({host} if host else ())


def _fix(checked: "Sequence[Checked]", against: Against, path: Path | None, form: str) -> int:
    """Print or write the corrected bodies, what was fixed, and what is left. Returns the exit code."""
    from architrave.cli.correcting import corrected_text, repair, write_corrected, written_to
    from architrave.cli.views.checks import print_fixes, print_for_programs, print_label

    repaired = [repair(item.result, item.world, against.contract) for item in checked]
    if path is not None:
        write_corrected(path, [item.result for item in checked])
    for index, (item, after) in enumerate(zip(checked, repaired, strict=True)) if form == "text" else ():
        if len(checked) > 1:
            click.echo("\n" if index else "", err=True, nl=False)
            print_label(item.request, err=True)
        if path is None:
            click.echo(corrected_text(item.result), nl=False)
        print_fixes(item.result, after, next_step=_next_step(item, against))
        if path is not None and item.result.corrected is not None:
            click.echo(f"The corrected body was written to {written_to(path, item.result)}.", err=True)
    if form != "text":
        print_for_programs(checked, form)
    return GOOD if all(after.ok for after in repaired) else PROBLEMS


def _next_step(item: "Checked", against: Against) -> str:
    """What a person can do if nothing could be fixed; "" if there is nothing better than to do it by hand."""
    if item.result.corrected is not None or against.names_flows or "flow" not in item.result.not_checked:
        return ""
    return "If some fields are flow inputs, add --flow FILE, --org FOLDER or --target URL and try again."
