"""Velocity 2.3 as data actions use it: references, conditions, loops, assignments, blocks and macros.

`parse_template` parses a text; `render` renders it with values, in Velocity's default or strict mode. The behavior is
that of Velocity as measured, with two additions that the platform's examples need: hyphens in `${a-b}`, because names
in an input contract may contain them, and `${Input.x}` for `${input.x}`. `#parse`, `#include` and `#evaluate` are
refused.

Data flows from `reading` (with `directives` and `expressions`) to `nodes`; `rendering` prints them and `evaluation`
computes with `values`, `arithmetic`, `methods` and `tools`, within a `budget`.
"""

from architrave.templates.velocity.nodes import Template
from architrave.templates.velocity.reading import parse_template
from architrave.templates.velocity.rendering import render
from architrave.templates.velocity.strictness import Strictness

__all__ = ["Strictness", "Template", "parse_template", "render"]
