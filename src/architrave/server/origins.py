"""Web origins, as browsers send them: `http://localhost:3000`."""

from urllib.parse import urlsplit


def origin_of(text: str) -> str:
    """An origin in the form that browsers send. Raises ValueError if it is not valid."""
    try:
        parts = urlsplit(text.strip().lower())
    except ValueError:
        parts = urlsplit("")
    if not parts.scheme or not parts.hostname or parts.path not in ("", "/") or parts.query or "*" in text:
        raise ValueError(f"{text}: not a valid origin. Write it like http://localhost:3000.")
    return f"{parts.scheme}://{parts.netloc}"
