"""`architrave eval`: evaluates expressions in Architect's language."""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from architrave.cli.options import Verb, format_option, org_option

if TYPE_CHECKING:
    from architrave.diagnostics import Diagnostic, Source, TextFault
    from architrave.expressions import Type
    from architrave.expressions.question import Ask

_NAME = "<expression>"
_NEGATIVE = re.compile(r"-(?!-|[A-Za-z]*\Z)")


class _Evaluating(Verb):
    """Reads `-2 ^ 2` as an expression: every option with one dash has only letters after it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Move an expression that begins with a minus after the options."""
        negative = None if "--" in args else next(filter(_NEGATIVE.match, args), None)
        if negative is not None:
            args = [*(arg for arg in args if arg != negative), "--", negative]
        return super().parse_args(ctx, args)


@click.command(
    cls=_Evaluating,
    examples=(
        "architrave eval 'Append(\"Order \", ToString(2 + 3))'",
        "architrave eval 'Flow.total * 2' --var Flow.total=21 --format json",
        "architrave eval --batch expressions.jsonl",
    ),
    page="docs/expressions.md",
)
@click.argument("expression", required=False)
@click.option(
    "--var", "variables", metavar="NAME=EXPRESSION", multiple=True, help="Define a variable by its full name."
)
@click.option("--language", default="en-US", show_default=True, metavar="TAG", help="The flow's language.")
@org_option("Look names up in the organization in this folder.", default="every name exists")
@click.option("--batch", metavar="FILE", help="Evaluate a file with one JSON string per line; - is standard input.")
@format_option(help="Output format. A batch is always printed as JSON.")
def command(
    expression: str | None, variables: tuple[str, ...], language: str, org: str | None, batch: str | None, form: str
) -> None:
    """Evaluate EXPRESSION, or a file of expressions.

    Uses the current time and real random numbers. Without --org, every lookup succeeds: it finds an entity with the
    name that the expression asks for.

    Exit code: 0 success, 1 the expression has an error or failed, 2 usage error. A batch exits with 0 when all its
    lines were read.
    """
    from architrave.cli.surroundings import Surroundings

    if (expression is None) is (batch is None):
        raise click.UsageError("Give either an EXPRESSION or --batch FILE.")
    surroundings = Surroundings(language, org)
    world = _World(surroundings.ask)
    _declare(world, variables)
    if batch is not None:
        sys.exit(_evaluate_batch(world, batch))
    result = world.evaluate(expression or "")
    _print(result, form)
    if form == "text" and surroundings.imagined.taken:
        click.echo("Assumed to exist (no --org given): " + ", ".join(surroundings.imagined.taken), err=True)
    sys.exit(0 if isinstance(result, Valued) else 1)


@dataclass(frozen=True, slots=True)
class Valued:
    """An expression and its value, which may be NOT_SET."""

    type: "Type"
    value: Any

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape."""
        from architrave.expressions import to_eval_json, to_text

        return {
            "type": str(self.type),
            "value": to_eval_json(self.type, self.value),
            "text": to_text(self.type, self.value),
        }


@dataclass(frozen=True, slots=True)
class Faulty:
    """An expression with errors that are found before it runs."""

    source: "Source"
    diagnostics: "list[Diagnostic]"

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape."""
        return {"diagnostics": [diagnostic.to_json() for diagnostic in self.diagnostics]}


@dataclass(frozen=True, slots=True)
class Ended:
    """An expression that ended in a run-time fault."""

    type: str
    message: str

    def to_json(self) -> dict[str, Any]:
        """The stable JSON shape."""
        return {"error": {"type": self.type, "message": self.message}}


Result = Valued | Faulty | Ended


class _World:
    """The variables, and the function that answers an expression's questions."""

    def __init__(self, ask: "Ask") -> None:
        self.ask = ask
        self.types: dict[str, Type] = {}
        self.values: dict[str, Any] = {}

    def evaluate(self, text: str) -> "Result":
        """The result of one expression."""
        from architrave.diagnostics import Source
        from architrave.expressions import ExpressionError, compile_expression

        expression, faults = compile_expression(text, self.types)
        if expression is None:
            source = Source(_NAME, text)
            return Faulty(source, [_with_option(fault).at(source) for fault in faults])
        try:
            return Valued(expression.type, expression.evaluate(self.values, self.ask))
        except ExpressionError as error:
            return Ended(error.type, error.message)

    def check_line(self, line: str) -> "Result":
        """The result of one line of a batch: a JSON string that holds an expression."""
        import json

        from architrave.diagnostics import Source, TextFault
        from architrave.expressions.rules import BATCH_LINE

        try:
            text = json.loads(line)
        except (ValueError, RecursionError):
            text = None
        if isinstance(text, str):
            return self.evaluate(text)
        help_ = 'Write each expression as a JSON string, for example "1 + 2".'
        source = Source("<batch>", line)
        message = "This line is not a JSON string."
        return Faulty(source, [TextFault(BATCH_LINE, message, 0, len(line), help_).at(source)])


def _evaluate_batch(world: _World, name: str) -> int:
    """Print the result of each line; returns the exit code. An internal error in one line does not stop the others."""
    import traceback

    code = 0
    for line in _lines(name):
        try:
            result = world.check_line(line)
        except Exception as fault:  # noqa: BLE001 - each line gets its result
            traceback.print_exc()
            code, result = 3, Ended("InternalError", f"Internal error: {fault!r}. This is a bug; please report it.")
        _print(result, "json")
    return code


def _with_option(fault: "TextFault") -> "TextFault":
    """The fault; for an undeclared variable, with the option that declares it."""
    from dataclasses import replace

    from architrave.expressions.rules import UNKNOWN_VARIABLE

    if fault.rule is not UNKNOWN_VARIABLE or not (fault.help or "").startswith("Declare "):
        return fault
    return replace(fault, help=f"{fault.help} In this command, use --var NAME=EXPRESSION.")


def _declare(world: _World, variables: Iterable[str]) -> None:
    """Declare variables. Each expression may use the variables before it."""
    for variable in variables:
        name, equals, text = variable.partition("=")
        key = name.strip().lower()
        if not equals or not key:
            raise click.BadParameter(f"Expected NAME=EXPRESSION, found {variable!r}.", param_hint="--var")
        result = world.evaluate(text)
        if not isinstance(result, Valued):
            _print(result, "text")
            raise click.BadParameter(f"The expression for {name.strip()} has errors (see above).", param_hint="--var")
        world.types[key], world.values[key] = result.type, result.value


def _lines(name: str) -> Iterable[str]:
    try:
        with click.open_file(name, encoding="utf-8") as file:
            yield from (line.strip() for line in file if line.strip())
    except UnicodeDecodeError:
        raise click.UsageError(f"{name} is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise click.UsageError(f"Cannot read the batch {name}: {error.strerror or error}.") from None


def _print(result: Result, form: str) -> None:
    if form == "json":
        from architrave.expressions.values import json_text

        click.echo(json_text(result.to_json()))
        return
    match result:
        case Faulty(source=source, diagnostics=diagnostics):
            from architrave.cli.views.problems import show_problems

            show_problems(diagnostics, {source.name: source}, err=True)
        case Ended(type=kind, message=message):
            click.echo(f"{kind}: {message}", err=True)
        case Valued(type=type_, value=value):
            from architrave.expressions import to_text

            text = to_text(type_, value)
            click.echo("NOT_SET" if text is None else text)
