"""What `architrave init` did, and what to do next."""

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from architrave.cloud.exports import CONVERT_EXPORTS
from architrave.definitions.file_kinds import exports_in_words
from architrave.definitions.mocks import MOCKS_YAML
from architrave.definitions.reader import ORG_YAML
from architrave.expressions.types import STRING
from architrave.local.starting.needs import Needs
from architrave.local.starting.plan import MISSING
from architrave.local.starting.reading import ReadFlow
from architrave.local.starting.samples import sample
from architrave.local.starting.starting import EXAMPLE_BODY, EXAMPLE_FLOW, Started

_SHOWN = 8
"""How many names, flows or files are listed."""

_KINDS = 5
"""How many kinds of objects are named."""

_EXAMPLE_FILES = {
    "org.yaml": "the organization: an OAuth client for your service, and its role",
    "mocks.yaml": "replies for the data action, so that it is not really called",
    EXAMPLE_FLOW: "a workflow: an input, a data action with a failure path, an output",
    EXAMPLE_BODY: "the body of a request that launches it",
}
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def starting_lines(started: Started) -> Iterator[str]:
    """The lines for people."""
    if started.is_example:
        new = "the new folder " if started.is_new else ""
        yield f"Created an example organization in {new}{_shown(started.folder)}:"
        yield from _columns({path: _EXAMPLE_FILES[path] for path in started.created})
        body = EXAMPLE_BODY if EXAMPLE_BODY in started.created else ""
        yield from _next(started.folder, EXAMPLE_FLOW, "Order status", ("orderId=A-1",), body)
        return
    yield from _listed(f"{fault.message} Flows in it are not known." for fault in started.unread)
    if started.exports:
        yield f"{exports_in_words(started.exports)} cannot be read. {CONVERT_EXPORTS}"
    if not started.flows:
        if started.unread:
            yield "Nothing was written."
        elif not started.exports:
            yield f"{_shown(started.folder)} has no flows: YAML files that start with `workflow:` or another flow type."
            yield "Nothing was written. Put flows into its `flows/` folder, then run the command again."
        return
    yield from _flows(started)
    if started.needs is not None:
        yield from _files(started, started.needs)
    yield from _next_with(started)
    if started.unpinned:
        yield ""
        yield f"Your service launches by id: write the ids of your organization into {ORG_YAML}, under `flows`."
        yield f"Exported flows do not contain them; until then, the ids are derived from the names: {_ids(started)}."


def _ids(started: Started) -> str:
    """The workflows without an id of the cloud."""
    more = len(started.unpinned) - _SHOWN
    return ", ".join(started.unpinned[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _next_with(started: Started) -> Iterator[str]:
    """What to do next with the folder's flows: run and launch the first workflow."""
    runnable = [flow for flow in started.flows if flow.runs]
    workflow = next((flow for flow in runnable if flow.program and flow.program.flow_type == "workflow"), None)
    program = None if workflow is None else workflow.program
    if workflow is None or program is None:
        yield from _next(started.folder, runnable[0].path if runnable else None, None, ())
        return
    texts = [variable.name.partition(".")[2] for variable in program.inputs if variable.type == STRING]
    inputs = tuple(f"{name}={sample(STRING, name)}" for name in texts)
    yield from _next(started.folder, workflow.path, program.name, inputs)


def _flows(started: Started) -> Iterator[str]:
    flows, programs = started.flows, [flow.program for flow in started.flows if flow.program is not None]
    kinds = Counter(program.flow_type for program in programs).most_common()
    unread = len(flows) - len(programs)
    said = [f"{count} {kind}" for kind, count in kinds] + ([f"{unread} that cannot be read"] if unread else [])
    yield f"{_counted(len(flows), 'flow file')}: {', '.join(said)}."
    broken = [flow for flow in flows if flow.has_errors]
    if broken:
        yield f"{_counted(len(broken), 'file')} with errors (`architrave lint {_shown(started.folder)}` shows all):"
        yield from _listed(f"  {_first_error(flow)}" for flow in broken)
    for (kind, name), count in Counter((program.flow_type, program.name) for program in programs).items():
        if count > 1:
            yield f"{count} {kind} flows have the name “{name}”: `serve` serves the first of them."


def _first_error(flow: ReadFlow) -> str:
    fault = next(fault for fault in flow.diagnostics if fault.is_error)
    place = "" if fault.start is None else f":{fault.start.line}"
    return f"{flow.path}{place}: {fault.message}"


def _files(started: Started, needs: Needs) -> Iterator[str]:
    purposes = {
        ORG_YAML: _in_org_yaml(needs),
        MISSING[ORG_YAML]: _in_org_yaml(needs),
        MOCKS_YAML: _replies(needs),
        MISSING[MOCKS_YAML]: _replies(needs),
    }
    if started.created:
        yield f"Created in {_shown(started.folder)}:"
        yield from _columns({path: purposes.get(path, _purpose(path)) for path in started.created})
    for name in started.kept:
        missing = MISSING[name]
        if name not in started.lacking:
            yield f"{name} has everything that the flows name."
        elif missing in started.offered:
            yield f"{name} lacks names. Copy what you need from {missing} into it, then delete {missing}."
        else:
            yield f"{name} lacks names, but {missing} is out of date. Delete {missing} and run the command again."
    if needs.unlisted:
        names = ", ".join(f"{_words(each.noun)} “{each.value}”" for each in needs.unlisted[:_SHOWN])
        yield f"org.yaml cannot list these, so look-ups do not find them: {names}."


def _in_org_yaml(needs: Needs) -> str:
    nouns = Counter(each.noun for each in needs.entities).most_common()
    said = [_counted(count, _words(noun)) for noun, count in nouns[:_KINDS]]
    others = sum(count for _, count in nouns[_KINDS:])
    if others:
        said.append(_counted(others, "other object"))
    if needs.attributes:
        said.append(_counted(len(needs.attributes), "conversation attribute"))
    if needs.substitutions:
        said.append(f"values for {len(needs.substitutions)} {{{{keys}}}}")
    return ", ".join(said) or "the organization's name"


def _replies(needs: Needs) -> str:
    return f"replies for {_counted(len(needs.data_actions), 'data action')}"


def _purpose(path: str) -> str:
    if path.endswith(".schema.json"):
        return "the columns of a data table that the flows read"
    if path.endswith(".csv"):
        return "its rows"
    return "a placeholder for a common module; replace it with its export"


def _next(folder: Path, flow: str | None, name: str | None, inputs: tuple[str, ...], body: str = "") -> Iterator[str]:
    where = shlex.quote(str(folder))
    given = "".join(f" -i {shlex.quote(each)}" for each in inputs)
    target = "" if where == "." else f" --target {where}"
    yield ""
    yield "Next:"
    yield f"  architrave lint {where}"
    if flow is not None:
        yield f"  architrave run {shlex.quote(str(folder / flow))}{given}"
    if body:
        yield f"  architrave check {shlex.quote(str(folder / body))}"
    yield f"  architrave serve {where}"
    if name is not None:
        yield "and, while it serves, in a second terminal:"
        yield f"  architrave launch {shlex.quote(name)}{given}{target} --wait"


def _listed(lines: Iterable[str]) -> Iterator[str]:
    every = list(lines)
    yield from every[:_SHOWN]
    if len(every) > _SHOWN:
        yield f"  and {len(every) - _SHOWN} more"


def _columns(rows: dict[str, str]) -> Iterator[str]:
    width = max(map(len, rows), default=0)
    yield from (f"  {path:<{width}}  {purpose}" for path, purpose in rows.items())


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else noun + 's'}"


def _words(noun: str) -> str:
    return _WORD.sub(" ", noun).lower()


def _shown(folder: Path) -> str:
    return shlex.quote(str(folder))
