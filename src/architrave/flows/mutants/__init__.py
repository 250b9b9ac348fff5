"""Mutants: copies of a flow with one small change each, such as a bound that is off by one. Nothing runs here.

A test that passes for a mutant does not look at what was changed. A mutant that provably does the same as the flow is
not made: a change of what nothing reads, or of an initial value that is always overwritten.

    Document, Program ──▶ making   every change, in the order of the text
                             ├── values       literals
                             ├── expressions  operators, bounds and conditions
                             ├── outlines     actions, outputs and assignments
                             └── observed     what nothing reads
"""

from architrave.flows.mutants.making import mutants_of
from architrave.flows.mutants.mutant import Mutant

__all__ = ["Mutant", "mutants_of"]
