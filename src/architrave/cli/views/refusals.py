"""What a server said when it refused a request."""

import json
from typing import Any

import click

from architrave.diagnostics.renderers.text import printable


def show_refusal(error: Exception, form: str) -> None:
    """Print why the server refused: one problem per line on standard error or, with `json`, its error body."""
    body: dict[str, Any] = getattr(error, "body", {})
    if form == "json":
        click.echo(json.dumps(body or {"message": str(error)}, indent=2, ensure_ascii=False))
        return
    problems = [one["message"] for one in body.get("errors") or ()] or [str(error)]
    for problem in problems:
        click.echo(f"architrave: {printable(problem)}", err=True)
