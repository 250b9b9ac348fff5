"""What a server says about the files that it serves, and about itself, for people."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from architrave.cli.files import lint_command
from architrave.cli.views.problems import show_line
from architrave.cli.views.screen import width_of
from architrave.definitions.values import CLIENT_CREDENTIALS, CODE, Client
from architrave.diagnostics import Diagnostic
from architrave.diagnostics.renderers.grouped import grouped_lines, limits_for, summary_lines
from architrave.diagnostics.renderers.text import Piece
from architrave.diagnostics.summary import by_rule
from architrave.diagnostics.visible import visible_line
from architrave.local.certificates import Certificate
from architrave.local.sources import sources_of
from architrave.organization.flows import Flow


def show_grouped(diagnostics: Sequence[Diagnostic]) -> None:
    """Print problems to standard error; what is repeated is summed."""
    limits = limits_for(len({item.file for item in diagnostics}))
    for line in grouped_lines(diagnostics, sources_of(diagnostics), limits, width_of(sys.stderr)):
        show_line(line, err=True)


def show_summary(diagnostics: Sequence[Diagnostic], folder: Path) -> None:
    """Print errors, and the number of findings of each rule, to standard error."""
    errors = [item for item in diagnostics if item.is_error]
    limits = limits_for(len({item.file for item in errors}))
    for line in grouped_lines(errors, sources_of(errors), limits, width_of(sys.stderr), with_summary=False):
        show_line(line, err=True)
    if len(errors) == len(diagnostics) == 1 or not diagnostics:
        return
    for line in summary_lines(by_rule(diagnostics)):
        show_line(line, err=True)
    show_line([Piece("margin", f"To see them, run: {lint_command(folder)}")], err=True)
    click.echo(err=True)


def show_server(name: str, url: str, clients: Sequence[Client], flows: Sequence[Flow], faults: Sequence[str]) -> None:
    """Print the flows of a server, then its address and its OAuth clients, and the names of the faults it injects."""
    click.echo("Flows:")
    width = max((len(flow.row.id) for flow in flows), default=0)
    for flow in flows:
        version = f"version {flow.published.number}.0" if flow.published else "not published"
        click.echo(visible_line(f"  {flow.row.id:<{width}}  {flow.row.name}  ({flow.row.type}, {version})"))
    click.echo(f'\nArchitrave serves "{visible_line(name)}" at {url}\n')
    services = [client for client in clients if client.grant_type == CLIENT_CREDENTIALS]
    if services:
        click.echo("OAuth clients (client credentials):")
    for client in services:
        click.echo(visible_line(f"  {client.id}  secret {client.secret}{_named(client)}"))
    if len(services) < len(clients):
        click.echo("OAuth clients for users, who log in on a page:")
    for client in clients:
        if client not in services:
            way = "code, PKCE" if client.grant_type == CODE else "implicit grant"
            click.echo(visible_line(f"  {client.id}  {way}{_named(client)}"))
    if faults:
        click.echo(f"\nInjects faults: {visible_line(', '.join(faults))}")


def show_certificate(certificate: Certificate) -> None:
    """Print which certificate clients must trust, and for which names it is."""
    click.echo(f"\nClients must trust {visible_line(str(certificate.authority))}")
    click.echo(visible_line(f"  It is for {', '.join(certificate.names)}. How to trust it: architrave connect curl"))
    if certificate.is_new:
        click.echo("  It is new: import it again where you have imported an older one.")


def show_how_to_stop() -> None:
    """Print how to stop the server."""
    click.echo("\nPress Ctrl+C to stop.")


def _named(client: Client) -> str:
    return f"  ({client.name})" if client.name != client.id else ""
