"""A trace for people: a tree of actions with times, changed variables, and the paths taken and why."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.text import Text

from architrave.cli.views.screen import screen_console, width_of
from architrave.diagnostics.visible import visible_line
from architrave.interpreter.shown import duration_text, one_line, shown

INDENT = "  "
_LONGEST_OUTPUT = 400
"""How many characters of an output are shown at the end."""

_DEEPEST = 30
"""How deep steps are indented; a task that calls itself may be thousands deep."""

_STYLES = {"COMPLETED": "bold green", "RUNNING": "bold yellow"}
_BAD = "bold red"
_MILLISECOND = timedelta(milliseconds=1)


def show_trace(result: dict[str, Any], console: Console | None = None, *, brief: bool = False) -> None:
    """Print a run from the JSON of `run` or a server's trace: its steps and its outcome.

    With `brief`, each outermost step is one line with the number of steps inside it. Failed steps are shown in full.
    """
    out = console or screen_console()
    steps: list[dict[str, Any]] = result["trace"]
    began = began_at(result)
    if result.get("name"):
        print_line(out, Text.assemble((visible_line(str(result["name"])), "bold"), f"  {began}" if began else ""))
    if result.get("id"):
        print_line(out, Text(f"execution {visible_line(str(result['id']))}", "dim"))
    inputs: dict[str, Any] = result.get("inputData") or {}
    for name, value in inputs.items():
        print_fitted(out, Text(f"  {visible_line(name)} = {shown(value)}", "dim"))
    for line in _brief_lines(steps, began) if brief else _all_lines(steps, began):
        print_fitted(out, line)
    if result.get("current"):
        for line in current_lines(result["current"], began, brief=brief):
            print_fitted(out, line)
    for line in outcome_lines(result):
        print_fitted(out, line)


def show_reasons(diagnostics: Iterable[dict[str, Any]]) -> None:
    """Print why an execution cannot continue, or why its trace is not complete."""
    out = screen_console()
    for diagnostic in diagnostics:
        for text, style in ((diagnostic["message"], "red"), (diagnostic.get("help"), "")):
            if text:
                out.print(Text(visible_line(text), style))


def show_outcome(flow_name: str, state: dict[str, Any]) -> None:
    """Print how an execution ended, from its state in the Platform API's shape."""
    out = screen_console()
    print_line(out, Text.assemble((visible_line(flow_name), "bold"), f"  execution {visible_line(str(state['id']))}"))
    result: dict[str, Any] = {
        "status": state["status"],
        "completionReason": state.get("completionReason"),
        "launchedAt": state.get("dateLaunched"),
        "endedAt": state.get("dateCompleted"),
        "outputData": state.get("outputData"),
        "error": state.get("flowErrorInfo"),
        "trace": [],
    }
    for line in outcome_lines(result):
        print_fitted(out, line)


def print_line(out: Console, line: Text) -> None:
    """Print a line of a step, on one line."""
    out.print(_on_one_line(out, line))


def _on_one_line(out: Console, line: Text) -> Text:
    """The line without the line breaks that a name in it may have."""
    if visible_line(line.plain) == line.plain:
        return line
    return Text.assemble(*((visible_line(text), style or "") for text, style, _ in line.render(out, end="")))


def print_fitted(out: Console, line: Text) -> None:
    """Print a line of a step; to the width of the output, with what does not fit in further lines, indented."""
    line = _on_one_line(out, line)
    width = width_of()
    if width is None or line.cell_len <= width:
        out.print(line)
        return
    indent = min(len(line.plain) - len(line.plain.lstrip()), width // 2)
    first, *rest = line[indent:].wrap(out, width - indent)
    first.rstrip()
    out.print(Text(" " * indent) + first)
    for part in Text("").join(rest).wrap(out, width - indent - len(INDENT)):
        part.rstrip()
        out.print(Text(" " * indent + INDENT) + part)


def began_at(result: dict[str, Any]) -> str | None:
    """When a run began, as ISO text: its launch or, without one, its first step."""
    steps = result["trace"]
    return result.get("launchedAt") or (steps[0]["at"] if steps else None)


def _all_lines(steps: list[dict[str, Any]], began: str | None) -> Iterable[Text]:
    for step in steps:
        yield from step_lines(step, began)


def _brief_lines(steps: list[dict[str, Any]], began: str | None) -> Iterable[Text]:
    last: Text | None = None
    inside = 0
    for step in steps:
        if step["depth"] > 1 and not step["error"]:
            inside += 1
            continue
        if last is not None:
            yield counting(last, inside)
        last, inside = None, 0
        if step["error"]:
            yield from step_lines(step, began)
        else:
            last = next(iter(step_lines(step, began)))
    if last is not None:
        yield counting(last, inside)


def counting(line: Text, inside: int) -> Text:
    """The line of a step, with the number of steps inside it."""
    return line.append(f"  ({inside} action{'s' if inside > 1 else ''} inside)", "dim") if inside else line


def step_lines(step: dict[str, Any], began: str | None) -> Iterable[Text]:
    """The lines of one step: the action with its path, why, and each variable that changed."""
    lead = clock(began, step["at"], step["depth"])
    head = Text.assemble(
        (lead, "dim"), (visible_line(step["name"]), _BAD if step["error"] else "bold"), (f"  {step['type']}", "dim")
    )
    if step["output"] is not None:
        head.append(f" → {visible_line(str(step['output']))}", "cyan")
    yield head
    margin = " " * len(lead) + INDENT
    expressions: dict[str, str] = step.get("expressions") or {}
    for name, value in step["inputs"].items():
        why = f"{name} {one_line(expressions[name])} is" if name in expressions else name
        yield Text.assemble(margin, (f"{why} {shown(value)}", "dim"))
    for change in step["changes"]:
        yield _change_line(margin, change)
    if step["error"]:
        kind = f"{step['error']['type']}: " if step["error"].get("type") else ""
        yield Text.assemble(margin, (visible_line(f"{kind}{step['error']['message']}"), "red"))


def current_lines(current: dict[str, Any], began: str | None, *, brief: bool) -> Iterable[Text]:
    """The lines of the action that is being performed: the action and what it waits for, and why."""
    step: dict[str, Any] = current | {"output": None, "error": None, "changes": []}
    head, *reasons = step_lines(step, began)
    if current["until"]:
        waits = f"until {current['until'].replace('.000Z', 'Z')}"
    elif current["calling"]:
        waits = f"called {current['calling']}, no reply yet"
    else:
        waits = "not finished yet"
    yield head.append(f"  {visible_line(waits)}", "yellow")
    yield from () if brief else reasons


def clock(began: str | None, at: str, depth: int) -> str:
    """What the line of an action begins with: when it began, and an indentation for its depth."""
    return f"{elapsed(began, at):>12}  {INDENT * min(depth - 1, _DEEPEST)}"


def _change_line(margin: str, change: dict[str, Any]) -> Text:
    before, after = shown(change["before"]), shown(change["after"])
    line = Text.assemble(margin, (visible_line(change["variable"]), "yellow"))
    line.append(f": {before} → {after}" if before != after else f": {after} (as before)")
    if change.get("expression"):
        line.append(f"  = {one_line(change['expression'])}", "dim")
    return line


def outcome_lines(result: dict[str, Any]) -> Iterable[Text]:
    """How a run ended, how long it took, and its outputs."""
    status = result["status"]
    ended = result.get("endedAt") or (result.get("readAt") if status == "RUNNING" else None)
    if ended is None and result["trace"]:
        ended = result["trace"][-1]["at"]
    reason = f", {visible_line(result['completionReason'])}" if result["completionReason"] else ""
    so_far = " so far" if status == "RUNNING" else ""
    took = f", after {elapsed(began_at(result), ended)}{so_far}" if ended else ""
    yield Text.assemble((status, _STYLES.get(status, _BAD)), f"{reason}{took}")
    if result["error"]:
        yield from _error_lines(result["error"])
    outputs: dict[str, Any] = result["outputData"] or {}
    for name, value in outputs.items():
        yield Text.assemble(INDENT, (visible_line(name), "yellow"), f" = {shown(value, _LONGEST_OUTPUT)}")


def _error_lines(error: dict[str, Any]) -> Iterable[Text]:
    where = f" in “{error['action']}”" if error.get("action") else ""
    kind = f"{error['type']}{where}: " if error.get("type") else ""
    yield Text(visible_line(f"{INDENT}{kind}{error['message']}"), "red")
    if error.get("expression"):
        yield Text(visible_line(f"{INDENT * 2}{error['expression']}"))
    values: dict[str, Any] = error.get("values") or {}
    for name, value in values.items():
        yield Text(f"{INDENT * 2}{name} = {shown(value)}")


def elapsed(began: str | None, at: str) -> str:
    """The time between two ISO texts, without leading zero parts: `0.000s`, `1m30.000s`, `2h00m00.000s`."""
    span = datetime.fromisoformat(at) - datetime.fromisoformat(began or at)
    return duration_text(span // _MILLISECOND)
