"""The two small languages that data actions are written in: Velocity templates and JSONPath, in the platform's manner.

Everything here is pure. What comes in is text that strangers wrote: a template sees plain values only (text, numbers,
truth values, lists, maps), calls nothing but the functions listed in `velocity.tools` and `velocity.methods`, and
spends from a budget; there is no way from it to Python. What cannot be read comes back as a `Fault`; what cannot be
carried out raises `Refused`, which whoever renders turns into the action's failure.
"""

from architrave.templates.faults import Fault, Refused
from architrave.templates.json_path import JsonPath, NoValue, compile_path
from architrave.templates.velocity import Template, parse_template, render

__all__ = ["Fault", "JsonPath", "NoValue", "Refused", "Template", "compile_path", "parse_template", "render"]
