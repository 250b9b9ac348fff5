"""How the checks of launches look: one report for each request, or one document for programs."""

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from architrave.contract.reading import FoundRequest
    from architrave.diagnostics import Diagnostic
    from architrave.organization.launch_check import LaunchCheck

    Checked = tuple[FoundRequest, LaunchCheck]

_NOT_CHECKED = {
    "host": "host",
    "path": "path",
    "method": "method",
    "token": "token",
    "content-type": "content type",
    "permission": "permission (--scope)",
    "body": "fields of the body",
    "flow": "flow (--flow, --org or --target)",
    "inputs": "inputs",
    "initiator": "initiator (--org)",
    "queue": "queue (--org)",
    "participant": "participant (--org)",
}
_TOGETHER = (
    (("host", "path", "method", "token", "content-type"), "URL and headers (pass the whole request or curl command)"),
    (("flow", "inputs"), "flow and inputs (--flow, --org or --target)"),
)
"""Parts that are named together if none of them was checked."""


def print_for_programs(checked: "Sequence[Checked]", form: str) -> None:
    """Print the checks as JSON, SARIF or GitHub annotations."""
    diagnostics = [item for _, result in checked for item in result.diagnostics]
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
        return checked[0][1].to_json()
    launches = [{"label": request.label, **_place(request), **result.to_json()} for request, result in checked]
    failed = next((result for _, result in checked if not result.ok), checked[0][1])
    return {
        "ok": all(result.ok for _, result in checked),
        "status": failed.status,
        "diagnostics": [item for launch in launches for item in launch["diagnostics"]],
        "corrected": None,
        "notJudged": list(dict.fromkeys(item for launch in launches for item in launch["notJudged"])),
        "launches": launches,
    }


def _place(request: "FoundRequest") -> dict[str, Any]:
    layout = request.sent.layout
    position = layout.source.position(request.start) if layout is not None else None
    return {"line": position.line if position is not None else None}


def print_reports(checked: "Sequence[Checked]") -> None:
    """Print what is wrong with each launch, and, of several, how many have problems."""
    for request, result in checked:
        print_label(request)
        print_report(result)
        if len(checked) > 1:
            click.echo()
    if len(checked) > 1:
        wrong = sum(not result.ok for _, result in checked)
        click.echo(f"{len(checked)} launches, {wrong or 'none'} with problems.")


def print_label(request: "FoundRequest", *, err: bool = False) -> None:
    """Print which request of a file the next report is about, if the file may contain several."""
    layout = request.sent.layout
    if request.label and layout is not None:
        place = f"{layout.source.name}:{layout.source.position(request.start).line}"
        click.echo(f"{_printable(request.label)} ({_printable(place)})\n", err=err)


def print_report(result: "LaunchCheck", *, err: bool = False) -> None:
    """Print the problems of one launch, what the API would respond, and what was not checked."""
    errors = [item for item in result.diagnostics if item.is_error]
    if result.diagnostics:
        click.echo(f"{result}\n", err=err)
    if errors:
        status = (
            f"The API would respond with {result.status}." if result.status else "The request would not reach the API."
        )
        which = "it" if len(errors) == 1 else "the first problem"
        learn = f"Run `architrave explain {errors[0].rule.slug}` to learn about {which}."
        click.echo(f"{count(errors)}. {status} {learn}", err=err)
        if result.corrected is not None and not err:
            click.echo("Some problems can be fixed automatically: run `architrave check --fix`.", err=err)
    else:
        what = "errors" if result.diagnostics else "problems"
        click.echo(f"No {what} found in the parts that were checked.", err=err)
    if result.not_checked:
        click.echo(f"Not checked: {_join_open(result.not_checked)}.", err=err)


def print_fixes(result: "LaunchCheck", repaired: "LaunchCheck", *, hint: str) -> None:
    """Print, on standard error, one line for each fixed problem, and then the problems that are left."""
    fixed = fixed_problems(result, repaired)
    for item in fixed:
        place = f" ({item.file}:{item.start.line}:{item.start.column})" if item.start is not None else ""
        click.echo(f"fixed[{item.rule.slug}]: {item.message}{place}", err=True)
    if fixed:
        click.echo(f"Fixed {count(fixed).lower()}.\n", err=True)
    print_report(repaired, err=True)
    if not fixed and not result.ok:
        click.echo(f"Nothing could be fixed automatically.{hint}", err=True)


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


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
