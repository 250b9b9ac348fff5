"""The part of Velocity that data actions use: references, conditions, loops, assignments, and the platform's functions.

`parse_template` parses a text; `render` renders it with values. The behavior is that of Velocity 2.3 as measured, with
two additions that the platform's examples need: hyphens in `${a-b}`, because names in an input contract may contain
them, and `${Input.x}` for `${input.x}`.
"""

from architrave.templates.velocity.nodes import Template
from architrave.templates.velocity.reading import parse_template
from architrave.templates.velocity.rendering import render

__all__ = ["Template", "parse_template", "render"]
