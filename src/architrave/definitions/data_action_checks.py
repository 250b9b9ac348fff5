"""Finds faults in a data action's templates, paths and defaults that would make its calls fail.

All findings are warnings, so that an organization with an unfinished data action can still be served.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from architrave.definitions import rules
from architrave.definitions.json_files import Span, fault
from architrave.definitions.values import DataAction
from architrave.diagnostics import Diagnostic, Rule, did_you_mean
from architrave.diagnostics.diagnostic import sort_key
from architrave.templates import Fault, Template, compile_path, parse_template
from architrave.templates.velocity.nodes import Call, Define, Foreach, If, Macro, Node, Property, Reference, Set, Text
from architrave.templates.velocity.tools import NAMES

_BARE_WORD = re.compile(r"[A-Za-z][\w .-]*")
_SECRET_HEADERS = re.compile(r"authorization|.*(?:api-?key|token|secret|password).*", re.IGNORECASE)
_OF_LOOPS = frozenset({"foreach", "bodyContent"})
_OF_REQUESTS = frozenset({"input", "credentials", "authResponse"})
_RAW_REQUEST = "rawRequest"


def check_data_action(action: DataAction) -> Iterator[Diagnostic]:
    """All faults in a data action, in the order of the file."""
    return iter(sorted(_Checks(action).all(), key=sort_key))


def bare_word(text: str) -> bool:
    """Whether a default is a bare word, which counts as a string (assumed: the platform's parser reads it so)."""
    return _BARE_WORD.fullmatch(text) is not None


class _Checks:
    def __init__(self, action: DataAction) -> None:
        self._action = action
        self._request = _texts(action.config.get("request"))
        self._response = _texts(action.config.get("response"))
        self._headers = _texts(cast("dict[str, Any]", action.config["request"]).get("headers"))
        response = cast("dict[str, Any]", action.config["response"])
        self._paths = _texts(response.get("translationMap"))
        self._defaults = _texts(response.get("translationMapDefaults"))

    def all(self) -> Iterator[Diagnostic]:
        for key in ("requestUrlTemplate", "requestTemplate"):
            yield from self._template(self._request.get(key), ("config", "request", key), _OF_REQUESTS)
        for name, value in self._headers.items():
            pointer = ("config", "request", "headers", name)
            yield from self._template(value, pointer, _OF_REQUESTS)
            yield from self._secret(name, value, pointer)
        yield from self._translation()
        known = frozenset({*self._paths, *self._defaults, "rawResult", "input"})
        pointer = ("config", "response", "successTemplate")
        yield from self._template(self._response.get("successTemplate"), pointer, known)
        yield from self._quoted(pointer)

    def _translation(self) -> Iterator[Diagnostic]:
        for name, path in self._paths.items():
            pointer = ("config", "response", "translationMap", name)
            found = compile_path(path)
            if isinstance(found, Fault):
                advice = "Write a JSONPath like $.items[0].id. Until then, the name has its default or no value."
                yield self._fault(rules.DATA_ACTION_PATH, found.message, pointer, advice)
        for name, value in self._defaults.items():
            pointer = ("config", "response", "translationMapDefaults", name)
            if _is_json(value):
                continue
            shown = f"The default of {name}, {json.dumps(value, ensure_ascii=False)}, is not JSON"
            if bare_word(value):
                advice = f"Write it as a JSON string: {json.dumps(json.dumps(value, ensure_ascii=False))}."
                yield self._fault(rules.DATA_ACTION_DEFAULT, f"{shown}. It is read as a string.", pointer, advice)
            else:
                advice = 'Write JSON inside the string: "[]", "0", "null", or "\\"\\"" for an empty string.'
                message = f"{shown}. A call that uses it fails."
                yield self._fault(rules.DATA_ACTION_DEFAULT, message, pointer, advice)

    def _template(self, text: str | None, pointer: tuple[str, ...], known: frozenset[str]) -> Iterator[Diagnostic]:
        template = None if text is None else parse_template(text)
        if isinstance(template, Fault):
            advice = "Every call fails. To write `#` or `$` as text, use #[[#]]# or ${esc.dollar}."
            message = f"{pointer[-1]} has an error at character {template.offset + 1}: {template.message}"
            within = template.offset, template.offset + 1
            yield self._fault(rules.DATA_ACTION_TEMPLATE, message, pointer, advice, within)
        elif template is not None:
            yield from self._references(template, pointer, known)

    def _references(self, template: Template, pointer: tuple[str, ...], known: frozenset[str]) -> Iterator[Diagnostic]:
        made = known | NAMES | _OF_LOOPS | frozenset(_made(template.body))
        inputs = self._inputs()
        said: set[str] = set()
        for found in template.references:
            if found.text in said:
                continue
            said.add(found.text)
            if found.root not in made:
                yield from self._unknown_root(found, pointer, made)
            elif found.root == "input" and inputs is not None:
                yield from self._unknown_input(found, pointer, inputs)

    def _unknown_root(self, found: Reference, pointer: tuple[str, ...], made: frozenset[str]) -> Iterator[Diagnostic]:
        if found.root.lower() == "input":
            message = f"{found.text} is capitalized. Architrave reads it as `input`."
            advice = "Write ${input.…}. It is not known whether the platform accepts other spellings."
        else:
            message = f"Unknown name {found.root}: {_what_happens(found)}."
            near = did_you_mean(found.root, sorted(made))
            advice = f"Did you mean `{near}`?" if near else "Values from the flow are ${input.NAME}."
        yield self._fault(rules.DATA_ACTION_REFERENCE, message, pointer, advice, _span(found))

    def _unknown_input(
        self, found: Reference, pointer: tuple[str, ...], inputs: frozenset[str]
    ) -> Iterator[Diagnostic]:
        first = found.steps[0] if found.steps else None
        if not isinstance(first, Property) or first.name in inputs or first.name == _RAW_REQUEST:
            return
        near = did_you_mean(first.name, sorted(inputs))
        advice = f"Did you mean `{near}`?" if near else "Add it to the input contract."
        message = f"{found.text} refers to “{first.name}”, which is not in the input contract."
        yield self._fault(rules.DATA_ACTION_REFERENCE, message, pointer, advice, _span(found))

    def _inputs(self) -> frozenset[str] | None:
        """The names of the inputs; None if the contract does not list them."""
        schema = cast("dict[str, Any]", self._action.contract["input"]["inputSchema"])
        properties: Any = schema.get("properties")
        return frozenset(cast("dict[str, Any]", properties)) if isinstance(properties, dict) and properties else None

    def _secret(self, name: str, value: str, pointer: tuple[str, ...]) -> Iterator[Diagnostic]:
        if _SECRET_HEADERS.fullmatch(name) and value.strip() and "$" not in value and value != "REDACTED":
            message = f"The header {name} contains a credential."
            advice = "Move it to org.yaml under `integrations`, as `headers: {NAME: ${ENV_NAME}}`."
            yield self._fault(rules.DATA_ACTION_SECRET, message, pointer, advice)

    def _quoted(self, pointer: tuple[str, ...]) -> Iterator[Diagnostic]:
        template = parse_template(self._response.get("successTemplate", ""))
        nodes = template.body if isinstance(template, Template) else ()
        for before, node, after in zip(nodes, nodes[1:], nodes[2:], strict=False):
            if (
                isinstance(node, Reference)
                and node.root in self._paths
                and not node.steps
                and isinstance(before, Text)
                and isinstance(after, Text)
                and before.text.endswith('"')
                and after.text.startswith('"')
            ):
                message = f"{node.text} is in quotes, but a translated value is JSON and already has quotes."
                advice = f"Remove the quotes around {node.text}."
                yield self._fault(rules.DATA_ACTION_QUOTED, message, pointer, advice, _span(node))

    def _fault(
        self, rule: Rule, message: str, pointer: tuple[str, ...], advice: str, within: Span | None = None
    ) -> Diagnostic:
        return fault(self._action.source, rule, message, pointer, advice, within)


def _what_happens(reference: Reference) -> str:
    """What a name that is not set means: in strict mode the call fails, unless the name is only tested."""
    if reference.tested or reference.otherwise is not None:
        return f"{reference.text} never has a value"
    return f"a call that reaches {reference.text} fails"


def _span(reference: Reference) -> Span:
    return reference.offset, reference.offset + len(reference.text)


def _texts(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict):
        return {}
    return {name: text for name, text in cast("dict[str, Any]", value).items() if isinstance(text, str)}


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _made(nodes: tuple[Node, ...]) -> Iterator[str]:
    """The names that a template defines."""
    for node in nodes:
        match node:
            case Set():
                if not node.target.steps:
                    yield node.target.root
            case Foreach():
                yield node.name
                yield from _made((*node.body, *node.otherwise))
            case Define():
                yield node.name
                yield from _made(node.body)
            case Macro():
                yield from (name for name, _ in node.parameters)
                yield from _made(node.body)
            case Call():
                yield from _made(node.body or ())
            case If():
                for _, body in node.branches:
                    yield from _made(body)
            case _:
                pass
