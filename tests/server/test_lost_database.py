"""A PostgreSQL server that fails under an embedded engine and comes back: nothing is lost, nobody else gets in."""

import threading
from collections.abc import Callable, Iterator

import pytest

from architrave.store import Finish, Standing, executions, open_store
from architrave.store.postgresql.ownership import Ownership
from tests.crash.serving import CLIENT, FLOW
from tests.crash.serving import ORGANIZATION as HARNESS
from tests.server.conftest import Served, serving
from tests.store.counting import counts

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


class Database:
    """A database that accepts no connections while it is unavailable."""

    def __init__(self, url: str) -> None:
        self.url = url
        server, self._name = url.rsplit("/", 1)
        self._connection = psycopg.connect(f"{server}/postgres", autocommit=True)

    def go_away(self) -> None:
        self._connection.execute(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS false')
        self.drop_connections()

    def come_back(self) -> None:
        self._connection.execute(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS true')

    def drop_connections(self) -> None:
        query = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s"
        self._connection.execute(query, [self._name])

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def database(postgres_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr("architrave.engine.durable.journal_writer.RETRY_SECONDS", 0.02)
    found = Database(postgres_database())
    yield found
    found.close()


def launch(served: Served, ticket: str, passes: int = 1):
    body = {"flowId": FLOW, "inputData": {"Flow.ticket": ticket, "Flow.passes": passes}}
    return served.http.post("/api/v2/flows/executions", json=body)


def launched(served: Served, ticket: str) -> str:
    """Launch until it is accepted; each refusal says when to retry."""
    while (answer := launch(served, ticket)).status_code != 200:
        assert answer.status_code == 503, answer.text
        assert int(answer.headers["retry-after"]) >= 1
    return answer.json()["id"]


def test_launches_are_refused_while_the_database_is_unavailable(database: Database) -> None:
    with serving(HARNESS, database.url) as served:
        served.log_in(CLIENT)
        kept = [launched(served, f"before-{number}") for number in range(3)]
        database.go_away()
        assert served.http.get("/architrave/ready").status_code == 503
        for number in range(3):
            answer = launch(served, f"refused-{number}")
            assert answer.status_code == 503, answer.text
            assert int(answer.headers["retry-after"]) >= 1
            assert answer.json()["code"] == "service.unavailable"
        assert served.http.get("/architrave/health").status_code == 503
        unknown = served.http.get("/api/v2/flows/executions/00000000-0000-4000-8000-000000000000")
        assert (unknown.status_code, "retry-after" in unknown.headers) == (503, True)
        database.come_back()
        kept.append(launched(served, "after"))
        assert [served.ended(execution_id)["status"] for execution_id in kept] == ["COMPLETED"] * 4
        assert served.http.get("/architrave/health").status_code == 200
        assert served.http.get("/architrave/ready").json() == {"ready": True}
        with served.services.organization.flows.store.read() as connection:
            assert counts(connection) == {"COMPLETED": 4}


def test_the_owner_stays_the_only_one_when_its_connections_break(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("architrave.store.postgresql.ownership.PATIENCE_SECONDS", 0.2)
    with serving(HARNESS, database.url) as served:
        served.log_in(CLIENT)
        served.ended(launched(served, "before"))
        database.drop_connections()
        served.ended(launched(served, "after"))
        other, diagnostics = open_store(database.url)
        assert other is None
        assert diagnostics[0].rule.slug == "store-in-use"


def test_a_replaced_owner_writes_nothing_more_and_reads_again_what_the_other_did(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("architrave.store.postgresql.ownership.PATIENCE_SECONDS", 0.2)
    may_return = threading.Event()
    regain = Ownership.regain

    def later(ownership: Ownership) -> Standing:
        if not may_return.is_set():
            raise psycopg.OperationalError("no route to the server")
        return regain(ownership)

    monkeypatch.setattr(Ownership, "regain", later)
    with serving(HARNESS, database.url) as served:
        served.log_in(CLIENT)
        served.ended(launched(served, "before"))
        unfinished = launch(served, "under way", passes=400).json()["id"]
        database.drop_connections()
        other, diagnostics = open_store(database.url)
        assert other is not None, diagnostics
        assert launch(served, "late").status_code == 503
        may_return.set()
        while "Another running server" not in (answer := launch(served, "late")).json()["message"]:
            assert answer.status_code == 503
        assert served.http.get("/architrave/health").status_code == 503
        done = Finish(unfinished, "FAILED", 9_000_000_000_000, "the other's", "{}", None)
        with other.write() as connection:
            executions.finish(connection, done)
            assert counts(connection) == {"COMPLETED": 1, "FAILED": 1}
        other.close()
        assert served.ended(launched(served, "again its own"))["status"] == "COMPLETED"
        assert served.ended(unfinished)["completionReason"] == "the other's"
