"""Run Genesys Cloud Architect flows locally, launch them over REST, and be told what is wrong when a launch fails."""

__version__ = "0.1.0"

_LAUNCH_CHECK = ("CannotReadError", "LaunchCheck", "check_launch")


def __getattr__(name: str) -> object:
    """The check as a library, imported when it is used; `__init__.pyi` has its types."""
    if name not in _LAUNCH_CHECK:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("architrave.organization.launch_check"), name)
