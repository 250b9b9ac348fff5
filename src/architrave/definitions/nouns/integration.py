"""Integrations, their credentials, and the data actions that they run."""

from architrave.definitions.nouns.declaration import FLAG, TEXT, Noun, Property
from architrave.definitions.shapes import Anything

_ANY = Anything()


def _hidden(name: str, about: str) -> Property:
    """A property that no flow looks up."""
    return Property(name, _ANY, about, for_flows=False)


INTEGRATION = Noun(
    "integration",
    "integrations",
    "A connection to another system, whose name is the category of its data actions.",
    (
        Property("integrationType", TEXT, "the id of its type"),
        Property("intendedState", TEXT, "whether its data actions can be called"),
        _hidden("config", "its configuration: properties, advanced, notes, and credentials by their use"),
    ),
    in_file=False,
)
CREDENTIAL = Noun(
    "credential",
    "credentials",
    "What an integration proves itself with. Its secrets are kept apart (`store/secrets.py`).",
    (_hidden("type", "the name of its type"), _hidden("changes", "how often its secrets were set")),
    in_file=False,
)
DATA_ACTION = Noun(
    "dataAction",
    "dataActions",
    "A call to another system that flows can make.",
    (
        Property("category", TEXT, "the name of its integration, as flows write it"),
        _hidden("integrationId", "the id of its integration"),
        _hidden("integrationType", "the type of its integration"),
        _hidden("actionType", "custom, static, or customAuth for a login"),
        _hidden("writtenName", "its name in the file"),
        Property("secure", FLAG, "whether its inputs are secret"),
        _hidden("contract", "the schemas of its input and output"),
        _hidden("config", "its request, its response and its timeout"),
        _hidden("publishedVersion", "how often it was published; 0 before it was"),
        _hidden("draft", "what is not published yet"),
    ),
    in_file=False,
    title="data action",
)
"""The endpoints of all three are in `server/routes/`."""
