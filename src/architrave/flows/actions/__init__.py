"""Every Archy action, declared once: its fields, types, outputs, and whether we run it.

One file per family. The reading of an action (`Action.fields`, `Action.branches`), the check for unknown keys, the
JSON Schema and the coverage page all come from the declaration and the class of the fields; the interpreter's file of
the same name runs the action. To add an action, add an `ActionDeclaration` to its family's `DECLARATIONS`.

Which flow types have an action is declared with it (`only_in`). Sources: the action definitions inside the scripting
library 0.0.18 (call and email flows), the Resource Center's pages on each flow type, errors seen in real
organizations, and exported flows.
"""

from architrave.flows.actions import (
    bots,
    branching,
    control,
    conversations,
    data,
    data_actions,
    data_tables,
    external_contacts,
    find,
    loops,
    messages,
    modules,
    records,
    routing,
    schedules,
    voice,
)
from architrave.flows.actions.declaration import ActionDeclaration, Running

FAMILIES: dict[str, tuple[ActionDeclaration, ...]] = {
    "branching": branching.DECLARATIONS,
    "control": control.DECLARATIONS,
    "loops": loops.DECLARATIONS,
    "data": data.DECLARATIONS,
    "data_actions": data_actions.DECLARATIONS,
    "data_tables": data_tables.DECLARATIONS,
    "modules": modules.DECLARATIONS,
    "conversations": conversations.DECLARATIONS,
    "find": find.DECLARATIONS,
    "external_contacts": external_contacts.DECLARATIONS,
    "schedules": schedules.DECLARATIONS,
    "records": records.DECLARATIONS,
    "routing": routing.DECLARATIONS,
    "voice": voice.DECLARATIONS,
    "messages": messages.DECLARATIONS,
    "bots": bots.DECLARATIONS,
}
"""The declarations by family, in the order of the coverage page."""

ACTIONS: dict[str, ActionDeclaration] = {
    declaration.key: declaration for family in FAMILIES.values() for declaration in family
}
"""Every action by its Archy key."""

__all__ = ["ACTIONS", "FAMILIES", "ActionDeclaration", "Running"]
