"""Failures of a PostgreSQL server in plain sentences: while it is in use, and when a database is opened."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from architrave.diagnostics import Diagnostic, Rule
from architrave.store import rules
from architrave.store.faults import NotKept
from architrave.store.urls import shown_url, without_secrets

CHECK_SERVER = "Check the PostgreSQL server and its log."


@dataclass(frozen=True, slots=True)
class Known:
    """A failure that is known by its SQLSTATE or, since a refused connection has none, by words of its text.

    `help` is what to do.
    """

    help: str
    states: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    rule: Rule = rules.STORE_UNUSABLE


KNOWN = (
    Known("Free some space; saved data is not affected.", frozenset({"53100"}), rule=rules.STORE_FULL),
    Known(
        "Raise max_connections of the PostgreSQL server, or stop other programs that use it.",
        frozenset({"53300"}),
        ("too many clients", "remaining connection slots", "too many connections"),
    ),
    Known(
        "Use the primary server, and a user who may write.",
        frozenset({"25006"}),
        ("session is read-only", "session is not read-only"),
        rules.STORE_READ_ONLY,
    ),
    Known(
        "Make this user the owner of the tables, or grant it SELECT, INSERT, UPDATE and DELETE on all of them, USAGE "
        "on their sequences and, for the first start of a new version, CREATE on the schema.",
        frozenset({"42501"}),
        rule=rules.STORE_READ_ONLY,
    ),
    Known(
        "Another program holds a lock on the tables. End its transaction; pg_stat_activity lists them.",
        frozenset({"55P03"}),
    ),
    Known("The server is overloaded, or does not answer. Check it and its disk.", frozenset({"57014"})),
    Known("Somebody has dropped or renamed tables. Restore them from a backup.", frozenset({"42P01", "3F000"})),
    Known(
        "A connection pooler mixes up sessions. Connect to PostgreSQL itself, or set pool_mode = session.",
        frozenset({"26000", "42P05"}),
    ),
    Known("Check the user and the password.", frozenset({"28P01"}), ("password authentication failed",)),
    Known("Add the password: postgresql://USER:PASSWORD@HOST/DATABASE.", words=("no password supplied",)),
    Known("Allow this user and address in the server's pg_hba.conf.", frozenset({"28000"}), ("pg_hba.conf",)),
    Known("Create the user, or correct the URL.", words=('role "',)),
    Known(
        "Create it (createdb --encoding=UTF8 --template=template0 NAME), or correct the URL.",
        frozenset({"3D000"}),
        ('database "',),
    ),
    Known("Use another sslmode, or configure the server's certificate.", words=("ssl", "certificate")),
    Known("Correct the host, or check the name service.", words=("resolve", "translate host name", "not known")),
    Known("Try again in a moment.", frozenset({"57P03"}), ("starting up", "shutting down", "recovery")),
    Known("Check the host and the port, and that the server is running.", words=("refused", "no such file")),
    Known(
        "Check the host and the port, and that the server and the network work.",
        words=("timeout expired", "did not answer", "timed out", "unreachable"),
    ),
)


def explain(problem: Exception) -> NotKept | None:
    """A failure of the server or the connection as `NotKept`; None if the data caused the failure."""
    import psycopg

    if isinstance(problem, NotKept):
        return problem
    if isinstance(problem, psycopg.errors.ProgramLimitExceeded):  # for example, a value too long for an index
        return None
    known = _known(problem)
    if isinstance(problem, psycopg.errors.DiskFull):
        return NotKept("The PostgreSQL server's disk is full.", help=known.help if known else None)
    operational = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError, OSError)
    of_the_database = known is not None and isinstance(problem, psycopg.ProgrammingError)
    if of_the_database or isinstance(problem, operational):
        return NotKept(f"PostgreSQL failed: {reason_of(problem)}", help=known.help if known else CHECK_SERVER)
    return None


def fault_of(problem: BaseException, url: sa.URL) -> Diagnostic:
    """Why this database cannot be used, and how to fix it."""
    if isinstance(problem, NotKept):
        return unusable(url, str(problem), problem.help or CHECK_SERVER)
    known = _known(problem)
    if known is None:
        return unusable(url, reason_of(problem), CHECK_SERVER)
    return unusable(url, reason_of(problem), known.help, known.rule)


def unusable(url: sa.URL, reason: str, help: str, rule: Rule = rules.STORE_UNUSABLE) -> Diagnostic:  # noqa: A002
    """The diagnostic for a database that cannot be used."""
    name = name_of(url)
    said = without_secrets(reason, url).rstrip(".")
    return Diagnostic(rule, f"Cannot use {name}: {said}.", file=name, help=help)


def name_of(url: sa.URL) -> str:
    """The database for messages: its URL without secrets."""
    return shown_url(url.set(drivername="postgresql"))


def reason_of(problem: BaseException) -> str:
    """The first sentence of an exception, without what the driver puts before the server's own words."""
    text = (str(problem).strip() or type(problem).__name__).splitlines()[0]
    for before in ("connection failed: ", "FATAL:  "):
        text = text.rpartition(before)[2] or text
    return text


def _known(problem: BaseException) -> Known | None:
    state = getattr(problem, "sqlstate", None)
    return next(_matching(state, str(problem).lower()), None)


def _matching(state: str | None, text: str) -> Iterator[Known]:
    """What fits: the SQLSTATE, or the words of an error that has none."""
    for known in KNOWN:
        if state in known.states if state else any(word in text for word in known.words):
            yield known
