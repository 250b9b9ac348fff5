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
