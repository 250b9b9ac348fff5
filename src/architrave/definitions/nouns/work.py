"""Nouns of work automation that only org.yaml has."""

from architrave.definitions.nouns.declaration import TEXT, Noun, Property
from architrave.definitions.shapes import Anything, Named


def _texts(*names: str) -> tuple[Property, ...]:
    return tuple(Property(name, TEXT) for name in names)


NOUNS = (
    Noun(
        "worktype",
        "worktypes",
        "A kind of work item.",
        _texts("description", "prefix", "defaultWorkbin", "defaultStatus"),
    ),
    Noun("worktypeStatus", "worktypeStatuses", "A status of a kind of work items.", _texts("category", "worktype")),
    Noun("workbin", "workbins", "Where work items are kept.", _texts("description")),
    Noun(
        "workitem",
        "workitems",
        "A piece of work.",
        (*_texts("worktype", "status", "workbin"), Property("customFields", Named(Anything()))),
    ),
)
