"""The functions that data actions have in addition to Velocity, by their documented names.

`escaping` and `mathematics` are Velocity's own tools of version 3.1, as measured; `platform` has what Genesys added.
"""

from architrave.templates.velocity.tools.calling import NAMES, call

__all__ = ["NAMES", "call"]
