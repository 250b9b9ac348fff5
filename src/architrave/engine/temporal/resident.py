"""The programs that this process has at hand, for its workflows.

A workflow may not read anything that could be different when it is replayed. A program is named by the hash of its
text, so it is the same on every machine and at any time, like code: workflows take it from here, not by an activity.
"""

from architrave.engine.embedded.revival import Programs
from architrave.flows.program import Program

_source: Programs | None = None


def use(programs: Programs) -> None:
    """Take programs from here from now on; a worker calls it before it begins."""
    global _source
    _source = programs


def program(content_hash: str) -> Program:
    """The program of a content hash. Raises LookupError where it is gone."""
    if _source is None:
        raise LookupError("this process has no programs")
    return _source(content_hash)
