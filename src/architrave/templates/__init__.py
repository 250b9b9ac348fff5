"""The two small languages of data actions: Velocity templates and JSONPath, as the platform uses them.

Everything here is pure. The input is untrusted: a template sees only plain values (strings, numbers, Booleans, lists,
maps), calls only the functions in `velocity.tools` and `velocity.methods`, and has a budget; it cannot reach Python. A
text that cannot be parsed is returned as a `Fault`. What cannot be evaluated raises `Refused`, which the caller turns
into the action's failure.
"""

from architrave.templates.faults import Fault, Refused
from architrave.templates.json_path import JsonPath, NoValue, compile_path
from architrave.templates.velocity import Strictness, Template, parse_template, render

__all__ = [
    "Fault",
    "JsonPath",
    "NoValue",
    "Refused",
    "Strictness",
    "Template",
    "compile_path",
    "parse_template",
    "render",
]
