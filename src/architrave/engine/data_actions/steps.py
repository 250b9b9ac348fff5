"""The steps of a data action, which a test of it shows. That the cloud has these, with these names, is assumed."""

from collections.abc import Callable
from typing import Any

VALIDATE_INPUT = "Validate input against schema"
LOG_IN = "Log in to the integration"
RESOLVE_REQUEST = "Resolve request templates"
SEND = "Send request"
TRANSLATE = "Apply translation map"
TEMPLATE = "Apply success template"
VALIDATE_OUTPUT = "Validate output against schema"
SCRIPTED = "Use scripted reply"

Note = Callable[[str, Any], None]
"""Takes notice of a step that is done, with its result as a person may see it."""

IN_ORDER = (VALIDATE_INPUT, LOG_IN, RESOLVE_REQUEST, SEND, TRANSLATE, TEMPLATE, VALIDATE_OUTPUT)


def unnoted(_step: str, _result: Any) -> None:
    """Take no notice."""
