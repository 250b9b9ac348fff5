"""JSON files of an organization's folder: their data, or where they stop being JSON."""

import json
from typing import Any

from architrave.diagnostics import Diagnostic, Rule, Source


def read_json(source: Source, rule: Rule) -> tuple[Any, Diagnostic | None]:
    """The plain data of a JSON text, or what is wrong with it, said by `rule`."""
    try:
        return json.loads(source.text), None
    except json.JSONDecodeError as error:
        place = source.position(error.pos)
        message = f"{source.name} is not JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        return None, Diagnostic(
            rule, message, source.name, start=place, end=place, help="Export the file again, or mend it here."
        )
    except RecursionError:
        return None, Diagnostic(
            rule, f"{source.name} is nested too deeply.", source.name, help="Export the file again."
        )


def fault(source: Source, rule: Rule, message: str, pointer: str, advice: str) -> Diagnostic:
    """A fault at a JSON pointer of a JSON file."""
    return Diagnostic(rule, message, source.name, pointer, help=advice)
