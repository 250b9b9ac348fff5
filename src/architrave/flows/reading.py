"""The state of one reading: the faults found, the variables in scope, the actions."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from architrave.diagnostics import Diagnostic, Rule
from architrave.diagnostics.diagnostic import JsonPatch
from architrave.expressions.types import Type
from architrave.flows.document import Document
from architrave.flows.flow_types import FlowType
from architrave.flows.program import AnyAction, Block, Container, LookedUp, Slot, Variable
from architrave.flows.survey import Survey
from architrave.flows.yaml import Entry, Node, Scalar


@dataclass(slots=True)
class Scope:
    """The variables in scope: their types by full name in lower case, and the slots compiled with them."""

    types: dict[str, Type]
    slots: dict[tuple[str, Type | None], Slot[object]] = field(
        default_factory=dict[tuple[str, Type | None], Slot[object]]
    )


@dataclass(slots=True)
class Reading:
    """One flow being read. Everything here grows while the reader walks the document once.

    `entries` holds the entry of each action by its number; `declarations` the name of each declared variable with its
    node; `used` and `assigned` full names in lower case. `look_ups` are what expressions look up by a literal name or
    id. `stated` are variables that only an updateData declares,
    `misdeclared` names whose declaration is faulty, `implicit` names without a declaration. `used_in` are the flow
    types in which it runs: its own, or those that a common module names. `block` and `anything` read
    a list of actions and an undeclared shape; they are here because shapes need them and they need shapes.
    """

    document: Document
    flow_type: FlowType
    survey: Survey
    block: "Callable[[Reading, Node], Block]"
    anything: "Callable[[Reading, Node], None]"
    found: list[Diagnostic] = field(default_factory=list[Diagnostic])
    actions: list[AnyAction] = field(default_factory=list[AnyAction])
    entries: list[Entry] = field(default_factory=list[Entry])
    containers: dict[str, Container] = field(default_factory=dict[str, Container])
    container_nodes: dict[str, Scalar] = field(default_factory=dict[str, Scalar])
    declarations: list[tuple[Variable, Scalar]] = field(default_factory=list[tuple[Variable, Scalar]])
    used: set[str] = field(default_factory=set[str])
    assigned: set[str] = field(default_factory=set[str])
    scope: Scope = field(default_factory=lambda: Scope({}))
    loose: dict[str, Block] = field(default_factory=dict[str, Block])
    without_actions: set[str] = field(default_factory=set[str])
    entities: list[tuple[Type, str, Node]] = field(default_factory=list[tuple[Type, str, Node]])
    look_ups: set[LookedUp] = field(default_factory=set[LookedUp])
    output_paths: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    stated: set[str] = field(default_factory=set[str])
    misdeclared: set[str] = field(default_factory=set[str])
    implicit: set[str] = field(default_factory=set[str])
    used_in: tuple[FlowType, ...] = ()

    def report(
        self, rule: Rule, message: str, node: Node, help_text: str | None = None, fix: JsonPatch | None = None
    ) -> None:
        """Records a fault at a node. `fix` is given only if it is certainly right."""
        self.found.append(self.document.diagnostic(rule, message, node, help_text, fix))

    @contextmanager
    def scoped(self, types: Mapping[str, Type]) -> Generator[None]:
        """Adds variables to the scope for the length of a `with` block."""
        outer = self.scope
        if types:
            self.scope = Scope({**outer.types, **types})
        try:
            yield
        finally:
            self.scope = outer
