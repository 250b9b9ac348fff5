"""Web origins, as browsers send them: `http://localhost:3000`."""

from urllib.parse import urlsplit


def origin_of(text: str) -> str:
    """An origin in the form in which browsers send it. Raises ValueError, with the reason, for what is none."""
    try:
        parts = urlsplit(text.strip().lower())
    except ValueError:
        parts = urlsplit("")
    if not parts.scheme or not parts.hostname or parts.path not in ("", "/") or parts.query or "*" in text:
        raise ValueError(f"{text}: an origin is wanted, such as http://localhost:3000.")
    return f"{parts.scheme}://{parts.netloc}"
