"""Options of a long-running command in the environment: `--port` of `architrave serve` is ARCHITRAVE_SERVE_PORT.

Whoever writes a service's unit, image or manifest sets them there once. An option on the command line wins.
"""

import os
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
