"""What a flow type has, and what is said of an action or function in a flow that does not have it."""

from dataclasses import dataclass, replace

from architrave.diagnostics import Provenance, Rule, Severity, TextFault, did_you_mean
from architrave.flows import rules
from architrave.flows.flow_groups import FlowTypes
from architrave.flows.flow_types import FLOW_TYPES, FlowType
from architrave.flows.reading import Reading
from architrave.flows.substitutions import has_placeholder
from architrave.flows.yaml import Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True)
class Availability:
    """The flow types that have something, and those of which no source says whether they have it."""

    only_in: FlowTypes
    perhaps_in: FlowTypes = frozenset()


def complaint(place: Availability, what: str, used_in: tuple[FlowType, ...], rule: Rule) -> TextFault | None:
    """What is wrong with having `what` in flows of these types: an error, a warning, or None.

    A common module is for several flow types, and has only what all of them have (assumed: the editor offers what the
    chosen flow types share).
    """
    missing = [kind for kind in used_in if kind.key not in place.only_in]
    certain = [kind for kind in missing if kind.key not in place.perhaps_in]
    if not missing:
        return None
    where = _plural((certain or missing)[0])
    where = where if len(used_in) == 1 else f"{where}, for which this module is"
    help_text = f"It is for {_named(place.only_in)}."
    if certain:
        return TextFault(rule, f"{what} is not available in {where}.", 0, 0, help_text)
    rule = replace(rule, severity=Severity.WARNING, provenance=Provenance.ASSUMED)
    return TextFault(
        rule, f"{what} may not be available in {where}: no public source says that it is.", 0, 0, help_text
    )


def read_used_in(reading: Reading, body: Node) -> tuple[FlowType, ...]:
    """The flow types in which a flow runs: its own, or those that a common module says it is for (recorded).

    Nothing is known of a module that names none.
    """
    if reading.flow_type.key != "commonModule":
        return (reading.flow_type,)
    settings = body.get("settingsCommonModule") if isinstance(body, Mapping) else None
    compatible = settings.get("compatibleFlowTypes") if isinstance(settings, Mapping) else None
    found: list[FlowType] = []
    for item in compatible.items if isinstance(compatible, Sequence) else ():
        name = item.get("flowType") if isinstance(item, Mapping) else item
        if not isinstance(name, Scalar) or has_placeholder(name.text):
            continue
        kind = FLOW_TYPES.get(name.text.lower())
        if kind is not None:
            found.append(kind)
            continue
        near = did_you_mean(name.text.lower(), FLOW_TYPES)
        help_text = f"Did you mean `{near}`?" if near else "Write a flow type, such as `workflow` or `inboundcall`."
        reading.report(rules.BAD_VALUE, f"`{name.text}` is not a flow type.", name, help_text)
    return tuple(found)


def _plural(flow_type: FlowType) -> str:
    return f"{flow_type.name}s"


def _named(keys: FlowTypes) -> str:
    """The names of flow types, each once, in the order of `FLOW_TYPES`."""
    names = list(dict.fromkeys(_plural(kind) for kind in FLOW_TYPES.values() if kind.key in keys))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
