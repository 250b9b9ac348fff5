"""Output slots: the variable that takes a result, and whether its type fits."""

from dataclasses import replace

from architrave.diagnostics import Severity, did_you_mean
from architrave.expressions.types import DECIMAL, INTEGER, Type
from architrave.flows import rules
from architrave.flows.expect import expect_true
from architrave.flows.program import Target
from architrave.flows.reading import Reading
from architrave.flows.substitutions import has_placeholder
from architrave.flows.yaml import Mapping, Node, Scalar

_NOTHING = ("noValue", "none")


def read_output(reading: Reading, node: Node, kind: Type | None, what: str) -> Target | None:
    """The variable of an output slot: `{var: Flow.x}`, or None for `{noValue: true}` or a fault."""
    if not isinstance(node, Mapping):
        message = f"`{what}` is an output and must name a variable."
        reading.report(rules.BAD_VALUE, message, node, "Write `var: Flow.x` below it, or `noValue: true`.")
        return None
    for entry in node.entries:
        if entry.name in _NOTHING:
            expect_true(reading, entry)
    variable = node.get("var")
    if variable is not None:
        _alone(reading, node, what)
        return read_target(reading, variable, kind, what)
    if not any(name in node for name in _NOTHING):
        keys = ", ".join(f"`{name}`" for name in node) or "nothing"
        message = f"`{what}` is an output and must have `var` or `noValue`; it has {keys}."
        help_text = "Write `var: Flow.x` to store the result, or `noValue: true` to ignore it."
        reading.report(rules.BAD_VALUE, message, node, help_text)
    return None


def _alone(reading: Reading, node: Mapping, what: str) -> None:
    for entry in node.entries:
        if entry.name != "var" and not has_placeholder(entry.name):
            message = f"`{what}` has both `var` and `{entry.name}`; an output has only one of them."
            reading.report(rules.BAD_VALUE, message, entry.key, "Remove one of them.")


def read_target(reading: Reading, node: Node, kind: Type | None, what: str) -> Target | None:
    """The variable that a text names; an undeclared variable or one of another type is reported."""
    if not isinstance(node, Scalar):
        reading.report(rules.WRONG_SHAPE, f"`{what}` must name a variable.", node, "Write `Flow.x`.")
        return None
    name = node.text
    if has_placeholder(name):
        return None
    key = name.lower()
    reading.assigned.add(key)
    declared = reading.scope.types.get(key)
    if declared is None or key in reading.stated:
        return _undeclared(reading, node, kind)
    if kind is not None and declared != kind and not (kind == INTEGER and declared == DECIMAL):
        message = f"`{what}` has type {kind}, but the variable `{name}` has type {declared}."
        # Which conversions the actions of other flow types make is not public: there it is a warning.
        rule = rules.WRONG_TYPE_ASSIGNED
        rule = rule if reading.flow_type.is_run else replace(rule, severity=Severity.WARNING)
        reading.report(rule, message, node, f"Use a variable of type {kind}.")
    return Target(key, name, declared)


def _undeclared(reading: Reading, node: Scalar, kind: Type | None) -> Target | None:
    name, key = node.text, node.text.lower()
    stated = reading.survey.statements.get(key)
    if reading.flow_type.is_run and stated is None and key not in reading.misdeclared:
        near = did_you_mean(name, [written for written, _ in reading.survey.declared.values()])
        if key in reading.survey.declared:
            message = f"The variable `{name}` belongs to another state or task."
            help_text = "Declare it here as well, or use a `Flow.` variable."
        else:
            message = f"The variable `{name}` is not declared."
            help_text = f"Did you mean `{near}`?" if near and near.lower() != key else "Declare it under `variables:`."
        reading.report(rules.UNDECLARED_VARIABLE, message, node, help_text)
        return None
    if key in reading.misdeclared:
        return None if stated is None else Target(key, name, stated)
    if key not in reading.implicit and "." in key:
        reading.implicit.add(key)
        message = f"The variable `{name}` is not declared."
        reading.report(rules.IMPLICIT_VARIABLE, message, node, "Declare it under `variables:`.")
    known = stated or kind
    return None if known is None else Target(key, name, known)
