"""Declarations of variables: `variables:` lists of a flow, a state or a task."""

import re

from architrave.expressions.types import Type
from architrave.flows import rules
from architrave.flows.actions.shape import Flag, Text, field, fields
from architrave.flows.expect import as_list, as_object, report_unknown_type
from architrave.flows.program import Fields, Slot, Variable
from architrave.flows.reading import Reading
from architrave.flows.shapes import read_fields
from architrave.flows.substitutions import has_placeholder
from architrave.flows.type_names import declaration_keys, declared_type
from architrave.flows.values import no_value, read_value
from architrave.flows.yaml import Entry, Mapping, Node, Scalar


@fields
class VariableFields(Fields):
    """The fields of a declared variable other than its name and initial value."""

    is_input: bool | None = field(Flag())
    is_output: bool | None = field(Flag())
    is_secure: bool | None = field(Flag())
    description: str | None = field(Text())


_OTHERS = ("name", "initialValue")
_NAME = re.compile(r"[^\W\d]\w*")
_LONGEST_NAME = 100


def read_variables(reading: Reading, node: Node | None, scope: str) -> tuple[Variable, ...]:
    """The variables that a list declares. `scope` is `Flow`, `Common`, `State` or `Task`."""
    if node is None:
        return ()
    found: dict[str, Variable] = {}
    for item in as_list(reading, node, "variables", "stringVariable"):
        body = as_object(reading, item, "an item of variables")
        for entry in body.entries if body is not None else ():
            declared = _declaration(reading, entry, scope)
            if declared is None:
                continue
            variable, name = declared
            if variable.key in found:
                message = f"The variable `{variable.name}` is declared twice; names are case-insensitive."
                reading.report(rules.DUPLICATE_VARIABLE, message, entry.key, "Remove or rename one of them.")
                continue
            found[variable.key] = variable
            if _check_name(reading, name, scope):
                reading.declarations.append((variable, name))
    return tuple(found.values())


def declared_here(reading: Reading, node: Mapping, scope: str) -> dict[str, Type]:
    """The types of the variables in the `variables:` list of an undeclared shape."""
    variables = node.get("variables")
    if variables is None or "actions" not in node:
        return {}
    return {variable.key: variable.type for variable in read_variables(reading, variables, scope)}


def _declaration(reading: Reading, entry: Entry, scope: str) -> tuple[Variable, Scalar] | None:
    kind = declared_type(entry.name)
    if kind is None:
        report_unknown_type(reading, entry.key, declaration_keys(), f"`{entry.name}` does not declare a variable.")
        _forgive(reading, entry.value, scope)
        return None
    body = as_object(reading, entry.value, entry.name)
    if body is None:
        return None
    written = read_fields(reading, VariableFields, body, entry.name, also=_OTHERS)
    name = body.get("name")
    if not isinstance(name, Scalar):
        reading.report(rules.MISSING_KEY, "The variable has no `name`.", entry.key, f"Add `name: {scope}.…`.")
        return None
    variable = Variable(
        name=name.text,
        key=name.text.lower(),
        scope=name.text.partition(".")[0] or scope,
        type=kind,
        initial=_initial(reading, body, kind),
        is_input=bool(written.is_input),
        is_output=bool(written.is_output),
        description=written.description or "",
    )
    return variable, name


def _initial(reading: Reading, body: Mapping, kind: Type) -> Slot[object]:
    node = body.get("initialValue")
    slot = None if node is None else read_value(reading, node, kind, "initialValue")
    return slot or no_value(kind, body.pointer)


def _check_name(reading: Reading, name: Scalar, scope: str) -> bool:
    """Whether a variable of this scope can have this name; reports it if not."""
    if has_placeholder(name.text) or not reading.flow_type.is_run:
        return True
    prefix, dot, rest = name.text.partition(".")
    if not dot or not _NAME.fullmatch(rest) or len(rest) > _LONGEST_NAME:
        message = f"`{name.text}` is not a valid variable name."
        help_text = f"Write `{scope}.` and a letter, followed by letters, digits and `_`."
        reading.report(rules.BAD_VARIABLE_NAME, message, name, help_text)
        reading.misdeclared.add(f"{scope}.{name.text}".lower())
        return False
    if prefix.lower() != scope.lower():
        message = f"`{name.text}` is in the list of `{scope}.` variables."
        reading.report(rules.VARIABLE_SCOPE, message, name, f"Rename it to `{scope}.{rest}`, or move it.")
        reading.misdeclared.add(f"{scope}.{rest}".lower())
        return False
    return True


def _forgive(reading: Reading, node: Node, scope: str) -> None:
    """Remembers the name of a faulty declaration, so that its uses are not reported as well."""
    name = node.get("name") if isinstance(node, Mapping) else None
    if isinstance(name, Scalar):
        prefix = "" if "." in name.text else f"{scope}."
        reading.misdeclared.add(f"{prefix}{name.text}".lower())
