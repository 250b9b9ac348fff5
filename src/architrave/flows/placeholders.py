"""The placeholders `{{key}}` of flow files: those without a value, values without a placeholder, options files."""

from collections.abc import Collection, Mapping

from architrave.diagnostics import Diagnostic, Source, did_you_mean
from architrave.flows import rules
from architrave.flows.document import read_document
from architrave.flows.substitutions import keys_in, option_keys
from architrave.flows.survey import survey
from architrave.flows.yaml.write import inline

_SHOWN = 8


def open_placeholders(source: Source, values: Mapping[str, str]) -> dict[str, int]:
    """The keys without a value, in the order of the file, each with the first line that uses it.

    A placeholder in a comment is not one.
    """
    if keys_in(source.text) <= values.keys():
        return {}
    document, _ = read_document(source, values)
    if document.root is None:
        return dict.fromkeys(sorted(keys_in(source.text) - values.keys()), 1)
    found = survey(document.root).placeholders
    lines = {key: document.position(node.start).line for key, node in found.items()}
    return dict(sorted(lines.items(), key=lambda each: each[1]))


def unused_key(key: str, keys: Collection[str]) -> str:
    """Says that no flow has this placeholder, and which one was perhaps meant."""
    near = did_you_mean(key, keys)
    if near is not None:
        hint = f"Did you mean {{{{{near}}}}}?"
    elif keys:
        shown = ", ".join(f"{{{{{each}}}}}" for each in sorted(keys)[:_SHOWN])
        hint = f"Placeholders here: {shown}{', …' if len(keys) > _SHOWN else '.'}"
    else:
        hint = "There are no placeholders here."
    return f"No flow here has the placeholder {{{{{key}}}}}. {hint}"


def unused_options(source: Source, keys: Collection[str]) -> tuple[Diagnostic, ...]:
    """A warning for each substitution in an options file that no flow uses."""
    found: list[Diagnostic] = []
    for key, scalar in option_keys(source).items():
        if key not in keys:
            place = source.position(scalar.start), source.position(scalar.end)
            message, _, hint = unused_key(key, keys).partition(". ")
            found.append(
                Diagnostic(rules.UNUSED_SUBSTITUTION, f"{message}.", source.name, scalar.pointer, *place, help=hint)
            )
    return tuple(found)


def options_text(source: Source, values: Mapping[str, str]) -> str | None:
    """An Archy options file with every placeholder of a flow, None if it has none. Those without a value are empty."""
    placeholders = open_placeholders(source, {})
    if not placeholders:
        return None
    lines = [f"# Values for the placeholders of {source.name.rpartition('/')[2]}.", "substitutions:"]
    for key, line in placeholders.items():
        value = f" {inline(values[key])}" if key in values else ""
        lines.append(f"  {inline(key)}:{value}  # first used in line {line}")
    return "\n".join(lines) + "\n"
