"""The database: flows and their versions, executions, journals, participants' data, tokens.

It uses SQLAlchemy Core over SQLite (default) or PostgreSQL. One file per noun holds its table and the functions that
read and write it; `migrations/` holds the numbered steps that build the schema.

There are two ways to use it. To read or change a few rows, take a connection (`store.read()`, `store.write()`) and call
the noun's functions. Launches and completions go through the `Writer`, which commits many of them in one transaction
with one fsync, and reports each row only after it is on disk.

This package knows nothing about HTTP, running flows or the meaning of the data: rows in, rows out. A problem that a
person can fix (a second process, a read-only folder, a newer schema, a full disk) is a diagnostic or a `NotKept`.
"""

from architrave.store.apart import apart
from architrave.store.database import Store, open_store
from architrave.store.executions import ExecutionRow, Finish
from architrave.store.faults import NotKept, Overloaded
from architrave.store.standing import Standing
from architrave.store.writer import Writer

__all__ = ["ExecutionRow", "Finish", "NotKept", "Overloaded", "Standing", "Store", "Writer", "apart", "open_store"]
