"""The semantics that an execution runs under: ours, and those of the data its values depend on."""

from importlib.metadata import version

_OURS = "1"
"""Increased with every change after which an old journal would replay differently."""

_DATA = ("tzdata", "phonenumbers", "babel")
"""The packages whose data affects values: time zones, phone numbers, locales."""

SEMANTICS_VERSION = "; ".join([f"architrave {_OURS}", *(f"{name} {version(name)}" for name in _DATA)])
"""An execution that started under a different version is not replayed; it is parked."""
