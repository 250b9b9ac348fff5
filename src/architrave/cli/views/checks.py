"""How the checks of launches look: one report for each request, or one document for programs."""

import json
from typing import TYPE_CHECKING, Any

import click

from architrave.cli.views.problems import show_problems
from architrave.cli.views.screen import show_wrapped
from architrave.diagnostics.visible import visible_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from architrave.cli.checking import Checked
    from architrave.contract.reading import FoundRequest
    from architrave.diagnostics import Diagnostic
    from architrave.organization.launch_check import LaunchCheck

_NOT_CHECKED = {
    "host": "host",
    "path": "path",
    "method": "method",
    "token": "token",
    "content-type": "content type",
    "permission": "permission (--scope)",
    "body": "fields of the body",
    "flow": "flow (--flow or --org)",
    "inputs": "inputs",
    "initiator": "initiator (--org)",
    "queue": "queue (--org)",
    "participant": "participant (--org)",
    "flow-id": "flow id",
    "values": "values of variables",
}
_BY_HAND = "Correct what is left by hand, as the messages above say, and check it again."
_TOGETHER = (
    (("host", "path", "method", "token", "content-type"), "URL and headers (pass the whole request or curl command)"),
    (("flow", "inputs"), "flow and inputs (--flow or --org)"),
)
"""Parts that are named together if none of them was checked."""


def print_for_programs(checked: "Sequence[Checked]", form: str) -> None:
    """Print the checks as JSON, SARIF or GitHub annotations."""
    diagnostics = [problem for item in checked for problem in item.result.diagnostics]
    if form == "json":
        from architrave.cli.correcting import encode_json

        click.echo(encode_json(_as_json(checked)))
    elif form == "sarif":
        from architrave import __version__
        from architrave.diagnostics.renderers.sarif import render_sarif

        click.echo(json.dumps(render_sarif(diagnostics, __version__), indent=2, ensure_ascii=False))
    else:
        from architrave.diagnostics.renderers.github import render_github

        if diagnostics:
            click.echo(render_github(diagnostics))


def _as_json(checked: "Sequence[Checked]") -> dict[str, Any]:
    """The shape of one check; for a file with several launches the same shape for all, with each under `launches`."""
    if len(checked) == 1:
        return checked[0].result.result.to_json()
    launches: list[dict[str, Any]] = [
        {"label": item.request.label, "line": item.request.line, **item.result.result.to_json()} for item in checked
    ]
    failed = next((item.result for item in checked if not item.result.ok), checked[0].result)
    return {
        "ok": all(item.result.ok for item in checked),
        "status": failed.status,
        "diagnostics": [item for launch in launches for item in launch["diagnostics"]],
        "corrected": None,
        "notJudged": list(dict.fromkeys(item for launch in launches for item in launch["notJudged"])),
        "launches": launches,
    }


def print_reports(checked: "Sequence[Checked]") -> None:
    """Print what is wrong with each launch, and, of several, how many have problems."""
    for item in checked:
        print_label(item.request)
        print_report(item.result)
        if len(checked) > 1:
            click.echo()
    if len(checked) > 1:
        wrong = sum(not item.result.ok for item in checked)
        click.echo(f"{len(checked)} launches, {wrong or 'none'} with problems.")


def print_label(request: "FoundRequest", *, err: bool = False) -> None:
    """Print which request of a file the next report is about, if the file may contain several."""
    layout = request.sent.layout
    if request.label and layout is not None:
        lines = request.lines
        again = f", sent {len(lines)} times: lines {', '.join(map(str, lines))}" if len(lines) > 1 else ""
        show_wrapped(f"{request.label} ({layout.source.name}:{request.line}{again})", err=err)
        click.echo(err=err)


def _response(result: "LaunchCheck") -> str:
    if result.status is not None:
        return f"The API would respond with {result.status}."
    is_other = result.result.is_another_request
    return "The API would not launch a flow." if is_other else "The request would not reach the API."


def print_report(result: "LaunchCheck", *, err: bool = False) -> None:
    """Print the problems of one launch, what the API would respond, and what was not checked."""
    errors = [item for item in result.diagnostics if item.is_error]
    show_problems(result.diagnostics, result.sources, err=err)
    if errors:
        which = "it" if len(errors) == 1 else "the first problem"
        learn = f"Run `architrave explain {errors[0].rule.slug}` to learn about {which}."
        show_wrapped(f"{count(errors)}. {_response(result)} {learn}", err=err)
        if result.corrected is not None and not err:
            show_wrapped("Some problems can be fixed automatically: run `architrave check --fix`.")
    else:
        what = "errors" if result.diagnostics else "problems"
        click.echo(f"No {what} found in the parts that were checked.", err=err)
    if result.not_checked:
        show_wrapped(f"Not checked: {_join_open(result.not_checked)}.", err=err, indent="  ")
    if names := result.sent.variables:
        listed = ", ".join(map(visible_line, names))
        show_wrapped(f"Variables that the file does not define: {listed} (--environment FILE).", err=err, indent="  ")


def print_fixes(result: "LaunchCheck", repaired: "LaunchCheck", *, next_step: str) -> None:
    """Print, on standard error, one line for each fixed problem, the problems that are left, and what to do next."""
    fixed = fixed_problems(result, repaired)
    for item in fixed:
        place = f" ({item.file}:{item.start.line}:{item.start.column})" if item.start is not None else ""
        show_wrapped(f"fixed[{item.rule.slug}]: {item.message}{place}", err=True, indent="  ")
    if fixed:
        click.echo(f"Fixed {count(fixed).lower()}.\n", err=True)
    print_report(repaired, err=True)
    if result.ok and not fixed:
        click.echo("There was nothing to fix.", err=True)
    elif not fixed:
        show_wrapped(f"Nothing could be fixed automatically. {next_step or _BY_HAND}", err=True)
    elif not repaired.ok:
        show_wrapped(_BY_HAND, err=True)


def fixed_problems(result: "LaunchCheck", repaired: "LaunchCheck") -> "list[Diagnostic]":
    """The problems that a repaired request no longer has."""
    left = [(item.rule.slug, item.message) for item in repaired.diagnostics]
    fixed: list[Diagnostic] = []
    for item in result.diagnostics:
        if (item.rule.slug, item.message) in left:
            left.remove((item.rule.slug, item.message))
        else:
            fixed.append(item)
    return fixed


def count(problems: "Sequence[Diagnostic]") -> str:
    """`1 problem` or `3 problems`."""
    return "1 problem" if len(problems) == 1 else f"{len(problems)} problems"


def _join_open(points: tuple[str, ...]) -> str:
    names = {point: _NOT_CHECKED[point] for point in points}
    for group, name in _TOGETHER:
        if names.keys() >= set(group):
            names |= dict.fromkeys(group, name)
    return ", ".join(dict.fromkeys(names.values()))
