"""What is wrong, where, why, and how to mend it.

The lowest floor. A *diagnostic* is one thing wrong in something that a person wrote: a launch request, a flow
file, an expression, an organization. It names its *rule*, its place in the source, the reason, the help, and, where
one is certain, a fix. Nothing here knows what a flow or a request is.

Data goes one way: a reader keeps a `Source`, finds faults, makes a `Diagnostic` for each with a `Rule`, and returns
them beside its value; a renderer turns a list of them into text, JSON, SARIF or GitHub annotations.
"""

from architrave.diagnostics.diagnostic import Diagnostic, TextFault
from architrave.diagnostics.pointer import join_pointer
from architrave.diagnostics.rule import Provenance, Rule, Severity
from architrave.diagnostics.source import Position, Source
from architrave.diagnostics.suggest import did_you_mean

__all__ = [
    "Diagnostic",
    "Position",
    "Provenance",
    "Rule",
    "Severity",
    "Source",
    "TextFault",
    "did_you_mean",
    "join_pointer",
]
