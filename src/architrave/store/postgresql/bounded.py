"""A psycopg connection that gives up waiting. The only module that needs psycopg when it is imported."""

from collections.abc import Generator
from time import monotonic
from typing import Any

import psycopg
from psycopg.adapt import Dumper


class NoAnswer(psycopg.OperationalError):
    """The server did not answer in time. The connection is closed, since its answer could still come."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection on which no statement waits longer than `answer_seconds` for the server; 0 is no limit."""

    answer_seconds: float = 0.0

    def wait(self, gen: Any, *arguments: Any, **options: Any) -> Any:
        """Wait for the server, as psycopg does, but not longer than the limit."""
        if self.answer_seconds:
            gen = self._bounded(gen)
        return super().wait(gen, *arguments, **options)

    def _bounded(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        """The same steps. psycopg asks for the next one at least ten times a second, also if nothing has arrived."""
        end = monotonic() + self.answer_seconds
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and monotonic() > end:
                    self.pgconn.finish()
                    raise NoAnswer(f"PostgreSQL did not answer within {self.answer_seconds:g} seconds")
                wanted = gen.send(ready)
        except StopIteration as end_of_it:
            return end_of_it.value

    def ask(self, question: str, *values: Any) -> Any:
        """The first value of the first row; None without rows. Also executes several statements without values."""
        cursor = self.execute(question.encode(), values or None)
        row = cursor.fetchone() if cursor.description else None
        return None if row is None else row[0]

    def replace_nulls(self) -> None:
        """Write U+FFFD instead of NUL, which PostgreSQL does not allow in text."""
        self.adapters.register_dumper(str, _WithoutNulls)


class _WithoutNulls(Dumper):
    def dump(self, obj: str) -> bytes:
        return (obj.replace("\0", "\ufffd") if "\0" in obj else obj).encode("utf-8")
