"""`architrave schema`: JSON Schemas, for editors."""

import json
from pathlib import Path

import click

from architrave.cli.options import Verb, nearest_organization, org_option
from architrave.cli.refusing import SeveralLines
from architrave.diagnostics.visible import visible_line


@click.group()
def command() -> None:
    """Print a JSON Schema. The output is always JSON."""


@command.command("flow", cls=Verb, examples=("architrave schema flow > flow.schema.json",), page="docs/linting.md")
def flow() -> None:
    """Print the JSON Schema of Archy YAML.

    Editors use it to complete and check flow files, for example if a file begins with
    `# yaml-language-server: $schema=flow.schema.json`.
    """
    from architrave.flows.schema import flow_schema

    click.echo(json.dumps(flow_schema(), ensure_ascii=False, indent=1))


@command.command(
    "request",
    cls=Verb,
    examples=("architrave schema request --flow flows/order-sync.yaml > order-sync.schema.json",),
    page="docs/launching.md",
)
@click.option("--flow", required=True, metavar="FLOW", help="A flow file, or, with --org, a flow's name or id.")
@org_option("The folder of the flow's organization.")
def request(flow: str, org: str | None) -> None:
    """Print the JSON Schema of the launch body for one flow.

    Use it to validate launches before sending them, in any language. Inputs that org.yaml marks as required are
    required. Names of inputs must have the case in which the flow declares them; `check` and the API ignore it.
    """
    from architrave.contract.schema import request_schema
    from architrave.organization.launch_check import CannotReadError, find_flow

    try:
        found = find_flow(flow, org or nearest_organization(flow if Path(flow).is_file() else None))
    except CannotReadError as fault:
        raise SeveralLines(f"Cannot make a schema for {visible_line(flow)}:\n\n{fault}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{flow} is not UTF-8 text.") from None
    except OSError as error:
        raise click.UsageError(f"Cannot read {error.filename}: {error.strerror}.") from None
    click.echo(json.dumps(request_schema(found, must_give=found.required), ensure_ascii=False, indent=2))


@command.command(
    "test",
    cls=Verb,
    examples=("architrave schema test > flowtest.schema.json",),
    page="docs/testing.md",
)
def test() -> None:
    """Print the JSON Schema of flow tests (*.flowtest.yaml).

    Editors use it to complete and check test files, for example if a file begins with
    `# yaml-language-server: $schema=flowtest.schema.json`.
    """
    from architrave.flowtests.schema import test_schema

    click.echo(json.dumps(test_schema(), ensure_ascii=False, indent=1))


@command.command(
    "chaos",
    cls=Verb,
    examples=("architrave schema chaos > chaos.schema.json",),
    page="docs/chaos.md",
)
def chaos() -> None:
    """Print the JSON Schema of chaos files, which `serve --chaos` takes.

    Editors use it to complete and check chaos files, for example if a file begins with
    `# yaml-language-server: $schema=chaos.schema.json`.
    """
    from architrave.definitions.chaos import CHAOS
    from architrave.definitions.json_schema import DIALECT, json_schema

    title = {"title": "Chaos file", "description": "Faults that `architrave serve --chaos` injects."}
    click.echo(json.dumps({"$schema": DIALECT, **title, **json_schema(CHAOS)}, ensure_ascii=False, indent=1))
