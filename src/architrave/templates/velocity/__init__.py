"""Velocity, as far as data actions use it: references, conditions, loops, assignments, and the platform's functions.

`parse_template` reads a text once; `render` makes its text from values. Behaviour is that of Velocity 2.3 as it was
measured, with two things added that the platform's own examples need: hyphens in `${a-b}`, since names in an input
contract may hold them, and `${Input.x}` for `${input.x}`.
"""

from architrave.templates.velocity.nodes import Template
from architrave.templates.velocity.reading import parse_template
from architrave.templates.velocity.rendering import render

__all__ = ["Template", "parse_template", "render"]
