"""Judging a flow that has been read: one idea a file.

Each check takes the `Reading`, which knows where everything stands, and the `Program`, and reports what it finds.
"""

from architrave.flows.known import KnownOrganization
from architrave.flows.program import Program
from architrave.flows.reading import Reading
from architrave.flows.yaml import Mapping


def check_flow(reading: Reading, program: Program, body: Mapping, known: KnownOrganization | None) -> None:
    """Runs every check; what it finds is in `reading.found`."""
