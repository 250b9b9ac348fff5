"""Jobs that prepare the history of executions. A job only says which: a file is computed when it is fetched."""

from collections.abc import Callable, Sequence
from uuid import uuid4

from architrave.organization.jobs import KEPT_MS
from architrave.store import Store
from architrave.store import history_jobs as kept
from architrave.store.history_jobs import HistoryJob


class HistoryJobs:
    """The jobs of an organization. Every method blocks, and raises `NotKept`. `now` returns ms since the epoch."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self._store = store
        self._now = now

    def find(self, job_id: str) -> HistoryJob | None:
        """The job with an id, if it is not forgotten."""
        with self._store.read() as connection:
            found = kept.find(connection, job_id)
        return None if found is None or found.created_at < self._now() - KEPT_MS else found

    def start(self, executions: Sequence[str]) -> HistoryJob:
        """A new job for executions, by their ids."""
        made = HistoryJob(str(uuid4()), self._now(), list(executions))
        with self._store.write() as connection:
            kept.add(connection, made, made.created_at - KEPT_MS)
        return made
