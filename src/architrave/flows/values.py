"""Value slots: `{lit: …}`, `{exp: …}`, `{noValue: true}`, and speech: `{tts: …}`, `{prompt: …}`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from architrave.diagnostics import Severity, TextFault, did_you_mean
from architrave.expressions import Expression, compile_expression
from architrave.expressions import rules as expression_rules
from architrave.expressions.bounds import MAX_ITEMS
from architrave.expressions.faults import ExpressionError
from architrave.expressions.literal_questions import literal_questions
from architrave.expressions.question import Ask
from architrave.expressions.types import AUDIO, BOOLEAN, DECIMAL, INTEGER, MEDIA, PROMPT, REFERENCES, STRING, Type
from architrave.flows import rules
from architrave.flows.expect import expect_true
from architrave.flows.fixes import renamed
from architrave.flows.flow_types import STRICT_SCOPES
from architrave.flows.function_places import misplaced_functions, misplaced_speech
from architrave.flows.literals import PARTS, BadLiteralError, Evaluate, entity_of, read_literal, spoken
from architrave.flows.program import LookedUp, Slot
from architrave.flows.reading import Reading
from architrave.flows.substitutions import has_placeholder
from architrave.flows.survey import PROMPT_NAME
from architrave.flows.yaml import Mapping as MappingNode
from architrave.flows.yaml import Node, Scalar, Sequence

_FORMS = ("lit", "exp", "noValue", "noValueWithNoFallback", "none")
_MEANT = {"var": "exp", "variable": "exp", "value": "lit", "literal": "lit"}
_SPOKEN = ("tts", "prompt")
_CAN_BE_SPOKEN = frozenset({*MEDIA, "pmt"})
_NAMES = re.compile(r"[^\W\d]\w*(?:\.[\w$]+)+")
# Exports of live flows contain calls that no documented overload allows, such as ToCommunication of a Communication
# (recorded): in flows that we do not run, a type error in an expression is a warning.
_OF_TYPES = frozenset(
    {
        expression_rules.ARGUMENT_TYPE,
        expression_rules.OPERAND_TYPE,
        expression_rules.SLOT_TYPE,
        expression_rules.UNKNOWN_PROPERTY,
    }
)
_FLOW_WIDE = ("flow.", "common.")


def no_value(kind: Type, pointer: str) -> Slot[object]:
    """An empty slot: NOT_SET."""
    return Slot(kind, _empty if kind.is_collection else _not_set, is_set=False, pointer=pointer, is_constant=True)


def read_value(reading: Reading, node: Node, kind: Type | None, what: str) -> Slot[object] | None:
    """The slot in a node; a node that is not a value is reported and gives None.

    `kind` is the slot's type, None if it is unknown; `what` is the key of the value.
    """
    if not isinstance(node, MappingNode):
        return _bare(reading, node, what)
    forms = _forms(kind)
    written = [entry for entry in node.entries if entry.name in forms]
    _check_keys(reading, node, kind, what)
    if not written:
        return None
    entry = written[0]
    if len(written) > 1:
        message = f"`{what}` has both `{entry.name}` and `{written[1].name}`."
        reading.report(rules.BAD_VALUE, message, written[1].key, "Keep one of them.")
    slot_type = kind or STRING
    match entry.name:
        case "lit":
            return _literal(reading, entry.value, kind)
        case "exp":
            return _expression(reading, entry.value, kind)
        case "tts" | "prompt":
            fault = misplaced_speech(reading.used_in) if entry.name == "tts" else None
            if fault is not None:
                reading.report(fault.rule, fault.message, entry.key, fault.help)
            return _spoken(entry.value, kind or AUDIO, entry.name)
        case _:
            expect_true(reading, entry)
            return no_value(slot_type, entry.key.pointer)


def _forms(kind: Type | None) -> tuple[str, ...]:
    """The ways to write a value of a type: only what is heard or sent can be spoken."""
    return (*_FORMS, *_SPOKEN) if kind is None or kind.code in _CAN_BE_SPOKEN else _FORMS


def compile_loosely(reading: Reading, scalar: Scalar) -> None:
    """Checks an expression whose slot has no known type."""
    if scalar.text.strip():
        _expression(reading, scalar, None)


def _bare(reading: Reading, node: Node, what: str) -> None:
    message = f"`{what}` must have `lit`, `exp` or `noValue`."
    if isinstance(node, Scalar) and node.text:
        message = f"Is `{node.text}` text or an expression?"
        help_text = f"Write `lit: {node.text}` or `exp: …` on a new line, indented further."
    else:
        help_text = "Write `lit: …`, `exp: …` or `noValue: true` below it."
    reading.report(rules.BAD_VALUE, message, node, help_text)


def _check_keys(reading: Reading, node: MappingNode, kind: Type | None, what: str) -> None:
    known: list[str] = [*_forms(kind), "alternateSequences"]
    if kind is None or kind.code in REFERENCES:
        known.append("name")
    strange = [entry for entry in node.entries if entry.name not in known]
    for entry in strange:
        near = did_you_mean(entry.name, _FORMS, cutoff=0.6)
        near = _MEANT.get(entry.name, near)
        help_text = f"Did you mean `{near}`?" if near else "Write `lit: …`, `exp: …` or `noValue: true`."
        if entry.name in _SPOKEN:
            help_text = f"A {kind} cannot be spoken. Write `lit: …`, `exp: …` or `noValue: true`."
        # Only another writing is certain: `list` is one letter from `lit`.
        is_certain = near is not None and entry.name.lower() == near.lower() and len(node.entries) == 1
        fix = renamed(entry.key, _FORMS, node) if is_certain else None
        reading.report(rules.BAD_VALUE, f"`{what}` has no key `{entry.name}`.", entry.key, help_text, fix)
    if not node.entries:
        reading.report(rules.BAD_VALUE, f"`{what}` has no value.", node, "Write `lit: …`, `exp: …` or `noValue: true`.")
    elif not strange and not any(name in node for name in known):
        message = f"`{what}` has no value."
        reading.report(rules.BAD_VALUE, message, node, "Write `lit: …`, `exp: …` or `noValue: true`.")
    alternatives = node.get("alternateSequences")
    if isinstance(alternatives, MappingNode):
        for entry in alternatives.entries:
            read_value(reading, entry.value, kind, entry.name)


def _spoken(node: Node, kind: Type, form: str) -> Slot[object]:
    text = node.text if isinstance(node, Scalar) else ""
    return Slot(kind, _constant(spoken(kind, text, form)), pointer=node.pointer, is_constant=True)


def _literal(reading: Reading, node: Node, kind: Type | None) -> Slot[object] | None:
    if isinstance(node, Sequence) if kind is None else kind.is_collection:
        return _collection(reading, node, kind)
    kind = _kind_as_written(node) if kind is None else kind
    try:
        literal = read_literal(kind, node)
    except BadLiteralError as bad:
        reading.report(rules.BAD_LITERAL, bad.message, bad.node, bad.help_text)
        return None
    slot_type = kind or STRING
    if literal.name is not None and not literal.is_open:
        reading.entities.append((slot_type, literal.name, node))
        return Slot(slot_type, entity_of(slot_type, literal.name), pointer=node.pointer)
    value = None if literal.is_open else literal.value  # a placeholder's value is not known
    return Slot(slot_type, _constant(value), pointer=node.pointer, is_constant=True)


def _kind_as_written(node: Node) -> Type | None:
    """The YAML type of a literal, for a slot without a type, such as a data action's input."""
    if isinstance(node, MappingNode):
        parts = {entry.name for entry in node.entries}
        return next((Type(code) for code in ("dur", "dat", "dtm", "tim") if parts and parts <= set(PARTS[code])), None)
    match node.value if isinstance(node, Scalar) else None:
        case bool():
            return BOOLEAN
        case int():
            return INTEGER
        case Decimal():
            return DECIMAL
        case _:
            return STRING


def _collection(reading: Reading, node: Node, kind: Type | None) -> Slot[object] | None:
    if kind is None or not kind.is_collection:
        kind = _kind_of_items(node, kind)
    if isinstance(node, Scalar) and has_placeholder(node.text):
        return Slot(kind, _constant(()), pointer=node.pointer, is_constant=True)
    if not isinstance(node, Sequence):
        message = f"A literal {kind} must be a list."
        reading.report(rules.BAD_LITERAL, message, node, "Write `lit: []`, or `- lit: …` below for each item.")
        return None
    if len(node.items) > MAX_ITEMS:
        message = f"The list has {len(node.items):,} items; a collection can have {MAX_ITEMS:,}."
        reading.report(rules.BAD_LITERAL, message, node, "Put the items into a data table, or split the list.")
    slots = [read_value(reading, item, kind.item, "item") for item in node.items]
    items = [slot.evaluate for slot in slots if slot is not None]
    if len(items) != len(slots):
        return None

    def evaluate(variables: Mapping[str, Any], ask: Ask) -> Any:
        return tuple(item(variables, ask) for item in items)

    return Slot(kind, evaluate, pointer=node.pointer, is_constant=all(slot.is_constant for slot in slots if slot))


def _kind_of_items(node: Node, kind: Type | None) -> Type:
    """The type of a list in a slot without a type: the type of its first literal item."""
    first = node.items[0] if isinstance(node, Sequence) and node.items else None
    inner = first.get("lit") if isinstance(first, MappingNode) else None
    return (kind or (None if inner is None else _kind_as_written(inner)) or STRING).collection


def _expression(reading: Reading, node: Node, kind: Type | None) -> Slot[object] | None:
    if not isinstance(node, Scalar):
        message = "An expression must be a text."
        reading.report(rules.BAD_VALUE, message, node, "Put quotes around an expression that starts with `[` or `{`.")
        return None
    text = node.text
    names = {match.lower() for match in _NAMES.findall(text)}
    reading.used |= names
    misplaced = misplaced_functions(text, reading.used_in)
    if misplaced and not has_placeholder(text):
        reading.found += (reading.document.inside(node, fault) for fault in misplaced)
        if any(fault.rule.severity is Severity.ERROR for fault in misplaced):
            return None
    known = reading.scope.slots.get((text, kind))
    if known is not None:
        return Slot(known.type, known.evaluate, known.text, pointer=node.pointer)
    expression, faults = compile_expression(text, _types(reading, text), kind)
    if expression is None or faults:
        return _faulty(reading, node, kind, faults, names)
    slot = Slot(kind or expression.type, _evaluator(expression), text, pointer=node.pointer)
    reading.look_ups.update(_looked_up(expression))
    reading.scope.slots[text, kind] = slot
    return slot


def _looked_up(expression: Expression) -> Iterator[LookedUp]:
    """What an expression looks up by a literal name or id."""
    for question in literal_questions(expression) if expression.asks else ():
        if question.name == "lookUp" and not has_placeholder(str(question.arguments[2])):
            noun, by, value = question.arguments
            yield LookedUp(noun, by, str(value))


def _evaluator(expression: Expression) -> Evaluate:
    return expression.evaluate


def _types(reading: Reading, text: str) -> Mapping[str, Type]:
    """The types of the variables in scope, and of the prompts that the text names."""
    prompts = PROMPT_NAME.findall(text)
    if not prompts:
        return reading.scope.types
    return {**reading.scope.types, **{name.lower(): PROMPT for name in prompts}}


def _faulty(
    reading: Reading, node: Scalar, kind: Type | None, faults: tuple[TextFault, ...], names: set[str]
) -> Slot[object] | None:
    """Reports an expression's faults, except those that the file leaves open.

    Left open are placeholders without a value, names in a scope whose variables the flow does not declare, and, in
    exports of flows that we do not run, variables that the exporter left out.
    """
    if has_placeholder(node.text):
        return Slot(kind or STRING, _unknown, node.text, pointer=node.pointer)
    unsure = _unsure_names(reading, names)
    for name in sorted(unsure - reading.misdeclared):
        if name.partition(".")[0] in STRICT_SCOPES and name not in reading.implicit:
            reading.implicit.add(name)
            message = f"The variable `{name}` is not declared."
            reading.report(rules.IMPLICIT_VARIABLE, message, node, "Declare it under `variables:`.")
    if unsure:
        return Slot(kind or STRING, _unknown, node.text, pointer=node.pointer)
    for fault in faults:
        if kind is None and fault.rule is expression_rules.NOT_SET_UNTYPED:
            continue
        if fault.rule in _OF_TYPES and not reading.flow_type.is_run:
            fault = replace(fault, rule=replace(fault.rule, severity=Severity.WARNING))
        reading.found.append(reading.document.inside(node, _with_written_names(reading, fault)))
    return None


def _unsure_names(reading: Reading, names: set[str]) -> set[str]:
    if reading.flow_type.is_run:
        return names & reading.misdeclared
    types = reading.scope.types
    return {name for name in names if ".".join(name.split(".")[:2]) not in types and not _is_constant(name)}


def _with_written_names(reading: Reading, fault: TextFault) -> TextFault:
    """The fault, with variables spelled as declared, and with a note if another state or task declares one."""
    if fault.rule is not expression_rules.UNKNOWN_VARIABLE or fault.help is None:
        return fault
    help_text = _NAMES.sub(lambda found: _written(reading, found[0]), fault.help)
    for name in _NAMES.findall(fault.message):
        if name.lower() in reading.survey.declared and not name.lower().startswith(_FLOW_WIDE):
            help_text = f"{_written(reading, name)} belongs to another state or task; use a `Flow.` variable."
    return replace(fault, help=help_text)


def _written(reading: Reading, name: str) -> str:
    declared = reading.survey.declared.get(name.lower())
    return name if declared is None else declared[0]


def _is_constant(name: str) -> bool:
    return name.partition(".")[0] in ("format", "language", "system", "prompt", "promptsystem")


def _not_set(_variables: Mapping[str, Any], _ask: Ask) -> Any:
    return None


def _empty(_variables: Mapping[str, Any], _ask: Ask) -> Any:
    # A collection cannot be NOT_SET (documented).
    return ()


def _unknown(_variables: Mapping[str, Any], _ask: Ask) -> Any:
    raise ExpressionError("Unknown", "The flow file does not contain enough to evaluate this expression.")


def _constant(value: Any) -> Evaluate:
    def evaluate(_variables: Mapping[str, Any], _ask: Ask) -> Any:
        return value

    return evaluate
