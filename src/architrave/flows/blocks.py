"""Blocks: lists of actions, one after another."""

from architrave.diagnostics import did_you_mean
from architrave.flows import rules
from architrave.flows.actions import ACTIONS, ActionDeclaration, Running
from architrave.flows.actions.shape import Branch
from architrave.flows.availability import Availability, complaint
from architrave.flows.expect import as_list, as_object
from architrave.flows.fixes import renamed
from architrave.flows.program import Action, AnyAction, Block, Fields
from architrave.flows.reading import Reading
from architrave.flows.shapes import read_fields
from architrave.flows.substitutions import has_placeholder
from architrave.flows.yaml import Entry, Mapping, Node, Scalar

_BY_FOLDED_KEY = {key.lower(): declaration for key, declaration in ACTIONS.items()}
_COMMON_KEYS = ("name", "refId", "none", "outputs")


def read_block(reading: Reading, node: Node) -> Block:
    """The actions of a list, in order."""
    block: list[AnyAction] = []
    for item in as_list(reading, node, "actions", "updateData"):
        body = as_object(reading, item, "an action")
        if body is None:
            continue
        if not body.entries:
            reading.report(rules.WRONG_SHAPE, "An item of `actions` is empty.", item, "Write an action, or remove it.")
            continue
        first, *others = body.entries
        block.append(_read_action(reading, first))
        block.extend(_read_action(reading, entry) for entry in others if _is_misplaced_action(reading, first, entry))
    return tuple(block)


def _is_misplaced_action(reading: Reading, first: Entry, entry: Entry) -> bool:
    """Reports a second key of an item of `actions`; True if it is an action whose dash is missing."""
    is_action = entry.name.lower() in _BY_FOLDED_KEY
    if is_action:
        message = f"`{entry.name}` is in the same list item as `{first.name}`."
        help_text = "Start each action with `- `."
    else:
        message = f"`{entry.name}` is next to `{first.name}`, not inside it."
        help_text = f"Indent `{entry.name}` further than `{first.name}`."
    reading.report(rules.WRONG_SHAPE, message, entry.key, help_text)
    return is_action


def _read_action(reading: Reading, entry: Entry) -> AnyAction:
    number = len(reading.actions)
    declaration = _BY_FOLDED_KEY.get(entry.name.lower())
    kind = entry.name if declaration is None else declaration.key
    place = reading.document.position(entry.key.start)
    placeholder: AnyAction = Action(number, kind, kind, Fields(), {}, entry.key.pointer, place)
    reading.actions.append(placeholder)
    reading.entries.append(entry)
    if declaration is None:
        _unknown(reading, entry)
        return placeholder
    if entry.name != declaration.key:
        message = f"The action `{entry.name}` is written `{declaration.key}` in Archy files."
        help_text = f"Write `{declaration.key}`: Archy may not accept another case."
        reading.report(rules.ACTION_CASE, message, entry.key, help_text, renamed(entry.key, (declaration.key,)))
    fields, branches, name = _body(reading, declaration, entry)
    action = Action(number, kind, name, fields, branches, entry.key.pointer, place)
    reading.actions[number] = action
    return action


def _unknown(reading: Reading, entry: Entry) -> None:
    if has_placeholder(entry.name):
        return
    near = did_you_mean(entry.name, ACTIONS)
    help_text = f"Did you mean `{near}`?" if near else "Run `architrave schema flow` to list all actions."
    message = f"There is no action `{entry.name}`."
    reading.report(rules.UNKNOWN_ACTION, message, entry.key, help_text, renamed(entry.key, ACTIONS))


def _body(reading: Reading, declaration: ActionDeclaration, entry: Entry) -> tuple[Fields, dict[str, Block], str]:
    _check(reading, declaration, entry.key)
    body = as_object(reading, entry.value, declaration.key)
    if body is None:
        return Fields(), {}, declaration.title
    outer, reading.loose = reading.loose, {}
    keys = declaration.keys
    misplaced = tuple(name for name in declaration.outputs if name in body and name not in keys)
    fields = read_fields(
        reading,
        declaration.fields,
        body,
        declaration.key,
        is_open=declaration.is_open,
        also=(*_COMMON_KEYS, *misplaced),
        given=declaration.given,
    )
    branches = {} if "outputs" in keys else _outputs(reading, declaration, body.get("outputs"))
    for name in misplaced:
        branches |= _misplaced(reading, declaration, body, name)
    branches = {**reading.loose, **branches, **fields.branches()}
    reading.loose = outer
    label = body.get("name")
    return fields, branches, label.text if isinstance(label, Scalar) and label.text else declaration.title


def _check(reading: Reading, declaration: ActionDeclaration, key: Scalar) -> None:
    what = f"{declaration.title} (`{declaration.key}`)"
    if declaration.only_in is not None:
        place = Availability(declaration.only_in, declaration.perhaps_in)
        fault = complaint(place, what, reading.used_in, rules.ACTION_NOT_ALLOWED)
        if fault is not None:
            reading.report(fault.rule, fault.message, key, fault.help)
            if fault.rule is rules.ACTION_NOT_ALLOWED:
                return
    if reading.flow_type.is_run and declaration.running is Running.REFUSED:
        message = f"Architrave does not run {what}: executions that reach it fail."
        reading.report(rules.ACTION_NOT_RUN, message, key, declaration.note or None)


def _outputs(reading: Reading, declaration: ActionDeclaration, node: Node | None) -> dict[str, Block]:
    body = None if node is None else as_object(reading, node, "outputs")
    if body is None:
        return {}
    branches: dict[str, Block] = {}
    for entry in body.entries:
        name = _output_name(reading, declaration, entry, body)
        branches[name] = _branch(reading, entry.value, entry.name)
    return branches


def _output_name(reading: Reading, declaration: ActionDeclaration, entry: Entry, body: Mapping) -> str:
    for name in (*declaration.outputs, *declaration.idle_outputs):
        if name.lower() == entry.name.lower():
            return name
    if not declaration.is_open_outputs:
        near = did_you_mean(entry.name, declaration.outputs)
        names = ", ".join(f"`{name}`" for name in declaration.outputs)
        help_text = f"Did you mean `{near}`?" if near else (f"It has {names}." if names else "It has no outputs.")
        message = f"`{declaration.key}` has no output `{entry.name}`."
        fix = renamed(entry.key, declaration.outputs, body)
        reading.report(rules.UNKNOWN_OUTPUT, message, entry.key, help_text, fix)
    return entry.name.lower()


def _branch(reading: Reading, node: Node, name: str) -> Block:
    body = as_object(reading, node, name)
    branch = Branch() if body is None else read_fields(reading, Branch, body, name)
    return branch.actions or ()


def _misplaced(reading: Reading, declaration: ActionDeclaration, body: Mapping, name: str) -> dict[str, Block]:
    entry = body.entry(name)
    if entry is None:
        return {}
    message = f"`{name}` is next to the other keys of `{declaration.key}`; the cloud expects it inside `outputs`."
    reading.report(rules.MISPLACED_BRANCH, message, entry.key, f"Move `{name}:` below `outputs:`.")
    return {name: _branch(reading, entry.value, name)}
