"""The programs and kept journals that this process has at hand, for its workflows.

A workflow may not read anything that could be different when it is replayed. A program is named by the hash of its
text, and a chunk of a journal is never changed once it is kept, so both are the same on every machine and at any time,
like code: workflows take them from here, not by an activity. By activities a journal would go through Temporal's
messages and histories, which take 4 MiB and 50 MiB; the journals of long executions are larger.
"""

from architrave.engine.embedded.revival import Programs
from architrave.flows.program import Program
from architrave.store import Store, journals

_programs: Programs | None = None
_store: Store | None = None


def use(programs: Programs, store: Store) -> None:
    """Take programs and journals from here from now on; a worker calls it before it begins."""
    global _programs, _store
    _programs, _store = programs, store


def program(content_hash: str) -> Program:
    """The program of a content hash. Raises LookupError where it is gone."""
    if _programs is None:
        raise LookupError("this process has no programs")
    return _programs(content_hash)


def chunk(execution_id: str, number: int) -> bytes:
    """One chunk of a journal, which was kept before. Raises LookupError where the process has no store."""
    if _store is None:
        raise LookupError("this process has no store")
    with _store.read() as connection:
        return journals.one(connection, execution_id, number)
