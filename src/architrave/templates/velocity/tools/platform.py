# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# The functions of a table have parameters of many kinds, which their signatures in the table describe.
"""What Genesys added: `$successTemplateUtils`, `$encoding`, `$urlTool`, `$salesforce`, `$msdynamics`."""

import base64
import json
import re
from typing import Any, cast

from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.methods.arguments import Failed, Methods, methods
from architrave.templates.velocity.tools.escaping import escaped, form_encoded
from architrave.templates.velocity.values import Value, text_of

_RESERVED_IN_SOSL = re.compile(r"""[?&|!{}\[\]()^~*:\\"'+\-]""")


def _first_from_array(budget: Budget, items: Value, otherwise: Value = None) -> Value:
    """The first element of a JSON array, as JSON; for an empty array the second argument, if any (documented)."""
    if items is None:
        return None
    array = _json(items, budget)
    if not isinstance(array, list):
        raise Failed("the argument is not a JSON array.")
    if not array:
        return "" if otherwise is None else text_of(otherwise, budget)
    return json.dumps(array[0], ensure_ascii=False)


def _move_keys(budget: Budget, text: Value, name: Value = "key") -> Value:
    """Turns an object of objects into an array of objects, each with its key as a property (approximated)."""
    if text is None or name is None:
        return None
    entries = _json(text, budget)
    if not isinstance(entries, dict):
        raise Failed("the argument is not a JSON object.")
    moved = [
        {text_of(name, budget): key, **cast("dict[str, Any]", entry)}
        for key, entry in cast("dict[str, Any]", entries).items()
        if isinstance(entry, dict)
    ]
    return json.dumps(moved, ensure_ascii=False)


def _json(text: Value, budget: Budget) -> Any:
    try:
        return json.loads(text_of(text, budget))
    except (ValueError, RecursionError):
        raise Failed("the argument is not valid JSON.") from None


def _optional_parameter(budget: Budget, name: Value, value: Value) -> Value:
    """`name=value`, encoded; empty without a value (approximated)."""
    if value is None or name is None:
        return ""
    return f"{form_encoded(text_of(name, budget))}={form_encoded(text_of(value, budget))}"


SUCCESS_TEMPLATE_UTILS: Methods = methods(
    {
        "firstFromArray(o)": _first_from_array,
        "firstFromArray(oo)": _first_from_array,
        "moveKeysIntoArrayOfObjects(o)": _move_keys,
        "moveKeysIntoArrayOfObjects(oo)": _move_keys,
    }
)
ENCODING: Methods = methods(
    {"base64(o)": escaped(lambda text: base64.b64encode(text.encode("utf-8", "replace")).decode("ascii"))}
)
URL_TOOL: Methods = methods({"optionalQueryParam(oo)": _optional_parameter})
SALESFORCE: Methods = methods({"escReserved(o)": escaped(lambda text: _RESERVED_IN_SOSL.sub(r"\\\g<0>", text))})

UNSUPPORTED: dict[tuple[str, str], str] = {
    ("math", "random"): ": a call must give the same request each time",
    ("math", "getRandom"): ": a call must give the same request each time",
    ("msdynamics", "phoneNumberFilter"): "",
}
"""Functions that exist but cannot be used here, and why."""
