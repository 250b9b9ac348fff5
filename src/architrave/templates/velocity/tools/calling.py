"""Finds and calls a function of a tool."""

from collections.abc import Sequence

from architrave.templates.faults import Refused
from architrave.templates.velocity.budget import Budget
from architrave.templates.velocity.methods.arguments import Failed, Methods, choose, converted
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
    refuse_hidden(name)
    kind, table = _TOOLS[tool]
    if (tool, name) in UNSUPPORTED:
        raise Refused(f"The function ${tool}.{name} is not supported{UNSUPPORTED[tool, name]}.")
    given = () if arguments is None else arguments
    overloads = table.get(name if arguments is not None else f"get{name[:1].upper()}{name[1:]}", ())
    if arguments is None:
        overloads = tuple(overload for overload in overloads if not overload.signature)
    method = choose(overloads, given)
    if method is None:
        if arguments is None:
            raise Missing(f"Object '{kind}' does not contain property '{name}'")
        kinds = ", ".join(class_name(argument) for argument in given)
        raise Missing(f"Object '{kind}' does not contain method {name}({kinds})")
    budget.look_through(2 * sum(len(argument) for argument in given if isinstance(argument, str)))
    try:
        result = method.body(budget, *converted(method, given, budget))
    except Failed as failure:
        raise Failed(f"${tool}.{name} failed: {failure}") from None
    return budget.text(result) if isinstance(result, str) else result
