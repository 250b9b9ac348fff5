"""What is wrong, where, why, and how to fix it.

The lowest layer. A *diagnostic* is one problem in something that a person wrote: a launch request, a flow file, an
expression, an organization. It has a *rule*, a place in the source, the reason, the help, and, if the fix is certain,
the fix. Nothing here knows what a flow or a request is.

Data flows one way: a reader keeps a `Source`, makes a `Diagnostic` with a `Rule` for each problem it finds, and returns
them with its value. A renderer turns a list of them into text, JSON, SARIF or GitHub annotations.
"""

from architrave.diagnostics.diagnostic import Diagnostic, TextFault
from architrave.diagnostics.pointer import join_pointer
from architrave.diagnostics.rule import Provenance, Rule, Severity
from architrave.diagnostics.source import Position, Source
from architrave.diagnostics.suggest import certainly_meant, did_you_mean, near_words

__all__ = [
    "Diagnostic",
    "Position",
    "Provenance",
    "Rule",
    "Severity",
    "Source",
    "TextFault",
    "certainly_meant",
    "did_you_mean",
    "join_pointer",
    "near_words",
]
