"""The rules that can be found in flows and in an organization's files: those that settings of `lint` can name."""

from collections.abc import Iterator
from types import MappingProxyType, ModuleType

from architrave.definitions import rules as definition_rules
from architrave.diagnostics import Rule
from architrave.diagnostics import rules as comment_rules
from architrave.expressions import rules as expression_rules
from architrave.flows import rules as flow_rules

_MODULES = (flow_rules, expression_rules, definition_rules, comment_rules)


def _rules(module: ModuleType) -> Iterator[Rule]:
    return (value for value in module.__dict__.values() if isinstance(value, Rule))


LINT_RULES = MappingProxyType({rule.slug: rule for module in _MODULES for rule in _rules(module)})
"""The rules by slug."""

NEEDS_ORGANIZATION = frozenset(
    rule.slug
    for rule in (
        flow_rules.UNKNOWN_DATA_ACTION,
        flow_rules.UNKNOWN_INPUT_NAME,
        flow_rules.UNKNOWN_OUTPUT_NAME,
        flow_rules.MISSING_CONTRACT_INPUT,
        flow_rules.UNKNOWN_DATA_TABLE,
        flow_rules.UNKNOWN_COMMON_MODULE,
        flow_rules.UNKNOWN_ENTITY,
        flow_rules.WRONG_TYPE_ASSIGNED,
    )
)
"""Rules that are not, or not completely, checked without an organization."""
