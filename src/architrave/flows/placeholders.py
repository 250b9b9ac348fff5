"""The placeholders of a flow file that have no value: `{{key}}`."""

from collections.abc import Mapping

from architrave.diagnostics import Source
from architrave.flows.document import read_document
from architrave.flows.substitutions import keys_in
from architrave.flows.survey import survey


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
