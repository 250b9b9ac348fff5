"""What a server said when it refused a request."""

import json
from typing import TYPE_CHECKING, Any, cast

import click

from architrave.cli.views.errors import show_message
from architrave.diagnostics.visible import visible_line

if TYPE_CHECKING:
    from architrave.client.platform import Refused


def show_refusal(error: "Refused", form: str) -> None:
    """Print why the server refused: one problem per line on standard error or, with `json`, its error body."""
    from architrave.client.platform import OutcomeUnknown

    unknown = isinstance(error, OutcomeUnknown)
    if form == "json":
        shown = error.body or {"message": str(error), "status": error.status}
        click.echo(json.dumps(shown | ({"outcome": "unknown"} if unknown else {}), indent=2, ensure_ascii=False))
        return
    problems = _problems(error)
    for problem in problems:
        show_message(f"architrave: {visible_line(problem)}")
    if unknown and error.body.get("message"):
        show_message(f"The server said: {visible_line(str(error.body['message']))}")
    about = [f"status {error.status}"] if error.status and problems == [str(error)] and not unknown else []
    about += [f"correlation id {visible_line(str(error.body['contextId']))}"] if error.body.get("contextId") else []
    about += [f"retry after {error.retry_after:g} s"] if error.retry_after is not None else []
    if about:
        show_message(f"({', '.join(about)})")


def _problems(error: "Refused") -> list[str]:
    """The messages of the problems in the error body, or the message of the error itself."""
    listed: Any = error.body.get("errors")
    messages = [
        str(cast("dict[str, Any]", one)["message"])
        for one in (cast("list[Any]", listed) if isinstance(listed, list) else [])
        if isinstance(one, dict) and "message" in one
    ]
    return messages or [str(error)]
