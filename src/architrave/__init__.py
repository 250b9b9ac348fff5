"""Run Genesys Cloud Architect flows locally, launch them over REST, and be told what is wrong when a launch fails."""

__version__ = "0.1.0"

_HOMES = {
    "open": "architrave.local.opening",
    "ManualClock": "architrave.engine.clock",
    "AsyncLocalPlatform": "architrave.local.platform",
    "LocalPlatform": "architrave.local.blocking",
    "CannotOpenError": "architrave.local.faults",
    "CannotRunError": "architrave.local.faults",
    "EngineUnusableError": "architrave.local.faults",
    "InputError": "architrave.local.faults",
    "BadExpressionError": "architrave.local.faults",
    "LaunchRejectedError": "architrave.local.faults",
    "NoSuchActionError": "architrave.local.faults",
    "NoSuchFlowError": "architrave.local.faults",
    "CannotReadFileError": "architrave.local.sources",
    "check_launch": "architrave.organization.launch_check",
    "CannotReadError": "architrave.organization.launch_check",
    "LaunchCheck": "architrave.organization.launch_check",
}
"""The library's public names, and the modules that they are imported from when they are used."""


def __getattr__(name: str) -> object:
    """A public name of the library; `__init__.pyi` has its type."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]
