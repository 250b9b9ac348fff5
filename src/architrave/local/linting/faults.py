"""What stops `lint`."""

from architrave.local.replacing import replace_file


class CannotLintError(ValueError):
    """Something that was given cannot be used. The message says what, and what to do."""


def write_bytes(path: str, content: bytes) -> None:
    """Writes a file. Raises CannotLintError if that is not possible."""
    try:
        replace_file(path, content)
    except OSError as error:
        raise CannotLintError(f"Cannot write {path}: {error.strerror or error}.") from None
