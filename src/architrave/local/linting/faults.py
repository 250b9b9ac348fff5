"""What stops `lint`."""

from architrave.diagnostics import Diagnostic
from architrave.local.replacing import replace_file
from architrave.local.sources import rendered


class CannotLintError(ValueError):
    """Something that was given cannot be used. The message says what, and what to do; or else `diagnostics` do."""

    def __init__(self, message: str, *, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        self.diagnostics = diagnostics
        super().__init__(message or rendered(diagnostics))


def write_bytes(path: str, content: bytes) -> None:
    """Writes a file. Raises CannotLintError if that is not possible."""
    try:
        replace_file(path, content)
    except OSError as error:
        raise CannotLintError(f"Cannot write {path}: {error.strerror or error}.") from None
