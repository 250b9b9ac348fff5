"""Exceptions of the store: the operation was not done, and can be retried."""


class NotKept(Exception):  # noqa: N818 - says what happened to the data
    """Something could not be written to disk, or the database could not be read.

    A launch that fails with this was not accepted. `help` tells an operator what to do; `retry_after` is the number of
    seconds to wait before retrying.
    """

    def __init__(self, message: str, *, help: str | None = None, retry_after: int = 5) -> None:  # noqa: A002
        super().__init__(message)
        self.help = help
        self.retry_after = retry_after


class Overloaded(NotKept):
    """Too many writes are queued, so this one was not attempted."""


def cause_of(problem: BaseException) -> BaseException:
    """The driver's exception in one of SQLAlchemy's, or the one that caused it."""
    inner = getattr(problem, "orig", None) or problem.__cause__
    return inner if isinstance(inner, BaseException) else problem
