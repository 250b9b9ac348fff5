"""Mutates YAML and JSON texts by their structure: any node or key becomes something else, the rest stays as written.

What is written in its place is of every kind that YAML has, also kinds that our files must not have: anchors, aliases,
merge keys, tags, dates, sets, binary. Some results are no longer valid YAML or JSON; a reader must take those too.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from architrave.flows import yaml
from architrave.flows.yaml import parse

SCALARS = (
    "", "~", "null", "true", "False", "yes", "0", "-1", "1.5", "1e999", "-0", "0x1F", "0o17", ".inf", ".nan", "'5'",
    "9223372036854775808", "9" * 90, "9" * 5000, "1e-4000", "x", "''", '""', '" "', "changeState", "Flow.x", "Flow.",
    ".", "/", "..", "/workflow/states/state[x]", "2026-02-30", "2026-11-29T02:05:15Z", "PT1H", "P99999999999D",
    "+1317555", "en-us",
    '"\\u0000"', '"\\u001b]0;x\\u0007"', '"\\ud800"', '"\\u202e"', '"\\n\\n"', '"😀"', "{{key}}", '"{{"', '"${x}"',
    '"%s %(x)s {0}"', "<<", "'<<'", "*x", "&x y", "!!binary aGVsbG8=", "!!set {a, b}", "!!timestamp 2026-01-01",
    "!!python/object:os.system x", "! x", "|\n  block\n", ">-\n  folded\n", "# gone", '"' + "long " * 3000 + '"',
)  # fmt: skip
"""What a scalar can be."""

COLLECTIONS = (
    "[]", "{}", "[null]", "[[]]", "[{}]", "[{a: null}]", "[1, x, [y], {z: 1}]", "{a: b}", '{"": ""}', "{null: null}",
    "{1: 2, true: 3}", "{a: {b: {c: {d: 1}}}}", "{<<: {a: b}}", "{a: 1, a: 2}", "{[a]: b}", "{? {a: b} : c}", "&x [*x]",
    "{lit: null}", "{lit: {}}", "{lit: []}", "{lit: {name: null}}", "{lit: [x]}", "{lit: 9e99}", "{lit: PT0S}",
    "{exp: null}", "{exp: []}", '{exp: ""}', '{exp: "1 +"}', "{exp: Flow.x}", '{exp: "NOT_SET"}', '{exp: "1/0"}',
    '{exp: "ToAudio(1)"}', "{noValue: true}", "{noValue: x}", "{var: null}", "{var: Flow.x}", "{var: [x]}",
    "{lit: x, exp: y}",
    "{string: {noValue: true}}", "{integer: changeState}", "{name: null}", "{name: x, refId: []}", "{refId: x}",
    "[decision: {}]", "[{}]", "[updateData: x]", "[endTask: {}]", "{actions: x}", "{actions: [{}]}",
    "{case: {value: x}}",
    "[case: null]", "{firstTrue: x}", "{firstMatch: {string: x}}", "{outputs: []}", "[" * 60 + "]" * 60,
    "[" * 300 + "]" * 300, "[" + "x, " * 500 + "x]", "{" + ", ".join(f"k{n}: {n}" for n in range(200)) + "}",
)  # fmt: skip
"""What a collection can be."""

KEYS = (
    "x", "name", "refId", "actions", "lit", "exp", "var", "noValue", "none", "outputs", "<<", '""', "null", "1", "true",
    "1.5", "[a]", "{a: b}", "? x", "*x", "&x x", "{{key}}", '"a/b~c"', '"\\u0000"', "string", "required", "cases",
    "default", "2026-01-01", "'" + "k" * 3000 + "'", "$ref", "properties", "__class__", "type",
)  # fmt: skip
"""What a key can be."""


_NEAR = 12

PIECES = (
    "(", ")", "[", "]", "{", "}", '"', "'", "\\", ",", ".", ":", ";", "$", "#", "@", "*", "?", "!", "+", "-", "/", "=",
    "<", ">", "|", "&", "%", "~", "\n", "\r", "\t", "\0", "\x1b", "\x85", "\u2028", "\ufeff", "\ud800", "é", "0",
    "9" * 30,
    "#if(", "#end", "#foreach($x in $y)", "#set($x = 1)", "${", "$!{", "$.", "$..", "[?(", "{{", "}}", "NOT_SET",
    "Flow.x", " and ", "If(", "- ", ": ", "\n  ",
)  # fmt: skip
"""What can be put into a text."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A node or key in a text, by its offsets."""

    start: int
    end: int
    is_key: bool


def spots(text: str) -> list[Spot]:
    """Every key and value in a YAML or JSON text, in the order of the text; none if it is not valid."""
    root, _ = parse(text)
    return [] if root is None else list(_spots(root))


def _spots(node: yaml.Node) -> Iterator[Spot]:
    yield Spot(node.start, node.end, is_key=False)
    match node:
        case yaml.Mapping():
            for entry in node.entries:
                yield Spot(entry.key.start, entry.key.end, is_key=True)
                yield from _spots(entry.value)
        case yaml.Sequence():
            for item in node.items:
                yield from _spots(item)
        case yaml.Scalar():
            pass


class Mutator:
    """Mutates one text. `others` are texts whose parts may be put into it."""

    def __init__(self, text: str, others: Sequence[str] = ()) -> None:
        self.text = text
        self._spots = spots(text)
        self._others = others or (text,)

    def mutated(self, chance: random.Random) -> str:
        """The text with one or, sometimes, several changes."""
        text, found = self.text, self._spots
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            if not found:
                break
            text = self._changed(text, chance.choice(found), chance)
            found = found if chance.random() < 0.5 else spots(text)
        return text

    def _changed(self, text: str, spot: Spot, chance: random.Random) -> str:
        before, old, after = text[: spot.start], text[spot.start : spot.end], text[spot.end :]
        if spot.is_key:
            return before + chance.choice(KEYS) + after
        match chance.randrange(16):
            case 0:
                return before + after
            case 10 | 11:
                return before + mangled(old, chance) + after
            case 1:
                return before + self._part(chance, text) + after
            case 2 if "\n" not in old:
                return before + f"[{old}]" + after
            case 3 if "\n" not in old:
                return before + f"{{name: {old}}}" + after
            case 12 | 13 | 14 | 15:
                # Another node of the same length or so, which often leaves a good file.
                near = [
                    each for each in self._spots if not each.is_key and abs(each.end - each.start - len(old)) < _NEAR
                ]
                other = chance.choice(near or [spot])
                return before + self.text[other.start : other.end] + after
            case 4 | 5 | 6:
                return before + chance.choice(COLLECTIONS) + after
            case _:
                return before + chance.choice(SCALARS) + after

    def _part(self, chance: random.Random, text: str) -> str:
        """A node from a text, on one line if it has one."""
        other = text if chance.random() < 0.5 else chance.choice(self._others)
        found = spots(other)
        if not found:
            return ""
        spot = chance.choice(found)
        return other[spot.start : spot.end]


def mangled(text: str, chance: random.Random) -> str:
    """The text with some of its characters removed, doubled or replaced: for what is a language of its own."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(text) + 1)
        match chance.randrange(4):
            case 0:
                text = text[:at] + text[at + chance.choice((1, 1, 2, 10)) :]
            case 1:
                text = text[:at] + text[at:][: chance.choice((1, 5, 20))] + text[at:]
            case _:
                text = text[:at] + chance.choice(PIECES) + text[at + chance.randrange(2) :]
    return text
