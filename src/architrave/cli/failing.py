"""Reports why a command failed: in its log if it is a server or a worker, otherwise on standard error."""

import errno
import os
import sys
from typing import TYPE_CHECKING

import click

from architrave.cli.exit_codes import INTERNAL, PROBLEMS, USAGE

if TYPE_CHECKING:
    from types import ModuleType

_OF_THE_SYSTEM = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENAMETOOLONG,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EIO,
        errno.ENOENT,
        errno.EEXIST,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.ELOOP,
        errno.ENOTEMPTY,
        errno.EBUSY,
        errno.ETXTBSY,
        errno.EMLINK,
        errno.EXDEV,
        errno.ESTALE,
    }
)
"""Errors of the file system, for files and for the command's output. They are not bugs, wherever they occur."""


def report_failure(error: Exception) -> int:
    """Report the exception that ended a command. Returns the exit code."""
    if isinstance(error, click.ClickException):
        _complain_of_usage(error)
        return error.exit_code
    if isinstance(error, click.Abort):
        click.echo("Aborted!", err=True)
        return PROBLEMS
    if isinstance(error, OSError) and error.errno in _OF_THE_SYSTEM:
        _complain_of_system(error)
        return USAGE
    _report_bug(error)
    return INTERNAL


def _log_of_service() -> "ModuleType | None":
    """The log of this process if it is a server or a worker, which imported it."""
    logs = sys.modules.get("architrave.cli.logs")
    return logs if logs is not None and logs.is_logging() else None


def _complain(message: str) -> None:
    """An error message, as JSON if that is the format of this process's log."""
    logs = _log_of_service()
    if logs is not None and logs.logs_as_json():
        logs.log.error("%s", message)
        return
    from architrave.cli.views.errors import show_message

    show_message(message)


def _complain_of_usage(error: click.ClickException) -> None:
    logs = _log_of_service()
    if logs is not None and logs.logs_as_json():
        logs.log.error("%s", error.format_message())
        return
    from architrave.cli.views.errors import show_error

    show_error(error)


def _complain_of_system(error: OSError) -> None:
    if error.filename is not None:
        _complain(f"architrave: cannot use {error.filename2 or error.filename}: {error.strerror}.")
        return
    if error.errno == errno.ENOENT:
        _complain("architrave: the current folder does not exist any more. Change to another folder.")
        return
    _complain(f"architrave: cannot write the output: {error.strerror}.")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # discards what Python flushes at exit


def _report_bug(error: Exception) -> None:
    logs = _log_of_service()
    if logs is not None:
        said = "internal error. This is a bug in Architrave; please report it with the traceback"
        logs.log.critical(said, exc_info=error)
        return
    import traceback

    traceback.print_exception(error)
    message = f"architrave: internal error: {error}. This is a bug; please report it with the traceback above."
    click.echo(message, err=True)
