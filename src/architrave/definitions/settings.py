"""Reads a YAML node according to a shape, and reports everything that does not fit."""

import re
from collections.abc import Mapping
from typing import Any

from architrave.definitions import rules
from architrave.definitions.shapes import Anything, Fields, Flag, Listed, Named, Shape, Short, Text, Whole
from architrave.diagnostics import Diagnostic, Position, Rule, Source, did_you_mean
from architrave.flows import yaml

_ENVIRONMENT = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

_WORDS: dict[type[Shape], str] = {
    Text: "a string",
    Flag: "true or false",
    Whole: "a whole number",
    Listed: "a list",
    Named: "a map",
    Fields: "a map",
    Short: "a string or a map",
}


_ALL = {
    "rule": "Run `architrave explain` to list all rules.",
    "scope": "Scopes are named after areas of the API, such as architect, architect:readonly or users:readonly.",
}
"""Where to find all names of a kind that has too many to list."""


class Settings:
    """Reads one source. Values are returned as plain data; problems are collected in `diagnostics`.

    Without `needs_secrets`, a variable that is not set is no problem in a secret.
    """

    def __init__(
        self,
        source: Source,
        environment: Mapping[str, str] | None,
        *,
        file: str = "org.yaml",
        needs_secrets: bool = True,
    ) -> None:
        self.source = source
        self._file = file
        self.diagnostics: list[Diagnostic] = []
        self._environment = environment
        self._needs_secrets = needs_secrets
        self._nodes: dict[str, yaml.Node] = {}
        self._keys: dict[str, yaml.Scalar] = {}

    def fault(self, rule: Rule, message: str, pointer: str, help: str | None = None, *, at_key: bool = False) -> None:  # noqa: A002
        """Report a problem at a JSON pointer; `at_key` points to the key instead of its value."""
        node = self._keys.get(pointer) if at_key else None
        node = node or self._nodes.get(pointer)
        start, end = (None, None) if node is None else (node.start, node.end)
        self.diagnostics.append(
            Diagnostic(
                rule,
                message,
                file=self.source.name,
                pointer=pointer,
                start=None if start is None else self.source.position(start),
                end=None if end is None else self.source.position(end),
                help=help,
            )
        )

    def place(self, pointer: str) -> Position:
        """The position of the key at a pointer; if it has no key, the position of the value."""
        node = self._keys.get(pointer) or self._nodes[pointer]
        return self.source.position(node.start)

    def read(self, shape: Shape, node: yaml.Node) -> Any:
        """The value of a node according to its shape; None if it is empty or does not fit."""
        self._nodes[node.pointer] = node
        if isinstance(node, yaml.Scalar) and node.plain and node.value is None:
            return None
        match shape:
            case Text():
                return self._text(shape, node)
            case Flag():
                return self._flag(shape, node)
            case Whole():
                return self._whole(shape, node)
            case Listed():
                return self._listed(shape, node)
            case Named():
                return self._named(shape, node)
            case Fields():
                return self._fields(shape, node)
            case Short():
                return self._short(shape, node)
            case Anything():
                return self._anything(node)

    def _short(self, shape: Short, node: yaml.Node) -> str | dict[str, Any] | None:
        match node:
            case yaml.Scalar():
                return self._filled(node)
            case yaml.Mapping():
                return self._fields(shape.fields, node)
            case _:
                return self._misfit(shape, node)

    def _anything(self, node: yaml.Node) -> Any:
        match node:
            case yaml.Scalar():
                return node.value if node.plain and not isinstance(node.value, str) else self._filled(node)
            case yaml.Sequence():
                return [self.read(Anything(), item) for item in node.items]
            case yaml.Mapping():
                return {entry.name: self.read(Anything(), entry.value) for entry in node.entries}

    def _text(self, shape: Text, node: yaml.Node) -> str | None:
        if not isinstance(node, yaml.Scalar):
            return self._misfit(shape, node)
        text = self._filled(node, is_needed=self._needs_secrets or not shape.is_secret)
        if shape.options and text not in shape.options:
            meant = did_you_mean(text, shape.options)
            others = _ALL.get(shape.noun) or f"Use one of {', '.join(shape.options)}."
            self.fault(
                rules.WRONG_SETTING,
                f'There is no {shape.noun} "{text}".' if shape.noun else f'"{text}" is not a valid value here.',
                node.pointer,
                f'Did you mean "{meant}"?' if meant else others,
            )
            return None
        return text

    def _flag(self, shape: Flag, node: yaml.Node) -> bool | None:
        value = node.value if isinstance(node, yaml.Scalar) else None
        return value if isinstance(value, bool) else self._misfit(shape, node)

    def _whole(self, shape: Whole, node: yaml.Node) -> int | None:
        value = node.value if isinstance(node, yaml.Scalar) else None
        if not isinstance(value, int) or isinstance(value, bool):
            return self._misfit(shape, node)
        if not shape.least <= value <= shape.most:
            message = f"{value} is not between {shape.least} and {shape.most}."
            self.fault(rules.WRONG_SETTING, message, node.pointer, "Choose a number in that range.")
            return None
        return value

    def _listed(self, shape: Listed, node: yaml.Node) -> list[Any] | None:
        if not isinstance(node, yaml.Sequence):
            return self._misfit(shape, node)
        return [self.read(shape.item, item) for item in node.items]

    def _named(self, shape: Named, node: yaml.Node) -> dict[str, Any] | None:
        if not isinstance(node, yaml.Mapping):
            return self._misfit(shape, node)
        return {entry.name: self._entry(shape.value, entry) for entry in node.entries}

    def _fields(self, shape: Fields, node: yaml.Node) -> dict[str, Any] | None:
        if not isinstance(node, yaml.Mapping):
            return self._misfit(shape, node)
        values: dict[str, Any] = {}
        for entry in node.entries:
            known = shape.fields.get(entry.name)
            if known is None:
                self._keys[entry.value.pointer] = entry.key
                self._unknown(shape, node, entry)
            else:
                values[entry.name] = self._entry(known, entry)
        for name in shape.required:
            if name not in node:
                self.fault(rules.MISSING_SETTING, f'"{name}" is missing.', node.pointer, f"Add `{name}: …`.")
        return values

    def _entry(self, shape: Shape, entry: yaml.Entry) -> Any:
        self._keys[entry.value.pointer] = entry.key
        return self.read(shape, entry.value)

    def _unknown(self, shape: Fields, node: yaml.Mapping, entry: yaml.Entry) -> None:
        where = self._file if node.pointer == "" else f"{node.pointer} in {self._file}"
        meant = did_you_mean(entry.name, [name for name in shape.fields if name not in node])
        others = _ALL.get(shape.noun) or f"Valid keys: {', '.join(shape.fields)}."
        advice = f"Did you mean `{meant}`?" if meant else others
        self.fault(
            rules.UNKNOWN_SETTING, f'Unknown key "{entry.name}" in {where}.', entry.value.pointer, advice, at_key=True
        )

    def _misfit(self, shape: Shape, node: yaml.Node) -> None:
        said = node.text if isinstance(node, yaml.Scalar) else "a list" if isinstance(node, yaml.Sequence) else "a map"
        advice = "Write true or false: YAML 1.2 does not have yes and no." if isinstance(shape, Flag) else None
        message = f"Expected {_WORDS[type(shape)]}, found {said}."
        self.fault(rules.WRONG_SETTING, message, node.pointer, advice)

    def _filled(self, node: yaml.Scalar, *, is_needed: bool = True) -> str:
        """The text of a scalar with every `${NAME}` replaced from the environment, if there is one."""

        def value(match: re.Match[str]) -> str:
            if self._environment is None:
                return match.group(0)
            found = self._environment.get(match.group(1))
            if found is None and not is_needed:
                return match.group(0)
            if found is None:
                name = match.group(1)
                self.fault(
                    rules.MISSING_ENVIRONMENT,
                    f"The environment variable {name} is not set.",
                    node.pointer,
                    f"Set {name} before you start Architrave, or write its value here.",
                )
                return match.group(0)
            return found

        return _ENVIRONMENT.sub(value, node.text)
