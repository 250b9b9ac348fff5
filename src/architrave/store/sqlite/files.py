"""What a store does with the files of its database while they are open."""

import logging
import sqlite3
from pathlib import Path

from architrave.store.faults import NotKept
from architrave.store.sqlite import log as logs
from architrave.store.sqlite import space
from architrave.store.sqlite.place import Place

ROWS_PER_MOVE = 6_000
"""How many rows are written at most before the log is moved into the database."""

log = logging.getLogger("architrave.store")


class Files:
    """The files of an open database. `begin` comes first; except for `fault`, a caller has the turn to write.

    It has a connection of its own, so that SQLite never closes the log while the store is open.
    """

    def __init__(self) -> None:
        self._place: Place | None = None
        self._connection: sqlite3.Connection | None = None
        self._unmoved = 0
        self._freed = 0

    def begin(self, path: Path, connection: sqlite3.Connection, lock: Path) -> None:
        """The schema is complete. Raises sqlite3.Error."""
        self._connection = connection
        space.make_shrinkable(connection)
        logs.move(connection)
        self._place = Place([path, path.with_name(f"{path.name}-wal"), lock])

    @property
    def fault(self) -> NotKept | None:
        """Why nothing can be kept in the files; None if they are where they were. Takes some microseconds."""
        return None if self._place is None else self._place.fault()

    def check(self) -> None:
        """Raise `NotKept` if nothing can be kept in the files."""
        if (fault := self.fault) is not None:
            raise fault

    def committed(self, rows: int) -> None:
        """Rows were committed. Raises `NotKept` if they went to files that are not where they were."""
        self.check()
        self._unmoved += rows
        if self._unmoved >= ROWS_PER_MOVE:
            try:
                self.move_log()
            except sqlite3.Error as problem:  # the rows are safe in the log
                log.warning("could not move the database's log into the database: %s", problem)

    def move_log(self) -> None:
        """Move the log into the database, if there is something in it. Raises sqlite3.Error."""
        if self._connection is None or not self._unmoved or self.fault is not None:
            return
        if logs.move(self._connection):
            self._unmoved = 0

    def give_back(self) -> bool:
        """Give some free space back to the disk. Returns whether there is more. Raises sqlite3.Error."""
        if self._connection is None or self.fault is not None:
            return False
        freed, has_more = space.give_back(self._connection)
        self._freed += freed
        if self._freed and not has_more:
            self._freed = 0
            logs.move(self._connection, cuts=True)
        return has_more

    def close(self) -> None:
        """Close the last connection: SQLite then moves the log into the database, and deletes it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
