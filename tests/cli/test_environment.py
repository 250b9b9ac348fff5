"""Options of `serve` and `worker` in the environment."""

import click
import pytest
from click.testing import CliRunner

from architrave.cli.environment import EnvironmentCommand
from architrave.cli.serve import command as serve
from architrave.cli.worker import command as worker


@click.command(cls=EnvironmentCommand, prefix="ARCHITRAVE_TRY")
@click.option("--port", type=click.IntRange(0, 65535), default=1)
@click.option("--allow-host", "hosts", multiple=True)
@click.option("--engine", required=True)
@click.argument("org", default=".")
def trying(port: int, hosts: tuple[str, ...], engine: str, org: str) -> None:
    """Prints what it was given."""
    click.echo(f"{port} {hosts} {engine} {org}")


ENGINE = {"ARCHITRAVE_TRY_ENGINE": "embedded"}
CASES = [
    ([], ENGINE, 0, "1 () embedded ."),
    (["--engine", "x"], ENGINE, 0, "1 () x ."),
    ([], ENGINE | {"ARCHITRAVE_TRY_PORT": "80"}, 0, "80 () embedded ."),
    ([], ENGINE | {"ARCHITRAVE_TRY_PORT": ""}, 0, "1 () embedded ."),
    (["--port", "81", "org"], ENGINE | {"ARCHITRAVE_TRY_PORT": "80"}, 0, "81 () embedded org"),
    ([], ENGINE | {"ARCHITRAVE_TRY_ALLOW_HOST": " a:1  b:2\n"}, 0, "1 ('a:1', 'b:2') embedded ."),
    (["--allow-host", "c:3"], ENGINE | {"ARCHITRAVE_TRY_ALLOW_HOST": "a:1"}, 0, "1 ('c:3',) embedded ."),
    ([], ENGINE | {"ARCHITRAVE_TRY_PORT": "many"}, 2, "Invalid value for '--port'"),
    ([], {}, 2, "Missing option '--engine'"),
    ([], ENGINE | {"ARCHITRAVE_TRY_PROT": "80"}, 2, "ARCHITRAVE_TRY_PROT is not an option of trying. Did you mean"),
    ([], ENGINE | {"ARCHITRAVE_TRY_HOSTS": "a"}, 2, "ARCHITRAVE_TRY_HOSTS is not an option of trying."),
    (["--help"], {"ARCHITRAVE_TRY_PROT": "80"}, 0, "Prints what it was given."),
    ([], ENGINE | {"ARCHITRAVE_TRYING": "80", "ARCHITRAVE": "x"}, 0, "1 () embedded ."),
]


@pytest.mark.parametrize(("arguments", "environment", "code", "said"), CASES)
def test_an_option_may_stand_in_the_environment(arguments, environment, code, said) -> None:
    done = CliRunner().invoke(trying, arguments, env=environment, prog_name="trying")
    assert done.exit_code == code, done.output
    assert said in done.output


@pytest.mark.parametrize(("command", "prefix"), [(serve, "ARCHITRAVE_SERVE"), (worker, "ARCHITRAVE_WORKER")])
def test_every_option_has_the_variable_of_its_own_name(command: click.Command, prefix: str) -> None:
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert {one.opts[0]: one.envvar for one in options} == {
        one.opts[0]: f"{prefix}_{one.opts[0][2:].upper().replace('-', '_')}" for one in options
    }
