"""`architrave schema`: JSON Schemas, for editors."""

import json

import click


@click.group()
def command() -> None:
    """Print a JSON Schema."""


@command.command("flow")
def flow() -> None:
    """Print the JSON Schema of Archy YAML.

    An editor completes and checks flow files with it, for example by a first line
    `# yaml-language-server: $schema=flow.schema.json`.
    """
    from architrave.flows.schema import flow_schema

    click.echo(json.dumps(flow_schema(), ensure_ascii=False, indent=1))


@command.command("request")
@click.option("--flow", required=True, metavar="FLOW", help="A flow file; with --org also a flow's name or id.")
@click.option("--org", metavar="FOLDER", help="The organization that the flow belongs to.")
def request(flow: str, org: str | None) -> None:
    """Print the JSON Schema of the launch body for one flow.

    Any language can validate a launch with it before sending. Inputs that org.yaml marks as required are required.
    """
    from architrave.contract.schema import request_schema
    from architrave.organization.launch_check import CannotReadError, find_flow

    try:
        found = find_flow(flow, org)
    except CannotReadError as fault:
        raise click.UsageError(f"{flow} has no schema:\n\n{fault}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{flow} is not UTF-8 text.") from None
    except OSError as error:
        raise click.UsageError(f"{error.filename} cannot be read: {error.strerror}.") from None
    click.echo(json.dumps(request_schema(found, must_give=found.required), ensure_ascii=False, indent=2))
