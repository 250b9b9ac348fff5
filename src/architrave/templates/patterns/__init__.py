"""Java's regular expressions, matched in linear time: one mechanism for the templates and the paths of data actions.

A pattern comes from a user's file and its text from the network, so a backtracking engine could be kept busy for years.
RE2 takes time proportional to the length of the text. `translation` rewrites Java's notation in RE2's; what RE2 cannot
do (back references, look-around, possessive quantifiers) is refused by name. `matching` has what Java's String does
with a pattern.
"""

from architrave.templates.patterns.matching import Pattern, compile_pattern
from architrave.templates.patterns.translation import BadPattern

__all__ = ["BadPattern", "Pattern", "compile_pattern"]
