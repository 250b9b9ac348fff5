"""Fixes what can be fixed with certainty: an input's name and value, and a misnamed field that contains inputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import msgspec

from architrave.contract.fields import fold
from architrave.contract.findings import Patch
from architrave.contract.inputs import Input, InputTable
from architrave.diagnostics import join_pointer

INPUT_DATA = "inputData"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The input that a key means. `exact` is False if the key must be corrected to be accepted."""

    input: Input
    exact: bool
    scoped: bool


def resolve(key: str, table: InputTable) -> Resolved | None:
    """The input that a key clearly means; None if that is unclear."""
    if (found := table.find(key)) is not None:
        return Resolved(found, exact=True, scoped=True)
    if (found := table.find_bare(key)) is not None:
        return Resolved(found, exact=False, scoped=False)
    folded = fold(key).removeprefix("flow.")
    same = [item for item in table.all if fold(item.bare_name) == folded]
    if len(same) == 1:
        return Resolved(same[0], exact=False, scoped=key.lower().startswith("flow."))
    return None


def repair_value(value: Any, to: Input) -> tuple[Any, bool]:
    """The value as the input accepts it, and whether that is certain. A valid value does not change."""
    if value is None or to.accepts(value):
        return value, True
    if to.type.is_collection:
        single = not isinstance(value, list | dict) and to.accepts([value])
        return ([value], True) if single else (cast("Any", value), False)
    if to.type.code == "str" and isinstance(value, bool | int | Decimal):
        text = ("true" if value else "false") if isinstance(value, bool) else str(value)
        # 1e3 may have been meant as 1e3, 1000 or 1000.0: a person decides.
        return (value, False) if "E" in text else (text, True)
    if to.type.code == "bln" and isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true", True
    return value, False


def as_object(value: Any) -> dict[str, Any] | None:
    """The value itself if it is an object, or the object that it contains as JSON in a string."""
    if isinstance(value, dict):
        return cast("dict[str, Any]", value)
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            inner = msgspec.json.decode(value)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        return cast("dict[str, Any]", inner) if isinstance(inner, dict) else None
    return None


@dataclass(slots=True)
class InputPlan:
    """What `inputData` will hold after the fixes so far, so that the next fix applies after them.

    `held` is None as long as the body has no `inputData`; `is_open` is False if nothing can be added to it. `encoded`
    means that it is still JSON in a string, which the first fix that adds to it has to decode.
    """

    table: InputTable | None
    held: dict[str, Any] | None
    is_open: bool = True
    encoded: bool = False

    def decode(self) -> Patch | None:
        """A patch that replaces the string by the object in it, None if that is not certain."""
        self.encoded = False
        return None if self.held is None else [{"op": "replace", "path": f"/{INPUT_DATA}", "value": dict(self.held)}]

    def take(self, key: str, value: Any, *, all_must_fit: bool) -> Patch | None:
        """A patch that moves the content of the field `key` into `inputData` under the right names.

        With `all_must_fit` each key must be an input, with a value that fits. None if the move is not certain.
        """
        given = as_object(value)
        # An object encoded in a string was not checked key by key, so it must fit as a whole.
        strict = all_must_fit or (self.table is not None and given is not value)
        repaired = None if given is None else repair_inputs(given, self.table, all_must_fit=strict)
        if given is None or repaired is None or not self.is_open:
            return None
        patch: Patch = []
        if self.held is None:
            unchanged = given is value and list(repaired.items()) == list(given.items())
            source = join_pointer([key])
            if unchanged and not all_must_fit:
                patch.append({"op": "move", "from": source, "path": f"/{INPUT_DATA}"})
            else:
                patch.append({"op": "add", "path": f"/{INPUT_DATA}", "value": repaired})
                patch.append({"op": "remove", "path": source})
            self.held = dict(repaired)
            return patch
        taken = {name.lower(): value for name, value in self.held.items()}
        if any(name.lower() in taken and not same_json(taken[name.lower()], new) for name, new in repaired.items()):
            return None
        if self.encoded:
            patch += self.decode() or []
        for name, new in repaired.items():
            if name.lower() not in taken:
                patch.append({"op": "add", "path": join_pointer([INPUT_DATA, name]), "value": new})
        patch.append({"op": "remove", "path": join_pointer([key])})
        self.held = {**repaired, **self.held}
        return patch


def repair_inputs(given: Mapping[str, Any], table: InputTable | None, *, all_must_fit: bool) -> dict[str, Any] | None:
    """The inputs under the right names and with values that fit.

    Anything that cannot be fixed does not change; with `all_must_fit` the result is then None.
    """
    if table is None:
        return None if all_must_fit else dict(given)
    repaired: dict[str, Any] = {}
    names: dict[str, str] = {}
    for key, value in given.items():
        found = resolve(key, table)
        new, fits = (value, False) if found is None else repair_value(value, found.input)
        if all_must_fit and not fits:
            return None
        name = key if found is None or found.exact else found.input.name
        twin = names.setdefault(name.lower(), name)
        if twin not in repaired:
            repaired[name] = new
        elif not same_json(repaired[twin], new):
            return None
    return repaired


def same_json(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal, where true differs from 1."""
    if isinstance(one, bool) is not isinstance(other, bool):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        left, right = cast("dict[str, Any]", one), cast("dict[str, Any]", other)
        return left.keys() == right.keys() and all(same_json(left[key], right[key]) for key in left)
    if isinstance(one, list) and isinstance(other, list):
        firsts, seconds = cast("list[Any]", one), cast("list[Any]", other)
        return len(firsts) == len(seconds) and all(map(same_json, firsts, seconds))
    return bool(one == other)
