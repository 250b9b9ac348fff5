"""Opening a PostgreSQL database that cannot be used: each reason is one plain sentence with what to do."""

import shutil
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from architrave.diagnostics import Diagnostic
from architrave.store import NotKept, open_store
from architrave.store.postgresql import requirements
from architrave.store.postgresql.urls import read_url
from tests.crash.serving import copy_of_organization
from tests.logs import secret
from tests.postgres import PostgresServer, unprivileged
from tests.processes import held_port, stop
from tests.server.process import architrave

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")

pytestmark = pytest.mark.postgres

C = "TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"


def refused(url: str) -> Diagnostic:
    store, diagnostics = open_store(url)
    assert store is None
    (diagnostic,) = diagnostics
    assert diagnostic.help
    assert diagnostic.help[-1] in ".?"
    assert "\n" not in diagnostic.message
    return diagnostic


def opened(url: str) -> None:
    store, diagnostics = open_store(url)
    assert store is not None, diagnostics
    store.close()


def role_with(server: PostgresServer, database: str, *statements: str) -> str:
    """The URL of the database for a new role, after statements in which {role} is its name."""
    role = f"role_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
        for statement in statements:
            connection.execute(statement.replace("{role}", role))
    return database.replace("//architrave@", f"//{role}@")


@pytest.mark.parametrize(
    ("encoding", "says"),
    [("SQL_ASCII", "has the encoding SQL_ASCII"), ("LATIN1", "has the encoding LATIN1"), ("EUC_JP", "EUC_JP")],
)
def test_a_database_that_cannot_hold_every_text(postgres_server: PostgresServer, encoding: str, says: str) -> None:
    diagnostic = refused(postgres_server.new_database(f"ENCODING '{encoding}' {C}"))
    assert says in diagnostic.message
    assert "createdb --encoding=UTF8" in (diagnostic.help or "")


def test_a_client_encoding_does_not_matter(
    postgres_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    opened(postgres_database())


GRANTED = (
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
)


@pytest.mark.parametrize(
    ("statements", "says", "helps"),
    [
        ((), "permission denied for table schema_version", "GRANT|grant"),
        ((*GRANTED, "REVOKE INSERT ON journals FROM {role}"), "permission denied for table journals", "grant"),
        ((*GRANTED, "REVOKE DELETE ON tokens FROM {role}"), "permission denied for table tokens", "grant"),
        ((*GRANTED, "REVOKE UPDATE ON owners FROM {role}"), "permission denied for table owners", "grant"),
        ((GRANTED[0],), "permission denied for sequence", "grant"),
        (("GRANT pg_read_all_data TO {role}",), "permission denied for table", "grant"),
        (
            (*GRANTED, "ALTER ROLE {role} SET default_transaction_read_only = on"),
            "transactions of this user are read-only",
            "default_transaction_read_only",
        ),
        ((*GRANTED, "ALTER ROLE {role} SET search_path = nowhere"), "no schema of the search_path exists", "schema"),
    ],
)
def test_a_user_who_may_not_write(
    postgres_server: PostgresServer, statements: tuple[str, ...], says: str, helps: str
) -> None:
    database = postgres_server.new_database()
    opened(database)
    diagnostic = refused(role_with(postgres_server, database, *statements))
    assert says in diagnostic.message
    assert any(word in (diagnostic.help or "") for word in helps.split("|"))


def test_a_user_who_may_write_but_not_create_is_enough(postgres_server: PostgresServer) -> None:
    database = postgres_server.new_database()
    opened(database)
    opened(role_with(postgres_server, database, *GRANTED))


def test_a_user_who_may_not_create_the_tables(postgres_server: PostgresServer) -> None:
    diagnostic = refused(role_with(postgres_server, postgres_server.new_database()))
    assert "permission denied for schema public" in diagnostic.message
    assert "CREATE on the schema" in (diagnostic.help or "")


def test_an_old_server(postgres_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requirements, "OLDEST", 99)
    diagnostic = refused(postgres_database())
    assert "is too old" in diagnostic.message
    assert diagnostic.help == "Use PostgreSQL 99 or newer."


def test_locked_tables(postgres_database: Callable[[], str]) -> None:
    url = postgres_database()
    opened(url)
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE journals IN ACCESS EXCLUSIVE MODE")
        diagnostic = refused(url)
    assert "lock timeout" in diagnostic.message
    assert "Another program holds a lock" in (diagnostic.help or "")


@pytest.mark.parametrize(
    ("query", "says", "helps"),
    [
        ("foo=bar", "unknown parameter “foo”", "PostgreSQL's manual"),
        ("sslmod=require", "unknown parameter “sslmod”", "Did you mean sslmode?"),
        ("connect_timeout=soon", "connect_timeout must be a number", "postgresql://"),
        ("sslmode=perhaps", "sslmode", "sslmode"),
        ("sslmode=require", "SSL", "sslmode"),
        ("sslmode=verify-full&sslrootcert=/nowhere/root.crt", "SSL", "sslmode"),
        ("options=-c%20nonsense%3D1", "nonsense", "Check"),
    ],
)
def test_parameters_of_the_url(postgres_database: Callable[[], str], query: str, says: str, helps: str) -> None:
    diagnostic = refused(f"{postgres_database()}?{query}")
    assert says in diagnostic.message
    assert helps in (diagnostic.help or "")


@pytest.mark.parametrize(
    ("change", "says", "helps"),
    [
        (("//architrave@", "//nobody_knows@"), 'role "nobody_knows" does not exist', "Create the user"),
        (("/test_", "/no_test_"), "does not exist", "createdb"),
        (("@127.0.0.1", "@127.0.0.1:1"), "refused", "host and the port"),
        (("@127.0.0.1", "@nowhere.invalid"), "nowhere.invalid", "name service"),
    ],
)
def test_nothing_to_connect_to(
    postgres_database: Callable[[], str], change: tuple[str, str], says: str, helps: str
) -> None:
    url = postgres_database()
    if change[1].endswith(":1"):
        url = url.rpartition("@")[0] + "@127.0.0.1:1/orders"
    diagnostic = refused(url.replace(*change) if not change[1].endswith(":1") else url)
    assert says in diagnostic.message.replace("Connection refused", "refused")
    assert helps in (diagnostic.help or "")


def test_a_wrong_password(postgres_server: PostgresServer) -> None:
    database = postgres_server.new_database()
    with psycopg.connect(f"{postgres_server.url}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE ROLE careful LOGIN PASSWORD '{secret('the-right-word')}'")
        rules = Path(str(connection.execute("SHOW hba_file").fetchone()[0]))
        rules.write_text(f"host all careful 127.0.0.1/32 scram-sha-256\n{rules.read_text()}")
        connection.execute("SELECT pg_reload_conf()")
    for password, says in (
        (f":{secret('wrong-word')}", "password authentication failed"),
        ("", "no password supplied"),
    ):
        diagnostic = refused(database.replace("//architrave@", f"//careful{password}@"))
        assert says in diagnostic.message
        assert "wrong-word" not in diagnostic.message
        assert "password" in (diagnostic.help or "")


@pytest.mark.slow
def test_a_standby(own_postgres_server: PostgresServer) -> None:
    url = own_postgres_server.new_database()
    with psycopg.connect(url) as connection:
        folder = Path(str(connection.execute("SHOW data_directory").fetchone()[0]))
    (folder / "standby.signal").touch()
    own_postgres_server.restart()
    diagnostic = refused(url)
    assert "is a standby" in diagnostic.message
    assert diagnostic.rule.slug == "store-read-only"


@pytest.mark.slow
def test_a_pooler_that_changes_sessions(postgres_server: PostgresServer, tmp_path: Path) -> None:
    pooler = shutil.which("pgbouncer")
    if pooler is None:
        pytest.skip("pgbouncer is not installed (apt-get install pgbouncer)")
    database = postgres_server.new_database()
    port_of_server = postgres_server.url.rpartition(":")[2]
    tmp_path.chmod(0o777)
    for parent in tmp_path.parents[:3]:
        parent.chmod(0o755)
    with held_port() as port:
        settings = tmp_path / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\n* = host=127.0.0.1 port={port_of_server}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
            f"listen_port = {port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n"
            "ignore_startup_parameters = extra_float_digits\n"
        )
        settings.write_text(settings.read_text().replace("* = host", "* = user=architrave host"))
        process = subprocess.Popen([pooler, "-q", str(settings)], **unprivileged())
        try:
            url = database.replace(f":{port_of_server}/", f":{port}/")
            while "refused" in (diagnostic := refused(url)).message:
                assert process.poll() is None
        finally:
            stop(process)
    assert "a connection pooler changes sessions between transactions" in diagnostic.message
    assert "pool_mode = session" in (diagnostic.help or "")


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("postgresql://ada@[::1]:5433/orders", "::1", 5433),
        ("postgresql://ada@[::1]/orders", "::1", None),
        ("postgresql://ada@::1/orders", "::1", None),
        ("postgresql://ada:a:b@fe80::1/orders?sslmode=disable", "fe80::1", None),
        ("postgresql://::1/orders", "::1", None),
        ("postgresql://ada@db.example:5433/orders", "db.example", 5433),
    ],
)
def test_hosts_of_a_url(written: str, host: str, port: int | None) -> None:
    url = read_url(written)
    assert not isinstance(url, Diagnostic)
    assert (url.host, url.port, url.database) == (host, port, "orders")


def test_an_address_that_may_end_with_a_port_is_ambiguous() -> None:
    diagnostic = refused("postgresql://ada@::1:5432/orders")
    assert "must be in brackets" in diagnostic.message
    assert "[::1]:5432" in (diagnostic.help or "")


@pytest.mark.parametrize("owner", [True, False])
def test_limits_of_the_server_on_idle_sessions_do_not_matter(postgres_server: PostgresServer, owner: bool) -> None:
    url = role_with(
        postgres_server,
        postgres_server.new_database(),
        "GRANT CREATE, USAGE ON SCHEMA public TO {role}",
        "ALTER ROLE {role} SET idle_session_timeout = 50",
        "ALTER ROLE {role} SET idle_in_transaction_session_timeout = 50",
        "ALTER ROLE {role} SET statement_timeout = 50",
    )
    store, diagnostics = open_store(url, owner=owner)
    assert store is not None, diagnostics
    for _ in range(2):
        with store.read() as connection:
            connection.exec_driver_sql("SELECT pg_sleep(0.2)")
    store.close()


@pytest.mark.parametrize(
    ("statement", "says", "helps"),
    [
        ("REVOKE SELECT ON tokens FROM {role}", "permission denied for table tokens", "grant it SELECT"),
        ("ALTER TABLE tokens RENAME TO somewhere_else", 'relation "tokens" does not exist', "renamed"),
    ],
)
def test_what_is_taken_away_later_is_a_failure_of_the_database(
    postgres_server: PostgresServer, statement: str, says: str, helps: str
) -> None:
    database = postgres_server.new_database()
    opened(database)
    url = role_with(postgres_server, database, *GRANTED)
    store, diagnostics = open_store(url)
    assert store is not None, diagnostics
    with psycopg.connect(database) as connection:
        connection.execute(statement.replace("{role}", url.partition("//")[2].partition("@")[0]))
    with pytest.raises(NotKept, match=says) as caught, store.read() as reading:
        reading.exec_driver_sql("SELECT * FROM tokens")
    assert helps in (caught.value.help or "")
    store.close()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["serve", "worker"])
def test_the_commands_say_so_without_a_traceback(postgres_server: PostgresServer, tmp_path: Path, command: str) -> None:
    organization = copy_of_organization(tmp_path)
    database = postgres_server.new_database(f"ENCODING 'LATIN1' {C}")
    options = ("--engine", "temporal://127.0.0.1:1/default") if command == "worker" else ("--port", "0")
    done = architrave(command, str(organization), "--database", database, *options)
    assert done.returncode == 1
    assert "has the encoding LATIN1" in done.stderr
    assert "createdb --encoding=UTF8" in done.stderr
    assert "Traceback" not in done.stderr
