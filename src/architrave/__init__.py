"""Run Genesys Cloud Architect flows locally, launch them over REST, and be told what is wrong when a launch fails."""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = ["CannotReadError", "LaunchCheck", "__version__", "check_launch"]

if TYPE_CHECKING:
    from architrave.organization.launch_check import CannotReadError, LaunchCheck, check_launch


def __getattr__(name: str) -> Any:
    """The names of `organization.launch_check`, imported when they are used: `architrave` itself costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("architrave.organization.launch_check"), name)
