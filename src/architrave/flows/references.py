"""References by path: `/workflow/states/state[Initial State_10]`, `./tasks/task[Main_12]`, `../../task[Main_12]`.

References into other files are resolved before (`linking`).
"""

import re

from architrave.diagnostics import did_you_mean
from architrave.diagnostics.diagnostic import JsonPatch
from architrave.flows import rules
from architrave.flows.fixes import with_value
from architrave.flows.parts import named_file
from architrave.flows.reading import Reading
from architrave.flows.substitutions import has_placeholder
from architrave.flows.yaml import Node, Scalar

# A refId may contain any character: it is the text between the first `[` and the last `]`. How many levels a `..` goes
# up is not checked: its examples leave open what counts as a level.
_PATH = re.compile(
    r"(?:/(?P<flow>[^/\[]+)/(?:[^/\[]+/)*?\w+|\./(?:[^/\[]+/)*?\w+|(?:\./)?\.\.(?:/[^/\[]+)*?)"
    r"/(?P<item>\w+)\[(?P<id>.*)\]",
    re.DOTALL,
)


def read_reference(reading: Reading, node: Node, kind: str, what: str) -> str | None:
    """The refId that a reference points to; a dangling reference is reported.

    `kind` is what it must point to: `state`, `task`, `menu`; empty for any.
    """
    item, ref_id = _parse(reading, node, kind, what) or ("", "")
    if not item:
        return None
    if has_placeholder(ref_id):
        return ref_id
    if (item, ref_id) in reading.survey.references:
        return ref_id
    known = reading.survey.ref_ids(item)
    if not known and not kind:
        # A flow without states is reported as that; its dangling start is only a consequence.
        return None
    near = did_you_mean(ref_id, known, cutoff=0.6)
    if near:
        help_text = f"Did you mean `[{near}]`?"
    elif known:
        help_text = f"Existing refIds: {', '.join(f'`[{each}]`' for each in known[:8])}."
    else:
        help_text = f"The flow has no {item} with a `refId`."
    message = f"There is no {item} with the refId `{ref_id}`."
    reading.report(rules.DANGLING_REFERENCE, message, node, help_text, _other_writing(node, ref_id, known))
    return None


def referred_to(path: str) -> tuple[str, str] | None:
    """The kind (`state`, `task`, `menu`) and the refId that a path names, even if it is dangling; None for others."""
    match = _PATH.fullmatch(path.strip())
    return None if match is None else (match["item"], match["id"])


def _other_writing(node: Node, ref_id: str, known: list[str]) -> JsonPatch | None:
    """The fix of a reference whose refId differs from a known one only in case."""
    same = [each for each in known if each.casefold() == ref_id.casefold()]
    if len(same) != 1 or not isinstance(node, Scalar):
        return None
    before, _, after = node.text.rpartition(f"[{ref_id}]")
    return with_value(node, f"{before}[{same[0]}]{after}")


def _parse(reading: Reading, node: Node, kind: str, what: str) -> tuple[str, str] | None:
    example = f"/{reading.flow_type.key}/{kind or 'state'}s/{kind or 'state'}[refId]"
    if not isinstance(node, Scalar):
        reading.report(rules.BAD_REFERENCE, f"`{what}` must be a path, as text.", node, f"Write `{example}`.")
        return None
    if named_file(node.text) is not None:
        # It could not be resolved, which is reported where that was tried.
        return None
    match = _PATH.fullmatch(node.text.strip())
    if match is None:
        if not has_placeholder(node.text):
            message = f"`{node.text}` is not a path to a {kind or 'state or task'}."
            reading.report(rules.BAD_REFERENCE, message, node, f"Write `{example}`.")
        return None
    flow, item = match["flow"], match["item"]
    if flow is not None and flow.lower() != reading.flow_type.key.lower() and not has_placeholder(flow):
        start = f"/{reading.flow_type.key}/"
        message = f"The reference starts with `/{flow}`, but this flow is a `{reading.flow_type.key}`."
        is_known = (item, match["id"]) in reading.survey.references
        fix = with_value(node, node.text.replace(f"/{flow}/", start, 1)) if is_known else None
        reading.report(rules.BAD_REFERENCE, message, node, f"Start it with `{start}`.", fix)
        return None
    if kind and item != kind:
        message = f"`{what}` must point to a {kind}, but this path names a {item}."
        reading.report(rules.BAD_REFERENCE, message, node, f"Write `{example}`.")
        return None
    return item, match["id"]
