"""What is kept: flows and their versions, executions, journals, participants' data, tokens.

SQLAlchemy Core over SQLite (default) or PostgreSQL. One file per noun holds its table and the functions that read and
write it; `migrations/` holds the numbered steps by which a schema came to be what it is.

Two ways in. Whoever reads or changes a few rows takes a connection (`store.read()`, `store.write()`) and calls the
noun's functions. Launches and completions go through the `Writer`: many of them, one transaction, one fsync; whoever
queued a row is told when it is on disk, and never before.

Rules of the room: no knowledge of HTTP, of running, or of the meaning of what is kept; rows in, rows out. What a
person can mend (a second process, a read-only folder, a newer schema, a full disk) is a diagnostic or a `NotKept`.
"""

from architrave.store.database import Store, open_store
from architrave.store.executions import ExecutionRow, Finish
from architrave.store.faults import NotKept, Overloaded
from architrave.store.writer import Writer

__all__ = ["ExecutionRow", "Finish", "NotKept", "Overloaded", "Store", "Writer", "open_store"]
