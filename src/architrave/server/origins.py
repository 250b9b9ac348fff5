"""Web origins, as browsers send them: `http://localhost:3000`."""

from urllib.parse import urlsplit

from architrave.cloud.hosts import is_host_name


def origin_of(text: str) -> str:
    """An origin in the form that browsers send. Raises ValueError if it is not valid."""
    try:
        parts = urlsplit(text.strip().lower())
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    is_more = parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc
    if not parts.scheme or not parts.hostname or is_more or not is_host_name(parts.hostname):
        raise ValueError(f"{text}: not a valid origin. Write it like http://localhost:3000.")
    return f"{parts.scheme}://{parts.netloc}"
