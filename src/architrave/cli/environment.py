"""Options of a long-running command in the environment: `--port` of `architrave serve` is ARCHITRAVE_SERVE_PORT.

Whoever writes a service's unit, image or manifest sets them there once. An option on the command line wins.
"""

import os
from itertools import pairwise
from typing import Any

import click

from architrave.cli.options import Verb


class EnvironmentCommand(Verb):
    """A command that reads its options from variables that begin with `prefix`. An unknown one is a usage error."""

    def __init__(self, *args: Any, prefix: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prefix = prefix
        self._variables: list[str] = []
        for option in self.params:
            if isinstance(option, click.Option):
                option.envvar = f"{prefix}_{option.opts[0].lstrip('-').replace('-', '_').upper()}"
                self._variables.append(option.envvar)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line. If it asks for a log of JSON, wrong options are reported there too."""
        from_environment = os.environ.get(f"{self._prefix}_LOG_FORMAT", "").strip() == "json"
        if f"{self._prefix}_LOG_FORMAT" in self._variables and (_asks_for_json(args) or from_environment):
            from architrave.cli.logs import JSON, configure_logs

            configure_logs(JSON)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, unless the environment has a variable that is no option."""
        for name in sorted(os.environ):
            if name.startswith(f"{self._prefix}_") and name not in self._variables:
                ctx.fail(f"{name} is not an option of {ctx.command_path}. {self._hint(name)}")
        return super().invoke(ctx)

    def _hint(self, name: str) -> str:
        from architrave.diagnostics import did_you_mean

        near = did_you_mean(name, self._variables)
        return f"Did you mean {near}?" if near else f"See `{click.get_current_context().command_path} --help`."


def _asks_for_json(args: list[str]) -> bool:
    return "--log-format=json" in args or ("--log-format", "json") in pairwise(args)
