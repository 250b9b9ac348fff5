"""Finds and calls a function of a tool."""

from collections.abc import Sequence
from functools import lru_cache

from architrave.templates.faults import Refused
from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.methods.arguments import Failed, Method, Methods, choose, converted
from architrave.templates.velocity.methods.calling import Missing, refuse_hidden
from architrave.templates.velocity.tools.escaping import ESCAPE
from architrave.templates.velocity.tools.mathematics import MATH
from architrave.templates.velocity.tools.platform import (
    ENCODING,
    SALESFORCE,
    SUCCESS_TEMPLATE_UTILS,
    UNSUPPORTED,
    URL_TOOL,
)
from architrave.templates.velocity.values import Value, class_name

_TOOLS: dict[str, tuple[str, Methods]] = {
    "esc": ("org.apache.velocity.tools.generic.EscapeTool", ESCAPE),
    "math": ("org.apache.velocity.tools.generic.MathTool", MATH),
    "encoding": ("encoding", ENCODING),
    "successTemplateUtils": ("successTemplateUtils", SUCCESS_TEMPLATE_UTILS),
    "urlTool": ("urlTool", URL_TOOL),
    "salesforce": ("salesforce", SALESFORCE),
    "msdynamics": ("msdynamics", {}),
}

NAMES = frozenset(_TOOLS)
"""The roots that are function libraries, unless a value has the same name."""


def call(tool: str, name: str, arguments: Sequence[Value] | None, budget: Budget) -> Value:
    """The result of a function; without `arguments` it is a property: `$esc.quote` means `$esc.getQuote()`.

    Raises Missing if it does not exist, Failed if it fails, Refused if it is not supported.
    """
    kind, table = _TOOLS[tool]
    given = () if arguments is None else arguments
    method = _getter(tool, name) if arguments is None else choose(table, name, arguments)
    if method is None:
        refuse_hidden(name)
        if (tool, name) in UNSUPPORTED:
            raise Refused(f"The function ${tool}.{name} is not supported{UNSUPPORTED[tool, name]}.")
        if arguments is None:
            raise Missing(f"Object '{kind}' does not contain property '{name}'")
        kinds = ", ".join(class_name(argument) for argument in given)
        raise Missing(f"Object '{kind}' does not contain method {name}({kinds})")
    if given:
        budget.look_through(2 * sum(len(argument) for argument in given if isinstance(argument, str)))
    try:
        result = method.body(budget, *converted(method, given, budget))
    except Failed as failure:
        raise Failed(f"${tool}.{name} failed: {failure}") from None
    return budget.text(result) if isinstance(result, str) else result


@lru_cache(maxsize=256)
def _getter(tool: str, name: str) -> Method | None:
    """The method behind a property: `getQuote()` for `quote`."""
    found = _TOOLS[tool][1].get((f"get{name[:1].upper()}{name[1:]}", 0))
    return found[0] if found else None
