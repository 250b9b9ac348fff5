"""The sources of values: inputs of the flow, replies of data actions, and what look-ups find."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from architrave.exploring.parts import Path
from architrave.expressions.types import Type
from architrave.flows.actions.conversations import GetData
from architrave.flows.actions.data_actions import CallData
from architrave.flows.actions.data_tables import CallDecisionTable, DataTableLookup
from architrave.flows.program import AnyAction, Target
from architrave.interpreter.actions.data_tables import DECISION_TABLES


@dataclass(frozen=True, slots=True)
class FromInput:
    """An input of the flow."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class FromReply:
    """An output of a data action (`kind` success), or a part of its failure."""

    action: str
    name: str
    type: Type
    kind: str


@dataclass(frozen=True, slots=True)
class FromFound:
    """A part of what a look-up action finds: a column, an attribute, or all of it."""

    action: AnyAction
    path: Path
    type: Type


def answered(action: AnyAction) -> Iterator[tuple[Target, FromReply | FromFound]]:
    """The variables that take an answer of the world to an action, each with that answer."""
    fields = action.fields
    match fields:
        case CallData():
            name = f"{fields.category.name}/{fields.data_action.name}"
            of_success = fields.data_action.item.success_outputs
            for kind, targets in (("success", of_success), ("failure", fields.failure_outputs)):
                for output, target in targets.items():
                    yield target, FromReply(name, output, target.type, kind)
        case CallDecisionTable(output=Target() as target):
            yield target, FromReply(f"{DECISION_TABLES}/{fields.table.name}", "output", target.type, "success")
        case DataTableLookup():
            for column, target in fields.table.item.found_outputs.items():
                yield target, FromFound(action, (column,), target.type)
        case GetData():
            is_of_all = fields.participant_id is None or not fields.participant_id.is_set
            for attribute in fields.attributes:
                if attribute.name.is_constant:
                    name = attribute.name.evaluate({}, never)
                    path: Path = ("attributes", name) if is_of_all else ("participants", 0, "attributes", name)
                    yield attribute.target, FromFound(action, path, attribute.target.type)
        case _:
            result: object = fields.values().get("result") or fields.values().get("results")
            if isinstance(result, Target):
                yield result, FromFound(action, (), result.type)


def never(question: Any) -> Any:
    """Answers the questions of a constant, which asks none."""
    raise TypeError(f"a constant asked {question}")
