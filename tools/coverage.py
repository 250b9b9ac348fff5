"""docs/coverage.md: every action, function and endpoint as exact, approximated or refused, and how we know."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from architrave.expressions.declare import Function
from architrave.expressions.faults import NOT_AVAILABLE_LOCALLY
from architrave.expressions.library import all_functions
from architrave.flows.actions import FAMILIES, ActionDeclaration
from architrave.server.endpoints import ENDPOINTS, Endpoint

HEAD = """\
# What is covered

Written by `make docs` from the declarations; not edited by hand.

- **exact**: it does what the cloud is known to do. **approximated**: the note says where it does not, or need not.
  **refused**: it is read and judged, and refused by name when an execution or a request reaches it.
- How we know: **documented** in public pages or the metadata of the public SDKs; **recorded** in real exports, bodies
  or answers; **assumed**, where nothing public says it.
"""


class Row(NamedTuple):
    """One line of a table."""

    name: str
    detail: str
    state: str
    provenance: str
    note: str

    def __str__(self) -> str:
        cells = (self.name, self.detail, self.state, self.provenance, self.note)
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def page() -> str:
    """The whole page."""
    actions = [action_row(each, family) for family, declared in FAMILIES.items() for each in declared]
    functions = list(function_rows())
    endpoints = [endpoint_row(each) for each in ENDPOINTS]
    others = "Every other path of the Platform API answers 404 and names the nearest that there is.\n"
    parts = [
        HEAD,
        table("Actions", "Action", "Title, family", actions),
        table("Functions and operators", "Function", "Overloads, category", functions),
        table("Endpoints", "Endpoint", "Permissions, one of", endpoints),
        others,
    ]
    return "\n".join(parts)


def table(title: str, name: str, detail: str, rows: list[Row]) -> str:
    """One table, with its counts above it."""
    counts = Counter(row.state for row in rows)
    counted = ", ".join(f"{counts[state]} {state}" for state in ("exact", "approximated", "refused") if counts[state])
    head = f"| {name} | {detail} | State | How we know | Note |\n|---|---|---|---|---|\n"
    return f"## {title}\n\n{len(rows)}: {counted}.\n\n{head}" + "\n".join(map(str, rows)) + "\n"


def action_row(action: ActionDeclaration, family: str) -> Row:
    """The row of an action."""
    detail = f"{action.title}, {family.replace('_', ' ')}"
    return Row(f"`{action.key}`", detail, action.running.value, action.provenance.value, action.note)


def function_rows() -> Iterator[Row]:
    """A row for each function, its overloads together."""
    for _, overloads in sorted(all_functions().items()):
        first = overloads[0]
        states = [state_of(each) for each in overloads]
        state = states[0] if len(set(states)) == 1 else "approximated"
        provenances = unique(each.provenance.value for each in overloads)
        notes = unique(each.note for each in overloads if each.note)
        detail = f"{len(overloads)}, {first.category}"
        yield Row(f"`{first.name}`", detail, state, ", ".join(provenances), " ".join(notes))


def state_of(function: Function) -> str:
    """Whether an overload is exact, approximated or refused."""
    if any(example.error == NOT_AVAILABLE_LOCALLY for example in function.examples):
        return "refused"
    return "approximated" if function.note else "exact"


def endpoint_row(endpoint: Endpoint) -> Row:
    """The row of an endpoint."""
    permissions = ", ".join(f"`{each}`" for each in endpoint.permissions)
    name = f"`{endpoint.method} {endpoint.path}`"
    return Row(name, permissions, endpoint.fidelity, endpoint.provenance.value, endpoint.note)


def unique(texts: Iterable[str]) -> list[str]:
    """The texts, each once, in their order."""
    return list(dict.fromkeys(texts))
