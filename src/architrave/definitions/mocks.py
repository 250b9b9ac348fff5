"""A mocks file: replies for data actions, used instead of calling them.

It is a YAML map from a data action (`Category/Name` or `Name`) to a reply or a list of replies. A reply has one of
`success`, `failure`, `timeout` and `respond`, and optionally `when` (only for calls with these inputs) and `delay`
(seconds). `respond` is an HTTP response: the data action's templates and translation map really run. The replies in a
list that match a call are used in turn; the last one repeats.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from architrave.definitions import rules
from architrave.diagnostics import Diagnostic, Position, Rule, Source, did_you_mean
from architrave.diagnostics.guarding import guarded
from architrave.flows import yaml
from architrave.flows.yaml import plain_value, read_yaml

MOCKS_YAML = "mocks.yaml"
"""The mocks file of an organization's folder."""

RESPOND = "respond"
_KINDS = ("success", "failure", "timeout", RESPOND)
_KEYS = (*_KINDS, "when", "delay")
_SHAPE = (
    "Write `success: {OUTPUT: VALUE}`, `failure: {errorCode: …, errorMessage: …}`, `timeout: true` or "
    "`respond: {status: 200, body: …}`."
)
_RESPONSE = ("status", "headers", "body")
LONGEST_DELAY = 86_400
"""The longest delay of a scripted reply, in seconds."""


@dataclass(frozen=True, slots=True)
class ScriptedReply:
    """One reply in a mocks file.

    `values` are outputs, the parts of a failure, or the `status`, `headers` and `body` (a text) of an HTTP response.
    `delay` is in milliseconds; `when` maps input names to values. `at` is its place.
    """

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    when: Mapping[str, Any] = field(default_factory=dict[str, Any])
    delay: int = 0
    at: Position | None = field(default=None, compare=False)

    def fits(self, inputs: Mapping[str, Any]) -> bool:
        """Whether the reply is for a call with these inputs. `5` and `"5"` are equal."""
        return all(name in inputs and _same(inputs[name], value) for name, value in self.when.items())

    def to_json(self) -> dict[str, Any]:
        """The reply in the interpreter's format."""
        if self.kind == "timeout":
            return {"timeout": True}
        if self.kind == "success":
            return {"success": dict(self.values)}
        if self.kind == RESPOND:
            raise TypeError("an HTTP response becomes a reply only in its data action")
        failure = dict(self.values)
        if "errorMessage" in failure:
            failure.setdefault("userMessage", failure["errorMessage"])
        return {"failure": failure}


@dataclass(frozen=True, slots=True)
class Mocks:
    """The replies in a mocks file, by data action as written there, casefolded."""

    replies: Mapping[str, tuple[ScriptedReply, ...]] = field(default_factory=dict[str, tuple[ScriptedReply, ...]])

    def __contains__(self, action: tuple[str, str]) -> bool:
        return self._list(*action) is not None

    def choose(
        self, category: str, name: str, inputs: Mapping[str, Any], taken: tuple[int, ...] = ()
    ) -> tuple[int, ScriptedReply] | None:
        """The reply to a call, with its index in the list; None if the data action has no matching reply.

        It is the first matching reply that is not taken, or else the last matching one.
        """
        fitting = [(place, reply) for place, reply in enumerate(self._list(category, name) or ()) if reply.fits(inputs)]
        if not fitting:
            return None
        return next((choice for choice in fitting if choice[0] not in taken), fitting[-1])

    def over(self, other: "Mocks") -> "Mocks":
        """These replies with those of `other`, which replace all replies to the data actions that they name."""
        names = {name if "/" in name else f"/{name}" for name in other.replies}
        kept = {
            name: replies
            for name, replies in self.replies.items()
            if name not in names and not any(f"/{name}".endswith(each) for each in names if each[0] == "/")
        }
        return Mocks({**kept, **other.replies})

    def _list(self, category: str, name: str) -> tuple[ScriptedReply, ...] | None:
        return self.replies.get(f"{category}/{name}".casefold(), self.replies.get(name.casefold()))


@guarded(Mocks)
def read_mocks(source: Source) -> tuple[Mocks, tuple[Diagnostic, ...]]:
    """The mocks that could be read from a source, and all problems in it."""
    node, faults = read_yaml(source)
    if node is None:
        return Mocks(), faults
    if not isinstance(node, yaml.Mapping):
        reader = _Reader(source, list(faults))
        reader.fault(rules.MOCK_SHAPE, node, "A mocks file must be a map from data actions to replies.", _SHAPE)
        return Mocks(), tuple(reader.faults)
    mocks, misfits = read_replies_in(node.entries, source)
    return mocks, (*faults, *misfits)


def read_replies_in(entries: Iterable[yaml.Entry], source: Source) -> tuple[Mocks, tuple[Diagnostic, ...]]:
    """The replies in a part of a source, by data action, and all problems in them."""
    reader = _Reader(source, [])
    replies = {entry.name.casefold(): tuple(reader.replies(entry)) for entry in entries}
    return Mocks(replies), tuple(reader.faults)


def _same(given: Any, wanted: Any) -> bool:
    if isinstance(given, bool) or isinstance(wanted, bool):
        return str(given).lower() == str(wanted).lower()
    if isinstance(given, str | int | float) and isinstance(wanted, str | int | float):
        return str(given) == str(wanted)
    return given == wanted


class _Reader:
    def __init__(self, source: Source, faults: list[Diagnostic]) -> None:
        self.source = source
        self.faults = faults

    def fault(self, rule: Rule, node: yaml.Node, message: str, advice: str) -> None:
        start, end = self.source.position(node.start), self.source.position(node.end)
        self.faults.append(Diagnostic(rule, message, self.source.name, node.pointer, start, end, advice))

    def replies(self, entry: yaml.Entry) -> Iterator[ScriptedReply]:
        nodes = entry.value.items if isinstance(entry.value, yaml.Sequence) else (entry.value,)
        if not nodes:
            self.fault(rules.MOCK_SHAPE, entry.value, f"“{entry.name}” has no reply.", _SHAPE)
        for node in nodes:
            reply = self.reply(entry.name, node)
            if reply is not None:
                yield reply

    def reply(self, action: str, node: yaml.Node) -> ScriptedReply | None:
        if not isinstance(node, yaml.Mapping):
            self.fault(rules.MOCK_SHAPE, node, f"A reply of “{action}” is not a map.", _SHAPE)
            return None
        self._unknown_keys(action, node)
        kinds = [kind for kind in _KINDS if kind in node]
        if not kinds and any(did_you_mean(name, _KINDS) for name in node):
            return None  # a misspelled key, which was reported
        if len(kinds) != 1:
            said = "none of" if not kinds else "more than one of"
            self.fault(
                rules.MOCK_SHAPE,
                node,
                f"A reply of “{action}” has {said} success, failure, timeout and respond.",
                _SHAPE,
            )
            return None
        kind = kinds[0]
        values = {} if kind == "timeout" else self._values(action, node, kind)
        when = self._values(action, node, "when")
        if kind == RESPOND and values is not None:
            values = self._response(action, node, values)
        delay = self._delay(action, node.get("delay"))
        at = self.source.position(node.start)
        return None if values is None or when is None else ScriptedReply(kind, values, when, delay, at)

    def _unknown_keys(self, action: str, node: yaml.Mapping) -> None:
        for entry in node.entries:
            if entry.name not in _KEYS:
                near = did_you_mean(entry.name, _KEYS)
                advice = f"Did you mean `{near}`?" if near else f"Valid keys: {', '.join(_KEYS)}."
                self.fault(rules.MOCK_KEY, entry.key, f"Unknown key `{entry.name}` in a reply of “{action}”.", advice)

    def _values(self, action: str, node: yaml.Mapping, key: str) -> dict[str, Any] | None:
        value = node.get(key)
        if value is None:
            return {}
        plain = plain_value(value)
        if plain is None:
            return {}
        if isinstance(value, yaml.Mapping):
            return plain
        self.fault(rules.MOCK_SHAPE, value, f"`{key}` of “{action}” is not a map of names to values.", _SHAPE)
        return None

    def _response(self, action: str, reply: yaml.Mapping, values: dict[str, Any]) -> dict[str, Any] | None:
        """The parts of an HTTP response: status, headers and body, which may be text or JSON data."""
        written = reply.get(RESPOND)
        for entry in written.entries if isinstance(written, yaml.Mapping) else ():
            if entry.name not in _RESPONSE:
                near = did_you_mean(entry.name, _RESPONSE)
                advice = f"Did you mean `{near}`?" if near else f"Valid keys: {', '.join(_RESPONSE)}."
                message = f"Unknown key `{entry.name}` in `respond` of “{action}”."
                self.fault(rules.MOCK_KEY, entry.key, message, advice)
        status: Any = values.get("status", 200)
        headers: Any = values.get("headers") or {}
        if isinstance(status, bool) or not isinstance(status, int) or not 100 <= status <= 599:
            self.fault(
                rules.MOCK_SHAPE, written or reply, f"`status` of “{action}” is not an HTTP status.", "Write 200."
            )
            return None
        if not isinstance(headers, dict):
            self.fault(rules.MOCK_SHAPE, written or reply, f"`headers` of “{action}” is not a map.", _SHAPE)
            return None
        body: Any = values.get("body", "")
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        named = cast("dict[str, Any]", headers)
        return {"status": status, "headers": {name.lower(): str(value) for name, value in named.items()}, "body": text}

    def _delay(self, action: str, node: yaml.Node | None) -> int:
        if node is None:
            return 0
        seconds = plain_value(node)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= LONGEST_DELAY:
            message = f"`delay` of “{action}” must be a number of seconds from 0 to {LONGEST_DELAY:,}."
            self.fault(rules.MOCK_SHAPE, node, message, "For one and a half seconds, write `delay: 1.5`.")
            return 0
        return int(seconds * 1000)
