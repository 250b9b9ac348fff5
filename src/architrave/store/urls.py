"""Database URLs as people may see them: without the password, wherever in the URL it is."""

import re

import sqlalchemy as sa

HIDDEN = "***"
_SHOWN = frozenset({"host", "port", "hostaddr", "dbname", "user", "sslmode", "connect_timeout", "application_name"})
"""Parameters whose values are shown. Others, such as `password` and `passfile`, may be secrets."""

_SECRET = re.compile(
    r"(?i)(://[^\s/:@]*:)[^\s@]*(?=@)|\b((?:\w*pass\w*|sslkey|service\w*|token|secret)\s*=\s*)('[^']*'|[^\s&]+)"
)


def shown_url(url: sa.URL) -> str:
    """A parsed URL without secrets."""
    query = {name: value if name in _SHOWN else HIDDEN for name, value in url.query.items()}
    shown = url.set(query=query).render_as_string(hide_password=True)
    return shown.replace("%2A%2A%2A", HIDDEN)


def without_secrets(message: str, url: sa.URL | None = None) -> str:
    """A message about a database, in which a driver may have quoted a URL or its parts."""
    if url is not None:
        values = [url.password, *(value for name, value in url.query.items() if name not in _SHOWN)]
        for secret in sorted({str(value) for value in values if value}, key=len, reverse=True):
            message = message.replace(secret, HIDDEN)
    return _SECRET.sub(lambda found: f"{found[1] or found[2]}{HIDDEN}", message)
