"""Exceptions of the store: what was asked of it was not done, and may be asked for again."""


class NotKept(Exception):  # noqa: N818  it says what happened to what was sent
    """Something could not be brought to disk, or the database could not be asked.

    A launch that meets it was not accepted.
    `help` says what an operator can do about it; `retry_after` is when it is worth trying again, in seconds.
    """

    def __init__(self, message: str, *, help: str | None = None, retry_after: int = 5) -> None:  # noqa: A002
        super().__init__(message)
        self.help = help
        self.retry_after = retry_after


class Overloaded(NotKept):
    """More was queued than the disk keeps up with, so that this was not even tried."""
